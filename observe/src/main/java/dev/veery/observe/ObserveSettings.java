package dev.veery.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Durations;
import dev.veery.engine.config.KnownKeys;
import dev.veery.engine.config.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code [observe]} says.
 *
 * @param dsn of Sentry; null for none
 * @param sentryTraces whether Sentry gets a trace of each run, besides errors
 * @param metricsFile a text file for Prometheus; null for none
 * @param metricsPush a push gateway of Prometheus; null for none
 * @param metricsOtlp where metrics go by OTLP; null for nowhere
 * @param tracesOtlp where traces go by OTLP; null for nowhere
 * @param headers of every request by OTLP
 * @param timeout for one request
 */
record ObserveSettings(
    @Nullable String dsn,
    boolean sentryTraces,
    @Nullable Path metricsFile,
    @Nullable URI metricsPush,
    @Nullable URI metricsOtlp,
    @Nullable URI tracesOtlp,
    Map<String, String> headers,
    Duration timeout) {

  private static final List<String> KEYS =
      List.of(
          "sentry.dsn",
          "sentry.traces",
          "metrics.file",
          "metrics.push",
          "metrics.otlp",
          "traces.otlp",
          "headers",
          "timeout");

  ObserveSettings {
    headers = Map.copyOf(headers);
  }

  boolean metrics() {
    return metricsFile != null || metricsPush != null || metricsOtlp != null;
  }

  /**
   * Reads them; secrets are remembered.
   *
   * @throws VeeryException with everything that is not understood
   */
  static ObserveSettings read(Config config) {
    Map<String, String> table = config.values().table(ConfigKey.OBSERVE);
    return new Reader(table, config.directory(), config.secrets()).read();
  }

  /** Reads one table. */
  private static final class Reader {
    private final Map<String, String> table;
    private final Path directory;
    private final Secrets secrets;
    private final List<Problem> problems = new ArrayList<>();

    Reader(Map<String, String> table, Path directory, Secrets secrets) {
      this.table = table;
      this.directory = directory;
      this.secrets = secrets;
    }

    ObserveSettings read() {
      KnownKeys.check("observe", table, KEYS, problems);
      String file = table.get("metrics.file");
      if (file != null && file.isBlank()) {
        wrong("metrics.file", "the name of a file");
      }
      Duration timeout = Durations.parse(table.getOrDefault("timeout", "3s"));
      if (timeout == null || timeout.isZero()) {
        wrong("timeout", "a duration such as \"3s\"");
      }
      URI dsn = url("sentry.dsn");
      ObserveSettings settings =
          new ObserveSettings(
              dsn == null ? null : dsn.toString(),
              on("sentry.traces"),
              file == null || file.isBlank() ? null : directory.resolve(file).normalize(),
              url("metrics.push"),
              url("metrics.otlp"),
              url("traces.otlp"),
              headers(),
              Objects.requireNonNullElse(timeout, Duration.ofSeconds(3)));
      if (!problems.isEmpty()) {
        throw new VeeryException(problems);
      }
      return settings;
    }

    private boolean on(String key) {
      String text = table.getOrDefault(key, "on");
      if (!text.equals("on") && !text.equals("off")) {
        wrong(key, "\"on\" or \"off\"");
      }
      return text.equals("on");
    }

    /** A url is a secret: many have a token in them. */
    private @Nullable URI url(String key) {
      String text = table.get(key);
      if (text == null || text.isEmpty()) {
        return null;
      }
      secrets.remember(text);
      try {
        URI uri = URI.create(text);
        String user = uri.getUserInfo();
        if (user != null) {
          secrets.remember(user);
        }
        String scheme = String.valueOf(uri.getScheme());
        if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
          return uri;
        }
      } catch (IllegalArgumentException e) {
        // Reported below, without the text.
      }
      wrong(key, "a url that begins with https://");
      return null;
    }

    /** {@code Name=value}, as a list or with commas between. */
    private Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      for (String one : table.getOrDefault("headers", "").split("[,\u001f\n]")) {
        if (one.isBlank()) {
          continue;
        }
        int equals = one.indexOf('=');
        if (equals < 1) {
          wrong("headers", "a list of Name=value");
          continue;
        }
        String value = one.substring(equals + 1).strip();
        secrets.remember(value);
        headers.put(one.substring(0, equals).strip(), value);
      }
      return headers;
    }

    private void wrong(String key, String expected) {
      problems.add(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "observe." + key + " is expected to be " + expected,
              "see docs/guides/notifications.md"));
    }
  }
}
