package dev.veery.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.ErrorCode;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs against a real server: what is committed, what is recorded, and who may do it. */
class RunnerTest {

  private static final Target UP = new Target.Up.Latest();
  private static final Target DOWN = new Target.Down.All();

  @TempDir Path directory;

  static List<Integer> majors() {
    return ScratchServers.MAJORS;
  }

  @ParameterizedTest
  @MethodSource("majors")
  void upAndDownOnEveryMajor(int major) throws Exception {
    try (TestProject project = new TestProject(directory, major)) {
      project
          .file(
              "1_tickets.sql",
              "CREATE TABLE tickets (id int PRIMARY KEY, title text);\n"
                  + "COPY tickets FROM stdin;\n1\ta;b\n\\.\n",
              "DROP TABLE tickets;")
          .file(
              "2_index.sql",
              "ALTER TABLE tickets ADD state text;\n"
                  + "CREATE INDEX CONCURRENTLY tickets_title ON tickets (title);\n"
                  + "VACUUM tickets;",
              "DROP INDEX CONCURRENTLY tickets_title;\nALTER TABLE tickets DROP state;")
          .file(
              "3_enum.sql",
              "CREATE TYPE mood AS ENUM ('sad');\nALTER TYPE mood ADD VALUE 'ok';\n"
                  + "ALTER TABLE tickets ADD mood mood DEFAULT 'ok';",
              "ALTER TABLE tickets DROP mood;\nDROP TYPE mood;")
          .file(
              "4_enum_later.sql",
              "ALTER TYPE mood ADD VALUE 'glad';\nUPDATE tickets SET mood = 'glad';",
              "UPDATE tickets SET mood = 'ok';");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT id, title, state, mood FROM tickets"))
          .containsExactly("1|a;b|null|glad");
      assertThat(
              project.rows("SELECT version, state, batch FROM veery.migration ORDER BY sequence"))
          .containsExactly("1|applied|1", "2|applied|1", "3|applied|1", "4|applied|1");
      assertThat(project.run(UP)).isInstanceOf(RunResult.NothingLeft.class);
      assertThat(project.run(DOWN)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT count(*) FROM veery.migration")).containsExactly("0");
      assertThat(project.rows("SELECT to_regclass('tickets'), to_regtype('mood')"))
          .containsExactly("null|null");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
    }
  }

  @Test
  void aFailureLeavesNothingOfItsTransactionAndNamesThePlace() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project
          .file("1_a.sql", "CREATE TABLE a (id int);", "DROP TABLE a;")
          .file("2_b.sql", "CREATE TABLE b (id int);\nSELECT 1,\n  nothing;", "DROP TABLE b;")
          .file("3_c.sql", "CREATE TABLE c (id int);", "DROP TABLE c;");
      RunResult.Failed failed = (RunResult.Failed) project.run(UP);
      assertThat(failed.done()).extracting(RunResult.Done::label).containsExactly("1_a");
      assertThat(failed.pending()).hasSize(1);
      assertThat(String.valueOf(failed.failure().problem().position()))
          .isEqualTo("migrations/2_b.sql:4:3");
      assertThat(project.rows("SELECT to_regclass('a'), to_regclass('b'), to_regclass('c')"))
          .containsExactly("a|null|null");
      assertThat(project.rows("SELECT version FROM veery.migration")).containsExactly("1");
      assertThat(project.rows("SELECT outcome, error_code FROM veery.run"))
          .containsExactly("failed|VEERY-801");
    }
  }

  @Test
  void aFailedIndexBuildIsClearedAwayAndGoneOnFromThere() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project
          .file(
              "1_a.sql",
              "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1), (1);",
              "DROP TABLE a;")
          .file(
              "2_b.sql",
              "ALTER TABLE a ADD b int;\nCREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);\n"
                  + "ALTER TABLE a ADD c int;",
              "DROP INDEX a_id;\nALTER TABLE a DROP b, DROP c;");
      RunResult.Failed failed = (RunResult.Failed) project.run(UP);
      assertThat(failed.failure().committed()).isEqualTo(1);
      assertThat(failed.failure().left()).isEqualTo(1);
      assertThat(project.rows("SELECT to_regclass('a_id')")).containsExactly("null");
      try (Session session = project.session()) {
        session.execute("DELETE FROM a WHERE ctid = '(0,1)'");
      }
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(
              project.rows(
                  "SELECT ordinal, count(*), min(state) FROM veery.step WHERE version = '2' GROUP BY 1"
                      + " ORDER BY 1"))
          .containsExactly("1|1|done", "2|1|done", "3|1|done");
    }
  }

  @Test
  void aHalfAppliedMigrationCanBeTakenBack() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file(
          "1_a.sql",
          "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1), (1);\n"
              + "CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);\nCREATE TABLE b (id int);",
          "DROP TABLE b;\nDROP INDEX a_id;\nDROP TABLE a;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Failed.class);
      assertThat(project.run(DOWN)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT to_regclass('a'), (SELECT count(*) FROM veery.migration)"))
          .containsExactly("null|0");
    }
  }

  @Test
  void whatOnlyTheServerKnowsIsFoundOutFromIt() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file(
          "1_a.sql",
          "CREATE TABLE t (id int) PARTITION BY RANGE (id);\nCREATE INDEX t_id ON t (id);\n"
              + "CREATE TABLE log (id int);\nREINDEX INDEX t_id;\n"
              + "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (1); COMMIT;"
              + " END $$;\nCALL p();\nINSERT INTO log VALUES (2);",
          "DROP PROCEDURE p;\nDROP TABLE t, log;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT id FROM log ORDER BY 1")).containsExactly("1", "2");
      assertThat(
              project.rows(
                  "SELECT count(*), count(*) FILTER (WHERE state = 'done') FROM veery.step"))
          .containsExactly("7|7");
    }
  }

  @Test
  void atomicIsAllOrNothing() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project
          .file("1_a.sql", "CREATE TABLE a (id int);", "DROP TABLE a;")
          .file("2_b.sql", "SELECT nothing;", "");
      var atomic = new PlanRequest.Options(false, true, false, false, false);
      RunResult.Failed failed = (RunResult.Failed) project.run(UP, atomic, new RunListener() {});
      assertThat(failed.done()).isEmpty();
      assertThat(failed.failure().migration()).extracting(PlannedMigration::label).isEqualTo("2_b");
      assertThat(project.rows("SELECT to_regclass('a'), (SELECT count(*) FROM veery.migration)"))
          .containsExactly("null|0");
      project.file("2_b.sql", "CREATE TABLE b (id int);", "DROP TABLE b;");
      assertThat(project.run(UP, atomic, new RunListener() {}))
          .isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT count(DISTINCT xmin::text) FROM veery.migration"))
          .containsExactly("1");
    }
  }

  @Test
  void theSessionOfOneMigrationIsNotThatOfTheNext() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project
          .file(
              "1_a.sql",
              "CREATE SCHEMA app;\nCREATE ROLE app_owner_1;\nGRANT ALL ON SCHEMA app TO app_owner_1;\n"
                  + "SET search_path = app;\nSET standard_conforming_strings = off;\n"
                  + "SET ROLE app_owner_1;\nCREATE TABLE here (id int);",
              "DROP SCHEMA app CASCADE;\nDROP ROLE app_owner_1;")
          .file("2_b.sql", "CREATE TABLE there (id int);", "DROP TABLE there;");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(
              project.rows(
                  "SELECT relnamespace::regnamespace, relowner::regrole FROM pg_class WHERE relname IN"
                      + " ('here', 'there') ORDER BY relname"))
          .containsExactly("app|app_owner_1", "public|postgres");
      assertThat(project.run(DOWN)).isInstanceOf(RunResult.Succeeded.class);
    }
  }

  @Test
  void whatCameOutOfOrderGoesFirst() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project
          .file("1_a.sql", "CREATE TABLE a (id int);", "DROP TABLE a;")
          .file("3_c.sql", "CREATE TABLE c (id int);", "DROP TABLE c;");
      project.run(UP);
      project.file("2_b.sql", "CREATE TABLE b (id int);", "DROP TABLE b;");
      project.run(
          UP, new PlanRequest.Options(true, false, false, false, false), new RunListener() {});
      RunResult back = project.run(new Target.Down.LastBatch());
      assertThat(back.done()).extracting(RunResult.Done::label).containsExactly("2_b");
      assertThat(project.run(new Target.Down.To(new Version("1"))).done())
          .extracting(RunResult.Done::label)
          .containsExactly("3_c");
      project.run(UP);
      // Numbers of batches that were taken back are not used again: history would be ambiguous.
      assertThat(project.rows("SELECT version, batch FROM veery.migration ORDER BY sequence"))
          .containsExactly("1|1", "2|3", "3|3");
    }
  }

  @Test
  void whatADownTookAlongIsMadeAgainByTheNextUp() throws Exception {
    try (TestProject project = new TestProject(directory, "flyway")) {
      java.nio.file.Files.writeString(directory.resolve("V1__a.sql"), "CREATE TABLE a (id int);");
      java.nio.file.Files.writeString(directory.resolve("U1__a.sql"), "DROP TABLE a CASCADE;");
      java.nio.file.Files.writeString(
          directory.resolve("R__seen.sql"), "CREATE OR REPLACE VIEW seen AS SELECT id FROM a;");
      assertThat(project.run(UP).done())
          .extracting(RunResult.Done::label)
          .containsExactly("1_a", "R:seen");
      assertThat(project.run(UP)).isInstanceOf(RunResult.NothingLeft.class);
      project.run(DOWN);
      assertThat(project.rows("SELECT to_regclass('seen')")).containsExactly("null");
      project.run(UP);
      assertThat(project.rows("SELECT to_regclass('seen')")).containsExactly("seen");
    }
  }

  @Test
  void eightRunnersAtOnceDoItOnce() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      for (int i = 1; i <= 12; i++) {
        project.file(
            i + "_t.sql",
            "CREATE TABLE t" + i + " (id int);\nSELECT pg_sleep(0.02);",
            "DROP TABLE t" + i + ";");
      }
      List<RunResult> results = new ArrayList<>();
      try (var executor = Executors.newFixedThreadPool(8)) {
        List<Future<RunResult>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          all.add(executor.submit(() -> project.run(UP)));
        }
        for (Future<RunResult> one : all) {
          results.add(one.get());
        }
      }
      assertThat(results).filteredOn(RunResult.Succeeded.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(RunResult.NothingLeft.class::isInstance).hasSize(7);
      assertThat(project.rows("SELECT count(*), count(DISTINCT run_id) FROM veery.step"))
          .containsExactly("24|1");
    }
  }

  @Test
  void whoLosesTheLeaseStopsBeforeItsNextWrite() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project
          .file("1_a.sql", "CREATE TABLE a (id int);", "DROP TABLE a;")
          .file("2_b.sql", "CREATE TABLE b (id int);", "DROP TABLE b;");
      RunListener thief =
          new RunListener() {
            @Override
            public void stepsFinished(PlannedMigration migration, List<Step> steps, Duration took) {
              try (Session session = project.session()) {
                session.execute("UPDATE veery.lease SET token = token + 1, holder = 'thief'");
              } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
              }
            }
          };
      RunResult.Failed failed =
          (RunResult.Failed) project.run(UP, PlanRequest.Options.DEFAULT, thief);
      assertThat(failed.failure().problem().code()).isEqualTo(ErrorCode.LEASE_LOST);
      assertThat(project.rows("SELECT to_regclass('a'), to_regclass('b')"))
          .containsExactly("a|null");
    }
  }

  @Test
  void aDownWorksWithoutTheFile() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      project.file(
          "1_a.sql",
          "CREATE TABLE a (id int);",
          "-- veery: lock-timeout=3s\nCOPY a FROM stdin;\n7\n\\.\nDO $x$ BEGIN ASSERT (SELECT id FROM a) ="
              + " 7; END $x$;\nDROP TABLE a -- gone");
      assertThat(project.run(UP)).isInstanceOf(RunResult.Succeeded.class);
      java.nio.file.Files.delete(directory.resolve("1_a.sql"));
      project.file("2_b.sql", "CREATE TABLE b (id int);", "DROP TABLE b;");
      assertThat(project.run(DOWN)).isInstanceOf(RunResult.Succeeded.class);
      assertThat(project.rows("SELECT to_regclass('a')")).containsExactly("null");
    }
  }
}
