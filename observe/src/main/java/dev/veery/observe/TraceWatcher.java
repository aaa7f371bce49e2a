package dev.veery.observe;

import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.engine.observe.Watcher;
import dev.veery.postgres.run.RunResult;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A trace of each run by OTLP: the run, in it its migrations, in these their steps. Steps of one
 * transaction travel together and share its start and end, as they do in the journal. A run that
 * finds {@code TRACEPARENT} among its variables becomes a part of that trace.
 */
final class TraceWatcher implements Watcher {

  /** As long as the name of a span is readable. */
  private static final int LONGEST_NAME = 80;

  private final Told told;
  private final Duration timeout;
  private final AtomicBoolean failed = new AtomicBoolean();
  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final List<Span> steps = new ArrayList<>();
  private @Nullable Span run;
  private @Nullable Span migration;
  private volatile long number;

  TraceWatcher(ObserveSettings settings, Told told) {
    this.told = told;
    this.timeout = settings.timeout();
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(String.valueOf(settings.tracesOtlp()))
            .setTimeout(timeout)
            .setConnectTimeout(timeout)
            .setRetryPolicy(null);
    settings.headers().forEach(exporter::addHeader);
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", "veery")
                        .put("service.version", told.about().build())
                        .put("deployment.environment.name", told.about().environment())
                        .build()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(new Watched(exporter.build()))
                    .setMaxQueueSize(100_000)
                    .setExporterTimeout(timeout)
                    .build())
            .build();
    this.tracer = provider.get("dev.veery", told.about().build());
  }

  @Override
  public void runOpened(long runId) {
    number = runId;
  }

  @Override
  public void runStarted(Plan plan) {
    run =
        tracer
            .spanBuilder("veery " + told.verb())
            .setParent(parent())
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("db.system.name", "postgresql")
            .setAttribute("veery.database", told.secrets().mask(told.about().database()))
            .setAttribute("veery.command", told.command())
            .setAttribute("veery.environment", told.about().environment())
            .setAttribute("veery.actor", told.about().actor())
            .setAttribute("veery.run", number)
            .setAttribute("veery.migrations", plan.migrations().size())
            .startSpan();
  }

  /** The trace that this process is a part of, as whoever has started it says. */
  private Context parent() {
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), told.variables(), Variables.INSTANCE);
  }

  @Override
  public void migrationStarted(PlannedMigration started) {
    migration =
        child(run, started.label())
            .setAttribute("veery.version", started.version().text())
            .setAttribute("veery.direction", started.direction().word())
            .startSpan();
  }

  @Override
  public void stepsStarted(PlannedMigration of, List<Step> started) {
    for (Step step : started) {
      steps.add(
          child(migration, told.secrets().mask(name(List.of(step))))
              .setAttribute("veery.step", step.ordinal())
              .setAttribute("veery.transaction.steps", started.size())
              .startSpan());
    }
  }

  @Override
  public void stepsFinished(PlannedMigration of, List<Step> finished, Duration duration) {
    steps.forEach(Span::end);
    steps.clear();
  }

  @Override
  public void migrationFinished(PlannedMigration finished, Duration duration) {
    end(migration);
    migration = null;
  }

  @Override
  public void lockNotFree(PlannedMigration of, Step step, LockWait wait) {
    // What was sent is rolled back, and sent again after a pause.
    steps.forEach(span -> {
      span.setStatus(StatusCode.ERROR, "a lock was not free");
      span.end();
    });
    steps.clear();
    if (migration != null) {
      migration.addEvent(
          "lock not free",
          Attributes.builder()
              .put("veery.tries", wait.tries())
              .put("veery.waited.for", told.secrets().mask(wait.waitedFor()))
              .build());
    }
  }

  @Override
  public void runFinished(RunResult result) {
    if (result instanceof RunResult.Failed failure) {
      String why = told.secrets().mask(failure.failure().problem().message());
      String code = failure.failure().problem().code().id();
      List<Span> open = new ArrayList<>(steps);
      if (migration != null) {
        open.add(migration);
      }
      if (run != null) {
        open.add(run);
      }
      for (Span span : open) {
        span.setAttribute("error.type", code);
        span.setStatus(StatusCode.ERROR, why);
      }
    }
    steps.forEach(Span::end);
    steps.clear();
    end(migration);
    migration = null;
    end(run);
    run = null;
  }

  private static void end(@Nullable Span span) {
    if (span != null) {
      span.end();
    }
  }

  private SpanBuilder child(@Nullable Span of, String name) {
    Context parent = of == null ? Context.root() : Context.root().with(of);
    return tracer.spanBuilder(name).setParent(parent);
  }

  /** The beginning of the first statement. */
  static String name(List<Step> steps) {
    String text = steps.getFirst().action().summary();
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME - 1) + "…";
  }

  @Override
  public void close() {
    CompletableResultCode ended =
        provider.shutdown().join(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (failed.get() || !ended.isDone()) {
      told.undelivered("[observe.traces]: the trace", "the collector did not take it");
    }
  }

  /** Notices that something was not taken: the library only logs it. */
  private final class Watched implements SpanExporter {
    private final SpanExporter exporter;

    Watched(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(() -> {
        if (!result.isSuccess()) {
          failed.set(true);
        }
      });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }

  /** Environment variables are in capitals. */
  private enum Variables implements TextMapGetter<Map<String, String>> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return Set.copyOf(carrier.keySet());
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key.toUpperCase(Locale.ROOT));
    }
  }
}
