package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That nothing is to be done is remembered while nothing has changed, and not a moment longer. The
 * property that the launcher sets stands for the whole process; other tests have too few files.
 */
class SettledTest {

  /** Long ago, with a fraction of a second. */
  private static final long WRITTEN = 1_760_000_000_123L;

  private static final String PREPARED = "veery.prepared";
  private static final int FILES = 80;

  @TempDir Path directory;
  private ScratchDatabase database;

  @BeforeAll
  static void asTheLauncherDoes() {
    System.setProperty(PREPARED, "1");
  }

  @AfterAll
  static void asItWas() {
    System.clearProperty(PREPARED);
  }

  @BeforeEach
  void apply() throws Exception {
    database = ScratchServers.freshDatabase();
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(directory.resolve("veery.toml"), "");
    for (int i = 100; i < 100 + FILES; i++) {
      write(i, "SELECT " + i + ";", WRITTEN);
    }
    up();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Path file(int number) {
    return directory.resolve("migrations/" + number + "_m.sql");
  }

  private void write(int number, String statement, long time) throws IOException {
    Files.writeString(
        file(number), "-- Up Migration\n" + statement + "\n-- Down Migration\nSELECT 0;\n");
    Files.setLastModifiedTime(file(number), FileTime.fromMillis(time));
    longAgo();
  }

  /** As if whoever changed the folder had done it long before anybody looked. */
  private void longAgo() throws IOException {
    Files.setLastModifiedTime(directory.resolve("migrations"), FileTime.fromMillis(WRITTEN));
  }

  private Veery veery() {
    return Veery.open(
        Config.read(
            new ConfigRequest(
                directory, null, null, Map.of(), Map.of("VEERY_URL", database.url()))));
  }

  private void sql(String statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    }
  }

