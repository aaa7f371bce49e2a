package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many migrations that two threads read them: nobody may tell that from one. */
final class ManyMigrationsTest {

  private static final int MANY = 400;

  @TempDir Path directory;

  @Test
  void runInTheirOrderAndBack() throws Exception {
    try (ScratchDatabase database = ScratchServers.freshDatabase()) {
      List<String> versions = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        versions.add(write(i, "INSERT INTO line VALUES (" + i + ")"));
      }
      write(-1, "CREATE TABLE line (number int, place serial)");
      try (Veery veery = open(database.url())) {
        Planning up = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
        assertThat(veery.run(up, "up", new RunListener() {}, false, null))
            .isInstanceOf(RunResult.Succeeded.class);
      }
      assertThat(
              value(
                  database,
                  "SELECT count(*) || ' ' || count(*) FILTER (WHERE place = number + 1) FROM line"))
          .isEqualTo(MANY + " " + MANY);
      try (Veery veery = open(database.url())) {
        Planning down = veery.plan(new Target.Down.Steps(MANY), PlanRequest.Options.DEFAULT);
        assertThat(planned(down)).containsExactlyElementsOf(versions.reversed());
        assertThat(veery.run(down, "down", new RunListener() {}, false, null))
            .isInstanceOf(RunResult.Succeeded.class);
      }
      assertThat(value(database, "SELECT count(*) FROM line")).isEqualTo("0");
    }
  }

  @RepeatedTest(5)
  void everythingThatIsWrongIsSaidOnceAndInTheirOrder() throws Exception {
    Random random = new Random(42);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      boolean broken = random.nextInt(10) == 0;
      String version = write(i, broken ? "SELECT 'without an end" : "SELECT " + i);
      if (broken) {
        wrong.add("migrations/" + version + "_m.sql");
      }
    }
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Veery veery = open(database.url())) {
      Planning planning = veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
      assertThat(planning.result()).isInstanceOf(Plan.Result.Blocked.class);
      List<String> named = new ArrayList<>();
      for (var problem : ((Plan.Result.Blocked) planning.result()).problems()) {
        named.add(Objects.requireNonNull(problem.position()).file());
      }
      assertThat(named).containsExactlyElementsOf(wrong).hasSizeGreaterThan(10);
    }
  }

  private static String value(ScratchDatabase database, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        ResultSet rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static List<String> planned(Planning planning) {
    return ((Plan.Result.Ready) planning.result())
        .plan().migrations().stream().map(PlannedMigration::version).map(v -> v.text()).toList();
  }

  private Veery open(String url) throws IOException {
    Files.writeString(directory.resolve("veery.toml"), "url = \"" + url + "\"\n");
    return Veery.open(Config.read(new ConfigRequest(directory, null, null, Map.of(), Map.of())));
  }

  private String write(int number, String sql) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("migrations"));
    String version = "%014d".formatted(20260101000001L + number);
    Files.writeString(
        folder.resolve(version + "_m.sql"),
        "-- Up Migration\n"
            + sql
            + ";\n-- Down Migration\nDELETE FROM line WHERE number = "
            + number
            + ";\n");
    return version;
  }
}
