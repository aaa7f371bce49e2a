package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.run.RunListener;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    Map<String, String> table = config.values().table(ConfigKey.NOTIFY);
    if (!table.isEmpty()) {
      Notifier notifier =
          new Notifier(NotifySettings.of(table, config.secrets()), about, config.secrets(), first);
      observers.listeners.add(notifier);
      observers.toClose.add(notifier);
    }
    Path log = config.values().path(ConfigKey.LOG_FILE);
    if (log != null) {
      try {
        JsonLog lines = new JsonLog(log, about, config.secrets());
        observers.listeners.add(lines);
        observers.toClose.add(lines);
      } catch (IOException e) {
        observers.first.warning(
            new Problem(
                ErrorCode.NOTIFY_FAILED,
                "the log file cannot be written: " + e.getMessage(),
                "the run goes on without it"));
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
      String command, String environment, String database, String actor, String build) {}

  /** Passes every event on to all, in order. A proxy, so that a new event needs no line here. */
  public RunListener listener() {
    return (RunListener)
        Proxy.newProxyInstance(
            RunListener.class.getClassLoader(),
            new Class<?>[] {RunListener.class},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.invoke(this, arguments);
              }
              for (RunListener listener : listeners) {
                try {
                  method.invoke(listener, arguments);
                } catch (InvocationTargetException e) {
                  if (listener == first) {
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