  private static Planning plan(Veery veery) {
    return veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT);
  }

  /** Another Veery: what it knows is what is there. */
  private void up() {
    try (Veery veery = veery()) {
      Planning planning = plan(veery);
      if (planning.result() instanceof Plan.Result.Ready) {
        assertThat(veery.run(planning, "up", new RunListener() {}, false, null))
            .isInstanceOf(RunResult.Succeeded.class);
      }
    }
  }

  /** One start of {@code veery up}: whether it need not look. */
  private boolean start() {
    try (Veery veery = veery()) {
      if (veery.isSettled()) {
        return true;
      }
      veery.settle(plan(veery));
      return false;
    }
  }

  private enum Change {
    WRITTEN_TO(t -> t.write(120, "SELECT 1234;", WRITTEN + 1)),
    TIME(t -> t.write(120, "SELECT 120;", WRITTEN + 1)),
    LENGTH(t -> t.write(120, "SELECT 1200;", WRITTEN)),
    ADDED(t -> t.write(500, "CREATE TABLE late ();", WRITTEN)),
    REMOVED(t -> {
      Files.delete(t.file(120));
      t.longAgo();
    }),
    RENAMED(t -> {
      Files.move(t.file(120), t.directory.resolve("migrations/120_n.sql"));
      t.longAgo();
    }),
    LAYOUT(t -> Files.writeString(t.directory.resolve("veery.toml"), "layout = \"veery\"\n")),
    JOURNAL_SCHEMA(
        t -> Files.writeString(t.directory.resolve("veery.toml"), "journal-schema = \"other\"\n")),
    PLACEHOLDERS(
        t -> Files.writeString(t.directory.resolve("veery.toml"), "[placeholders]\na = \"b\"\n")),
    FLEET(t ->
        Files.writeString(t.directory.resolve("veery.toml"), "[fleet]\npattern = \"t\\\\_%\"\n")),
    TAKEN_BACK(t -> t.sql("DELETE FROM veery.migration WHERE version = '179'")),
    EDITED(t -> t.sql("UPDATE veery.migration SET raw_hash = 'x', checksum = 'x'")),
    WRITTEN_AGAIN(t -> t.sql("UPDATE veery.migration SET raw_hash = raw_hash")),
    LEASE(t -> t.sql("UPDATE veery.lease SET token = token + 1")),
    JOURNAL_DROPPED(t -> t.sql("DROP SCHEMA veery CASCADE")),
    OTHER_BUILD(t -> System.setProperty(PREPARED, "2")),
    NO_BUILD(t -> System.clearProperty(PREPARED));

    private final Action action;

    Change(Action action) {
      this.action = action;
    }
  }

  @FunctionalInterface
  private interface Action {
    void on(SettledTest test) throws Exception;
  }

  @Test
  void nothingToDoIsRememberedAndFoundAgain() {
    assertThat(List.of(start(), start(), start())).containsExactly(false, true, true);
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void everyChangeIsLookedAt(Change change) throws Exception {
    try {
      assertThat(start()).isFalse();
      assertThat(start()).isTrue();
      change.action.on(this);
      assertThat(start()).as("after the change").isFalse();
    } finally {
      asTheLauncherDoes();
    }
  }

  @Test
  void whatIsPendingIsFoundAndThenSettledAgain() throws Exception {
    assertThat(List.of(start(), start())).containsExactly(false, true);
    write(500, "CREATE TABLE late ();", WRITTEN);
    assertThat(List.of(start(), start())).containsExactly(false, false);
    up();
    assertThat(List.of(start(), start())).containsExactly(false, true);
  }

  /** What is planned from one journal is not remembered of another. */
  @Test
  void somebodyIsAtWorkBetweenTheTwoQuestions() throws Exception {
    try (Veery veery = veery()) {
      assertThat(veery.isSettled()).isFalse();
      Planning planning = plan(veery);
      sql("DELETE FROM veery.migration WHERE version = '179'");
      veery.settle(planning);
    }
    assertThat(start()).isFalse();
  }

  @Test
  void aTimeThatIsWholeByChanceIsATime() throws Exception {
    FileTime whole = FileTime.from(Instant.ofEpochSecond(WRITTEN / 1000, 123_456));
    Files.setLastModifiedTime(file(120), whole);
    assumeTrue(
        Files.getLastModifiedTime(file(120)).equals(whole), "the file system keeps no such times");
    assertThat(List.of(start(), start())).containsExactly(false, true);
  }

  @Test
  void filesThatMayHaveChangedUnseenAreRead() throws Exception {
    write(120, "SELECT 120;", WRITTEN / 1000 * 1000);
    assertThat(List.of(start(), start())).as("unpacked").containsOnly(false);
    write(120, "SELECT 120;", System.currentTimeMillis() + 60_000 / 1000 * 1000 + 1);
    assertThat(List.of(start(), start())).as("just written").containsOnly(false);
    write(120, "SELECT 120;", WRITTEN);
    Files.setLastModifiedTime(
        directory.resolve("migrations"), FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    assertThat(List.of(start(), start())).as("folder just written to").containsOnly(false);
  }

  @Test
  void aScriptThatBringsInAnotherIsReadEachTime() throws Exception {
    Files.writeString(directory.resolve("more.sql"), "SELECT 1;\n");
    write(500, "\\i more.sql", WRITTEN);
    up();
    assertThat(List.of(start(), start())).containsOnly(false);
  }

  @Test
  void aRemarkIsSaidEachTime() throws Exception {
    Path odd = directory.resolve("migrations/501_n.pgsql");
    Files.writeString(odd, "SELECT 1;\n");
    Files.setLastModifiedTime(odd, FileTime.fromMillis(WRITTEN));
    longAgo();
    assertThat(List.of(start(), start())).containsOnly(false);
  }

  @Test
  void aFewFilesAreReadAsFast() throws Exception {
    for (int i = 110; i < 100 + FILES; i++) {
      Files.delete(file(i));
    }
    sql("DELETE FROM veery.migration WHERE version >= '110'");
    longAgo();
    assertThat(List.of(start(), start())).containsOnly(false);
  }
}
