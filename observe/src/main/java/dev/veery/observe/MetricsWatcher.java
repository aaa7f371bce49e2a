package dev.veery.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.engine.observe.Watcher;
import dev.veery.postgres.online.Insistence;
import dev.veery.postgres.run.RunResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts a run, and hands the numbers over when it is over. They are of this run alone: a process
 * that ends cannot count further, so that rates and sums are for whoever collects them.
 */
final class MetricsWatcher implements Watcher {

  private final ObserveSettings settings;
  private final Told told;
  private final CompositeMeterRegistry registry = new CompositeMeterRegistry();
  private final @Nullable PrometheusMeterRegistry prometheus;
  private final @Nullable OtlpMeterRegistry otlp;
  private final Tags tags;

  MetricsWatcher(ObserveSettings settings, Told told) {
    this.settings = settings;
    this.told = told;
    this.tags =
        Tags.of(
            "command", told.verb(),
            "environment", told.about().environment(),
            "database", told.secrets().mask(told.about().database()));
    this.prometheus =
        settings.metricsFile() == null && settings.metricsPush() == null
            ? null
            : added(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    this.otlp = settings.metricsOtlp() == null ? null : added(otlp(settings.metricsOtlp()));
  }

  private <R extends MeterRegistry> R added(R one) {
    registry.add(one);
    return one;
  }

  private OtlpMeterRegistry otlp(URI url) {
    OtlpConfig config =
        new OtlpConfig() {
          @Override
          public @Nullable String get(String key) {
            return null;
          }

          @Override
          public String url() {
            return url.toString();
          }

          @Override
          public Duration step() {
            // Sent once, at the end.
            return Duration.ofDays(1);
          }

          @Override
          public Map<String, String> headers() {
            return settings.headers();
          }

          @Override
          public Map<String, String> resourceAttributes() {
            return Map.of("service.name", "veery", "service.version", told.about().build());
          }
        };
    return OtlpMeterRegistry.builder(config).metricsSender(this::post).build();
  }

  private void post(OtlpMetricsSender.Request request) {
    send(
        "[observe.metrics]: metrics",
        HttpRequest.newBuilder(URI.create(request.getAddress()))
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.getMetricsData())),
        request.getHeaders());
  }

  @Override
  public void stepsFinished(PlannedMigration migration, List<Step> steps, Duration duration) {
    Counter.builder("veery.steps").tags(tags).register(registry).increment(steps.size());
  }

  @Override
  public void lockNotFree(PlannedMigration migration, Step step, LockWait wait) {
    Counter.builder("veery.lock.retries").tags(tags).register(registry).increment();
  }

  @Override
  public void blockerRemoved(Insistence.Removed removed) {
    Counter.builder("veery.blockers.removed").tags(tags).register(registry).increment();
  }

  @Override
  public void warning(Problem problem) {
    Counter.builder("veery.warnings").tags(tags).register(registry).increment();
  }

  @Override
  public void migrationFinished(PlannedMigration migration, Duration duration) {
    Timer.builder("veery.migration")
        .tags(tags.and("direction", migration.direction().word()))
        .register(registry)
        .record(duration);
  }

  @Override
  public void runFinished(RunResult result) {
    RunResult.Failed failed = result instanceof RunResult.Failed failure ? failure : null;
    Timer.builder("veery.run")
        .tags(
            tags.and(
                "outcome",
                failed == null ? "succeeded" : "failed",
                "code",
                failed == null ? "" : failed.failure().problem().code().id()))
        .register(registry)
        .record(result.duration());
    double now = System.currentTimeMillis() / 1000.0;
    Gauge.builder(failed == null ? "veery.run.last.success" : "veery.run.last.failure", () -> now)
        .description("Seconds since 1970")
        .baseUnit("seconds")
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }

  @Override
  public void close() {
    PrometheusMeterRegistry text = prometheus;
    if (text != null) {
      String scraped = text.scrape();
      Path file = settings.metricsFile();
      if (file != null) {
        write(file, scraped);
      }
      URI push = settings.metricsPush();
      if (push != null) {
        push(push, scraped);
      }
    }
    if (otlp != null) {
      // Publishes what there is.
      otlp.close();
    }
    registry.close();
  }

  /** Whole or not at all: a collector may read at any time. */
  private void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.writeString(partial, text);
      try {
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      told.undelivered("[observe.metrics]: the file", String.valueOf(e.getMessage()));
    }
  }

  /** As a push gateway takes it: one group for each environment. */
  private void push(URI gateway, String text) {
    String base = gateway.toString().replaceFirst("/+$", "");
    String environment = told.about().environment();
    String url =
        base.contains("/metrics/job/")
            ? base
            : base
                + "/metrics/job/veery"
                + (environment.isEmpty()
                    ? ""
                    : "/environment/"
                        + URLEncoder.encode(environment, StandardCharsets.UTF_8)
                            .replace("+", "%20"));
    send(
        "[observe.metrics]: the push",
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            .PUT(HttpRequest.BodyPublishers.ofString(text)),
        Map.of());
  }

  /** What fails is told here, and only here: the library would print it. */
  private void send(String what, HttpRequest.Builder request, Map<String, String> headers) {
    headers.forEach(request::header);
    String why;
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build()) {
      int status =
          client
              .send(
                  request.timeout(settings.timeout()).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status / 100 == 2) {
        return;
      }
      why = "it answered " + status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "there was no time left";
    } catch (IOException e) {
      String message = e.getMessage();
      why = message == null ? e.getClass().getSimpleName() : message;
    }
    told.undelivered(what, why);
  }
}
