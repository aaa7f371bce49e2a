package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Secrets;
import dev.veery.postgres.run.RunListener;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets others hear of a run besides the one who called. Nothing of this is loaded unless the
 * configuration asks for it, and nothing that goes wrong here is the run's concern: it becomes a
 * warning.
 */
public final class Observers implements AutoCloseable {

  private final List<RunListener> listeners = new ArrayList<>();
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final RunListener first;

  private Observers(RunListener first) {
    this.first = first;
    listeners.add(first);
  }

  /** Whether the configuration asks for any. */
  public static boolean configured(Config config) {
    return !config.values().table(ConfigKey.NOTIFY).isEmpty()
        || !config.values().table(ConfigKey.OBSERVE).isEmpty()
        || config.values().path(ConfigKey.LOG_FILE) != null;
  }

  /**
   * Opens those that are configured.
   *
   * @param first hears everything, and warnings of the others
   * @param about what every message says about the run
   * @throws dev.veery.core.VeeryException when what is configured cannot be understood
   */
  public static Observers of(Config config, RunListener first, About about) {
    Observers observers = new Observers(first);
    // A deployment tells how it went by itself: one message for all of its runs.
    if (!config.values().table(ConfigKey.NOTIFY).isEmpty() && !about.isDeployment()) {
      Delivery delivery = new Delivery(config, first::warning);
      observers.listeners.add(new Notifier(delivery, about, config.secrets()));
      observers.toClose.add(delivery);
    }
    if (!config.values().table(ConfigKey.OBSERVE).isEmpty()) {
      for (Watcher watcher :
          ObserveModule.provider("[observe]").watchers(config, about, first::warning)) {
        observers.listeners.add(watcher);
        observers.toClose.add(watcher);
      }
    }
    Path log = config.values().path(ConfigKey.LOG_FILE);
    if (log != null) {
      try {
        JsonLog lines = new JsonLog(log, about, config.secrets(), first::warning);
        observers.listeners.add(lines);
        observers.toClose.add(lines);
      } catch (IOException e) {
        observers.first.warning(JsonLog.unwritable(log, e));
      }
    }
    return observers;
  }

  /**
   * What every message says about the run.
   *
   * @param database host, port and name
   * @param actor user and host
   */
  public record About(
      String command, String environment, String database, String actor, String build) {

    boolean isDeployment() {
      return command.equals("deploy") || command.startsWith("deploy ");
    }

    /** The same without secrets: a password may stand in what was typed. */
    About masked(Secrets secrets) {
      return new About(
          secrets.mask(command),
          secrets.mask(environment),
          secrets.mask(database),
          secrets.mask(actor),
          build);
    }
  }

  /** Passes every event on to all, in order. A proxy, so that a new event needs no line here. */
  public RunListener listener() {
    if (listeners.size() == 1) {
      return first;
    }
    return (RunListener)
        Proxy.newProxyInstance(
            RunListener.class.getClassLoader(),
            new Class<?>[] {RunListener.class},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.invoke(this, arguments);
              }
              for (int i = 0; i < listeners.size(); i++) {
                try {
                  method.invoke(listeners.get(i), arguments);
                } catch (InvocationTargetException e) {
                  if (i == 0) {
                    throw e.getCause();
                  }
                  // Whoever watches must not stop what is watched.
                }
              }
              return null;
            });
  }

  /** Waits a little for what is still on its way. */
  @Override
  public void close() {
    for (AutoCloseable one : toClose) {
      try {
        one.close();
      } catch (Exception e) {
        first.warning(
            new Problem(
                ErrorCode.NOTIFY_FAILED,
                "a message about the run was lost: " + e.getMessage(),
                "the run itself is not affected"));
      }
    }
  }
}
