package dev.veery.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.engine.observe.Watcher;
import dev.veery.postgres.run.RunResult;
import io.sentry.ILogger;
import io.sentry.ISpan;
import io.sentry.ITransaction;
import io.sentry.Sentry;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.SpanStatus;
import io.sentry.TransactionOptions;
import io.sentry.protocol.Message;
import io.sentry.protocol.User;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Errors, and a trace of each run, by the SDK of Sentry, which sends from a thread of its own. In
 * an application that has set Sentry up already, its settings hold.
 */
final class SentryWatcher implements Watcher {

  private final Told told;
  private final long timeout;
  private final boolean own;
  private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
  private final boolean traces;
  private @Nullable ITransaction transaction;
  private @Nullable ISpan migration;
  private @Nullable ISpan steps;
  private volatile long run;

  SentryWatcher(ObserveSettings settings, String dsn, Told told) {
    this.told = told;
    this.timeout = settings.timeout().toMillis();
    this.traces = settings.sentryTraces();
    this.own = !Sentry.isEnabled();
    if (own) {
      Sentry.init(options -> configure(options, dsn));
    }
  }

  private void configure(SentryOptions options, String dsn) {
    options.setDsn(dsn);
    options.setRelease("veery@" + told.about().build());
    if (!told.about().environment().isEmpty()) {
      options.setEnvironment(told.about().environment());
    }
    options.setTracesSampleRate(traces ? 1.0 : 0.0);
    options.setEnableExternalConfiguration(false);
    options.setEnableUncaughtExceptionHandler(false);
    options.setEnableShutdownHook(false);
    options.setSendClientReports(false);
    options.setSendModules(false);
    options.setSendDefaultPii(false);
    options.setAttachServerName(false);
    options.setConnectionTimeoutMillis((int) timeout);
    options.setReadTimeoutMillis((int) timeout);
    options.setShutdownTimeoutMillis(timeout);
    options.setDebug(true);
    options.setDiagnosticLevel(SentryLevel.ERROR);
    options.setLogger(new Listening());
  }

  @Override
  public void runOpened(long runId) {
    run = runId;
  }

  @Override
  public void runStarted(Plan plan) {
    TransactionOptions options = new TransactionOptions();
    options.setBindToScope(false);
    ITransaction begun = Sentry.startTransaction("veery " + told.verb(), "db.migrate", options);
    begun.setTag("database", told.secrets().mask(told.about().database()));
    begun.setTag("run", Long.toString(run));
    begun.setData("command", told.command());
    begun.setData("migrations", plan.migrations().size());
    transaction = begun;
  }

  @Override
  public void migrationStarted(PlannedMigration started) {
    migration =
        transaction == null ? null : transaction.startChild("db.migration", started.label());
  }

  @Override
  public void stepsStarted(PlannedMigration of, List<Step> started) {
    if (migration != null && !started.isEmpty()) {
      steps = migration.startChild("db.sql.query", told.secrets().mask(TraceWatcher.name(started)));
      steps.setData("steps", started.stream().map(Step::ordinal).toList());
    }
  }

  @Override
  public void stepsFinished(PlannedMigration of, List<Step> finished, Duration duration) {
    steps = finish(steps, SpanStatus.OK);
  }

  @Override
  public void migrationFinished(PlannedMigration finished, Duration duration) {
    migration = finish(migration, SpanStatus.OK);
  }

  @Override
  public void runFinished(RunResult result) {
    boolean failed = result instanceof RunResult.Failed;
    if (result instanceof RunResult.Failed failure) {
      capture(failure.failure());
    }
    SpanStatus status = failed ? SpanStatus.INTERNAL_ERROR : SpanStatus.OK;
    steps = finish(steps, status);
    migration = finish(migration, status);
    if (transaction != null) {
      transaction.finish(status);
      transaction = null;
    }
  }

  private static @Nullable ISpan finish(@Nullable ISpan span, SpanStatus status) {
    if (span != null) {
      span.finish(status);
    }
    return null;
  }

  private void capture(RunResult.Failure failure) {
    Problem problem = failure.problem();
    SentryEvent event = new SentryEvent();
    Message message = new Message();
    message.setFormatted(told.secrets().mask(problem.message()));
    event.setMessage(message);
    event.setLevel(SentryLevel.ERROR);
    event.setLogger("veery");
    PlannedMigration of = failure.migration();
    String label = of == null ? "" : of.label();
    // One issue for each reason and migration, whatever the message says of rows and times.
    event.setFingerprints(List.of(problem.code().id(), label));
    event.setTag("code", problem.code().id());
    event.setTag("database", told.secrets().mask(told.about().database()));
    event.setTag("run", Long.toString(run));
    if (!label.isEmpty()) {
      event.setTag("migration", label);
    }
    event.setExtra("command", told.command());
    event.setExtra("remedy", told.secrets().mask(problem.remedy()));
    if (problem.position() != null) {
      event.setExtra("position", problem.position().toString());
    }
    User user = new User();
    user.setUsername(told.about().actor());
    event.setUser(user);
    Sentry.captureEvent(event);
  }

  @Override
  public void close() {
    Sentry.flush(timeout);
    if (own) {
      Sentry.close();
    }
    String why = trouble.get();
    if (why != null) {
      told.undelivered("[observe.sentry]: a report", why);
    }
  }

  /** Hears what the SDK would print. */
  private final class Listening implements ILogger {
    @Override
    public void log(SentryLevel level, String message, @Nullable Object... arguments) {
      String text = arguments.length == 0 ? message : message.formatted(arguments);
      trouble.compareAndSet(null, text);
    }

    @Override
    public void log(SentryLevel level, String message, @Nullable Throwable cause) {
      trouble.compareAndSet(null, cause == null ? message : message + ": " + cause.getMessage());
    }

    @Override
    public void log(
        SentryLevel level,
        @Nullable Throwable cause,
        String message,
        @Nullable Object... arguments) {
      log(level, message, cause);
    }

    @Override
    public boolean isEnabled(@Nullable SentryLevel level) {
      return level == SentryLevel.ERROR || level == SentryLevel.FATAL;
    }
  }
}
