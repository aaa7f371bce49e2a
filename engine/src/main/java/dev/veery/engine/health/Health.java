package dev.veery.engine.health;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.health.Measured.Speed;
import dev.veery.postgres.session.Question;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the probes of a configuration, each as often as it is allowed to fail. */
public final class Health {

  /** How often a query is run for its p95. */
  private static final int RUNS = 20;

  /** Fewer calls than this say nothing about a statement. */
  private static final int ENOUGH = 20;

  /** What is faster than this is not called slower, in milliseconds: noise is larger. */
  private static final double NOISE = 5;

  private final HealthSettings settings;
  private final Supplier<Session> session;
  private final Map<String, Speed> speeds = new HashMap<>();

  /**
   * @param session asked for when a probe needs it
   */
  public Health(HealthSettings settings, Supplier<Session> session) {
    this.settings = settings;
    this.session = session;
  }

  /** How fast the queries were that {@link #run} has asked. */
  public Measured measured() {
    return new Measured(speeds);
  }

  /**
   * Asks all of them.
   *
   * @param before how fast queries were then; null where nothing is compared
   * @throws SQLException when the connection is lost
   */
  public CheckReport run(@Nullable Measured before) throws SQLException {
    List<CheckLine> lines = new ArrayList<>();
    for (Probe probe : settings.probes()) {
      lines.add(
          switch (probe) {
            case Probe.Sql sql -> answered(sql.name(), () -> ask(sql));
            case Probe.Http http -> answered(http.name(), () -> get(http));
            case Probe.Timed timed -> timed(timed, before);
            case Probe.Statements statements -> counted(statements, before);
          });
    }
    return CheckReport.of(lines);
  }

  /** Empty for a good answer, otherwise what is wrong. */
  @FunctionalInterface
  private interface Attempt {
    String ask() throws SQLException;
  }

  private CheckLine answered(String name, Attempt question) throws SQLException {
    String wrong = "";
    for (int tried = 0; tried <= settings.retries(); tried++) {
      if (tried > 0 && !sleep(settings.pause())) {
        break;
      }
      wrong = question.ask();
      if (wrong.isEmpty()) {
        return CheckLine.tick("health", name, "well").fact("tries", tried + 1);
      }
    }
    return CheckLine.stop(
            "health", name, wrong, "see what it is about; nothing is changed by asking")
        .fact("tries", settings.retries() + 1);
  }

  private String ask(Probe.Sql probe) throws SQLException {
    String[] value = new String[1];
    boolean[] any = new boolean[1];
    String failure =
        query(
            probe.query(),
            row -> {
              if (!any[0]) {
                any[0] = true;
                value[0] = row.getString(1);
              }
            });
    if (failure != null) {
      return failure;
    }
    if (!any[0]) {
      return "the query gives no row";
    }
    if (value[0] == null) {
      return "the query gives null";
    }
    String expected = probe.expected() == null ? "t" : probe.expected();
    return value[0].equals(expected)
            || (probe.expected() == null && value[0].equalsIgnoreCase("true"))
        ? ""
        : "the query gives "
            + value[0]
            + ", and "
            + (probe.expected() == null ? "true" : expected)
            + " is expected";
  }

  private @Nullable String query(String sql, Session.RowReader reader) throws SQLException {
    ServerError error = Question.ask(session.get(), null, settings.timeout(), sql, reader);
    if (error == null) {
      return null;
    }
    return "57014".equals(error.sqlState())
        ? "the query has no answer within " + settings.timeout().toMillis() + " ms"
        : "the query fails: " + error.message();
  }

  private String get(Probe.Http probe) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(probe.url()).timeout(settings.timeout()).GET().build(),
              HttpResponse.BodyHandlers.ofString());
      int status = answer.statusCode();
      boolean good = probe.status() == null ? status / 100 == 2 : status == probe.status();
      if (!good) {
        return probe.url() + " answers with " + status;
      }
      return answer.body().contains(probe.body())
          ? ""
          : probe.url() + " answers without '" + probe.body() + "'";
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return probe.url() + " does not answer: " + why;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private CheckLine timed(Probe.Timed probe, @Nullable Measured before) throws SQLException {
    double[] millis = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long began = System.nanoTime();
      String failure = query(probe.query(), row -> {});
      millis[i] = (System.nanoTime() - began) / 1e6;
      if (failure != null) {
        return CheckLine.stop("health", probe.name(), failure, "");
      }
    }
    Arrays.sort(millis);
    Speed speed = new Speed(millis[(int) Math.ceil(RUNS * 0.95) - 1], 0, 0, 0);
    speeds.put(probe.name(), speed);
    Speed then = before == null ? null : before.probes().get(probe.name());
    return compared(probe.name(), speed, then);
  }

  private CheckLine compared(String name, Speed now, @Nullable Speed then) {
    String what = String.format(Locale.ROOT, "p95 %.1f ms", now.p95());
    if (then == null) {
      return CheckLine.tick("health", name, what).fact("p95Millis", now.p95());
    }
    String both = what + String.format(Locale.ROOT, ", %.1f ms before", then.p95());
    boolean slower = now.p95() > then.p95() * settings.slower() && now.p95() > NOISE;
    return (slower
            ? CheckLine.stop(
                "health",
                name,
                both + ": slower than allowed",
                "compare its plan with EXPLAIN; ANALYZE the tables that were changed")
            : CheckLine.tick("health", name, both))
        .fact("p95Millis", now.p95())
        .fact("beforeMillis", then.p95());
  }

  private CheckLine counted(Probe.Statements probe, @Nullable Measured before) throws SQLException {
    double[] sums = new double[3];
    String failure =
        query(
            "SELECT coalesce(sum(calls), 0)::bigint, coalesce(sum(total_exec_time), 0),"
                + " coalesce(sum(calls * (stddev_exec_time ^ 2 + mean_exec_time ^ 2)), 0) FROM"
                + " pg_stat_statements WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
                + " pg_catalog.current_database()) AND query ILIKE "
                + dev.veery.postgres.session.Sql.literal(probe.pattern()),
            row -> {
              sums[0] = row.getLong(1);
              sums[1] = row.getDouble(2);
              sums[2] = row.getDouble(3);
            });
    if (failure != null) {
      return CheckLine.skipped(
          "health", probe.name(), "pg_stat_statements cannot be read: " + failure);
    }
    Speed all = Speed.counted((long) sums[0], sums[1], sums[2]);
    speeds.put(probe.name(), all);
    Speed then = before == null ? null : before.probes().get(probe.name());
    if (then == null) {
      return all.calls() == 0
          ? CheckLine.skipped("health", probe.name(), "no statement matches " + probe.pattern())
          : compared(probe.name(), all, null);
    }
    Speed since = all.since(then);
    return since.calls() < ENOUGH
        ? CheckLine.skipped(
            "health", probe.name(), Math.max(0, since.calls()) + " calls since, too few to compare")
        : compared(probe.name(), since, then);
  }

  private static boolean sleep(Duration duration) {
    try {
      Thread.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
