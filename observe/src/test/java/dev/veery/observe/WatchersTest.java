package dev.veery.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.VeeryException;
import dev.veery.observe.Collector.Request;
import dev.veery.postgres.run.RunResult;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are watched: what arrives, what does not, and that it never shows a password. */
class WatchersTest {

  private static final String GOOD = "CREATE TABLE second (id int);";

  @TempDir Path directory;
  private Project project;

  @BeforeEach
  void project() {
    project = new Project(directory);
  }

  @Test
  void sentryHearsOfAFailureAndGetsATrace() throws Exception {
    try (Collector sentry = new Collector(200)) {
      String dsn = sentry.url().replace("http://", "http://public@") + "/7";
      assertThat(project.up("[observe.sentry]\ndsn = \"" + dsn + "\"\n", Project.FAILING, Map.of()))
          .isInstanceOf(RunResult.Failed.class);
      assertThat(sentry.requests).allMatch(r -> r.path().equals("/api/7/envelope/"));
      String all = sentry.everything();
      assertThat(all)
          .contains("cannot log in with ****")
          .contains("\"code\":\"VEERY-", "\"migration\":\"2_second\"", "\"level\":\"error\"")
          .contains("\"type\":\"transaction\"", "\"transaction\":\"veery up\"")
          .contains("\"description\":\"1_first\"", "CREATE TABLE first (id int)")
          .doesNotContain(Project.MARKED);
      assertThat(project.warnings).isEmpty();
    }
  }

  @Test
  void metricsAreWrittenPushedAndSent() throws Exception {
    try (Collector collector = new Collector(200)) {
      String settings =
          """
          [observe]
          headers = ["Authorization=Bearer marked-token"]
          [observe.metrics]
          file = "metrics/veery.prom"
          push = "%s"
          otlp = "%s/v1/metrics"
          """
              .formatted(collector.url(), collector.url());
      assertThat(project.up(settings, GOOD, Map.of())).isInstanceOf(RunResult.Succeeded.class);
      String file = Files.readString(directory.resolve("metrics/veery.prom"));
      assertThat(file)
          .contains("veery_run_seconds_count{code=\"\",command=\"up\",")
          .contains("veery_migration_seconds_count{command=\"up\",")
          .containsPattern("veery_steps_total\\{[^}]*} 3.0")
          .contains("veery_run_last_success_seconds{");
      Request push = named(collector, "/metrics/job/veery");
      assertThat(push.method()).isEqualTo("PUT");
      assertThat(push.text()).isEqualTo(file);
      Request otlp = named(collector, "/v1/metrics");
      assertThat(otlp.authorization()).isEqualTo("Bearer marked-token");
      assertThat(
              ExportMetricsServiceRequest.parseFrom(otlp.body())
                  .getResourceMetrics(0)
                  .getScopeMetrics(0)
                  .getMetricsList())
          .extracting(metric -> metric.getName())
          .contains("veery.run", "veery.migration", "veery.steps", "veery.run.last.success");
      assertThat(file + collector.everything()).doesNotContain(Project.MARKED);
      assertThat(project.warnings).isEmpty();
    }
  }

  @Test
  void aTraceHasTheRunItsMigrationsAndTheirSteps() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (Collector collector = new Collector(200)) {
      assertThat(
              project.up(
                  "[observe.traces]\notlp = \"" + collector.url() + "/v1/traces\"\n",
                  Project.FAILING,
                  Map.of("TRACEPARENT", "00-" + trace + "-b7ad6b7169203331-01")))
          .isInstanceOf(RunResult.Failed.class);
      List<Span> spans = new ArrayList<>();
      for (Request request : collector.requests) {
        ExportTraceServiceRequest.parseFrom(request.body())
            .getResourceSpansList()
            .forEach(resource ->
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
      }
      assertThat(spans)
          .allMatch(s -> HexFormat.of().formatHex(s.getTraceId().toByteArray()).equals(trace));
      Span run = named(spans, "veery up");
      Span first = named(spans, "1_first");
      Span second = named(spans, "2_second");
      Span step = named(spans, "CREATE TABLE first (id int)");
      assertThat(first.getParentSpanId()).isEqualTo(run.getSpanId());
      assertThat(second.getParentSpanId()).isEqualTo(run.getSpanId());
      assertThat(step.getParentSpanId()).isEqualTo(first.getSpanId());
      assertThat(second.getStatus().getMessage()).contains("cannot log in with ****");
      assertThat(first.getStatus().getMessage()).isEmpty();
      assertThat(collector.everything()).doesNotContain(Project.MARKED);
      assertThat(project.warnings).isEmpty();
    }
  }

  /**
   * Nobody listens, or nobody answers, or with an error: a remark each, and the run is not held up.
   */
  @Test
  void whatCannotBeDeliveredIsARemark() throws Exception {
    String settings =
        """
        [observe]
        timeout = "400ms"
        [observe.sentry]
        dsn = "%s/7"
        [observe.metrics]
        file = "veery.toml/no-folder.prom"
        push = "%s"
        otlp = "%s/v1/metrics"
        [observe.traces]
        otlp = "%s/v1/traces"
        """;
    try (Collector angry = new Collector(500);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String mute = "http://127.0.0.1:" + silent.getLocalPort();
      long began = System.nanoTime();
      assertThat(
              project.up(
                  settings.formatted(
                      mute.replace("http://", "http://public@"), angry.url(), mute, mute),
                  GOOD,
                  Map.of()))
          .isInstanceOf(RunResult.Succeeded.class);
      assertThat((System.nanoTime() - began) / 1_000_000_000).isLessThan(15);
    }
    assertThat(project.warned())
        .hasSize(5)
        .anyMatch(w -> w.contains("[observe.sentry]"))
        .anyMatch(w -> w.contains("[observe.metrics]: the push") && w.contains("answered 500"))
        .anyMatch(w -> w.contains("[observe.metrics]: metrics"))
        .anyMatch(w -> w.contains("[observe.metrics]: the file"))
        .anyMatch(w -> w.contains("[observe.traces]"));
  }

  @Test
  void everythingThatIsNotUnderstoodIsSaidAtOnce() {
    assertThatThrownBy(() ->
            project.up(
                """
                [observe]
                timeout = "soon"
                headers = ["Authorization"]
                [observe.sentry]
                dsn = "not a url"
                traces = "maybe"
                [observe.metric]
                file = "x"
                """,
                GOOD,
                Map.of()))
        .isInstanceOfSatisfying(
            VeeryException.class,
            e ->
                assertThat(e.problems())
                    .extracting(p -> p.message())
                    .containsExactly(
                        "observe has no setting 'metric.file'",
                        "observe.timeout is expected to be a duration such as \"3s\"",
                        "observe.sentry.dsn is expected to be a url that begins with https://",
                        "observe.sentry.traces is expected to be \"on\" or \"off\"",
                        "observe.headers is expected to be a list of Name=value"));
  }

  private static Request named(Collector collector, String path) {
    return collector.requests.stream().filter(r -> r.path().equals(path)).findFirst().orElseThrow();
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream().filter(s -> s.getName().equals(name)).findFirst().orElseThrow();
  }
}
