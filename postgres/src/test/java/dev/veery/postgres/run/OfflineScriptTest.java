package dev.veery.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.postgres.TestProject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script for a database administrator against its oracle: the journal that a run leaves. */
class OfflineScriptTest {

  private static final Target UP = new Target.Up.Latest();

  /** Everything that does not depend on when and by whom. */
  private static final List<String> JOURNAL =
      List.of(
          "SELECT version, name, kind, state, batch, run_id, parents, checksum, raw_hash, down_script,"
              + " path, title, author, retired FROM veery.migration ORDER BY sequence",
          "SELECT run_id, version, direction, ordinal, hash, statement, state FROM veery.step ORDER BY"
              + " 1, 2, 3, 4",
          "SELECT run_id, version, name, action, checksum FROM veery.log ORDER BY id",
          "SELECT id, batch, outcome, build FROM veery.run ORDER BY id",
          "SELECT token, released FROM veery.lease");

  @TempDir Path directory;

  private void files(TestProject project) throws Exception {
    project
        .file(
            "1_a.sql",
            "CREATE TABLE a (id int, t text);\nCOPY a FROM stdin;\n1\tx;y\n\\.\n-- the end",
            "DROP TABLE a;")
        .file("2_b.sql", "INSERT INTO a VALUES (2, 'it''s');", "DELETE FROM a WHERE id = 2;");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesTheJournalOfARun(boolean atomic) throws Exception {
    var options = new PlanRequest.Options(false, atomic, false, false, false);
    try (TestProject byHand = new TestProject(directory);
        TestProject byRun = new TestProject(directory)) {
      files(byHand);
      if (!atomic) {
        byHand.file(
            "3_c.sql",
            "SET search_path = public;\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nBEGIN;\nALTER TABLE a"
                + " ADD c int;\nCOMMIT;\nVACUUM a",
            "DROP INDEX CONCURRENTLY a_id;\nALTER TABLE a DROP c;");
      }
      byHand.script(byHand.offline(UP, options));
      byRun.run(UP, options, new RunListener() {});
      same(byHand, byRun);
      byHand.script(byHand.offline(new Target.Down.All(), PlanRequest.Options.DEFAULT));
      byRun.run(new Target.Down.All());
      same(byHand, byRun);
      assertThat(byHand.rows("SELECT to_regclass('a')")).containsExactly("null");
    }
  }

  private static void same(TestProject byHand, TestProject byRun) throws Exception {
    for (String query : JOURNAL) {
      assertThat(byHand.rows(query)).as(query).isEqualTo(byRun.rows(query));
    }
    assertThat(byHand.rows("SELECT * FROM veery.step")).isNotEmpty();
  }

  @Test
  void refusesADatabaseThatHasChangedSince() throws Exception {
    try (TestProject project = new TestProject(directory)) {
      files(project);
      String script = project.offline(UP, PlanRequest.Options.DEFAULT);
      project.run(new Target.Up.Steps(1));
      assertThatThrownBy(() -> project.script(script)).hasMessageContaining("already exists");
      String second = project.offline(UP, PlanRequest.Options.DEFAULT);
      project.run(UP);
      assertThatThrownBy(() -> project.script(second)).hasMessageContaining("has changed since");
    }
  }
}
