package dev.veery.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.observe.Channel;
import dev.veery.engine.observe.ObserveProvider;
import dev.veery.engine.observe.Observers;
import dev.veery.engine.observe.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes what is configured, and loads no other library. */
public final class Provider implements ObserveProvider {

  /** Kept, as a logger that nobody refers to forgets its level. */
  private static final List<Logger> QUIET = new ArrayList<>();

  static {
    // In the command line's own class loader nobody else uses these libraries. What they would
    // print on
    // the terminal is told as a warning. In an application their logs are the application's.
    if (Provider.class.getClassLoader() != ObserveProvider.class.getClassLoader()) {
      for (String name : List.of("io.micrometer", "io.opentelemetry", "io.prometheus")) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(Level.OFF);
        QUIET.add(logger);
      }
    }
  }

  @Override
  public Channel email(Mail settings) {
    return new MailChannel(settings);
  }

  @Override
  public List<Watcher> watchers(Config config, Observers.About about, Consumer<Problem> warned) {
    ObserveSettings settings = ObserveSettings.read(config);
    List<Watcher> watchers = new ArrayList<>();
    String dsn = settings.dsn();
    var told = new Told(about, config.secrets(), config.variables(), warned);
    if (dsn != null) {
      watchers.add(here(() -> new SentryWatcher(settings, dsn, told)));
    }
    if (settings.metrics()) {
      watchers.add(here(() -> new MetricsWatcher(settings, told)));
    }
    if (settings.tracesOtlp() != null) {
      watchers.add(here(() -> new TraceWatcher(settings, told)));
    }
    return watchers;
  }

  /**
   * With this module's class loader as the thread's: the libraries look there for parts of theirs,
   * and the one of the command line does not know them.
   */
  static <T> T here(Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Provider.class.getClassLoader());
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
