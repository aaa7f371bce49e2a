package dev.veery.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NewMigrationTest {

  private static final Instant NOW = Instant.parse("2026-09-01T12:10:05.123Z");

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "20260831235959, 20260901121005",
    "20260901121005, 20260901121006",
    "20991231235959, 21000101000000",
    "001, 002",
    "099, 100",
    "999, 1000",
    "7, 8",
    "1.0.6, 1.0.7",
    "1_9, 1_10",
    "2017-09-23-182408, 2026-09-01-121005",
    "2017_09_23_182408, 2026_09_01_121005",
    "202608312359, 202609011210",
    "1693465127, 1788264605",
    "1693465127000, 1788264605123",
    "1693465127000000000, 1788264605123000000",
    "99999999999999999999999, 100000000000000000000000",
  })
  void countsAsTheDirectoryDoes(String last, String next) {
    assertThat(NextVersion.after(last, "", NOW)).isEqualTo(next);
    assertThat(new Version(next)).isGreaterThan(new Version(last));
  }

  @Test
  void makesAHashWhereVersionsAreHashes() {
    String next = NextVersion.after("ae1027a6acf", "", NOW);
    assertThat(next).matches("[0-9a-f]{12}");
    assertThat(VersionedName.parse(next + "_x")).isEqualTo(new VersionedName(next, "x"));
  }

  @ParameterizedTest
  @CsvSource({
    "Add ticket priority!, add_ticket_priority",
    "add-ticket  priority, add_ticket_priority",
    "__Größe der Bücher__, größe_der_bücher",
    "v2: 2fa, v2_2fa",
  })
  void makesNamesThatFilesCanHave(String words, String slug) {
    assertThat(NewMigration.slug(words)).isEqualTo(slug);
  }

  @Test
  void writesTheFirstMigration() throws Exception {
    Files.createDirectories(root.resolve("migrations"));
    List<NewFile> files = create("add tickets", "Ada <ada@example.com>");
    assertThat(files)
        .containsExactly(
            new NewFile(
                "migrations/20260901121005_add_tickets.sql",
                """
                -- Migration: add tickets
                -- Author: Ada <ada@example.com>
                -- Date: 2026-09-01

                -- Up Migration


                -- Down Migration

                """));
  }

  @Test
  void writesWhatItReads() {
    for (String layout :
        List.of(
            "== migrations/20260101000000_a.sql\n-- Up Migration\nSELECT 1;\n",
            "== migrations/001_a.sql\nSELECT 1;\n== migrations/001_a_rollback.sql\nSELECT 1;\n",
            "== migrations/000001_a.up.sql\nSELECT 1;\n",
            "== migrations/sqls/20150101000000-a-up.sql\nSELECT 1;\n"
                + "== migrations/sqls/20150101000000-a-down.sql\nSELECT 1;\n",
            "== migrations/V1_9__a.sql\nSELECT 1;\n",
            "== migrations/20151127184807_a.sql\n-- migrate:up\nSELECT 1;\n",
            "== migrations/00001_a.sql\n-- +goose Up\nSELECT 1;\n",
            "== migrations/2017-09-23-182408_a/up.sql\nSELECT 1;\n",
            "== migrations/20230101000000_a/migration.sql\nSELECT 1;\n",
            "== migrations/sqitch.plan\n%project=p\na 2021-02-01T08:00:00Z A <a@b.c> # a\n"
                + "== migrations/deploy/a.sql\nSELECT 1;\n")) {
      Path directory = root.resolve(String.valueOf(layout.hashCode()));
      Tree tree = Tree.of(directory, layout);
      MigrationSet before = tree.read();
      List<NewFile> files =
          new NewMigration("Second one", "Ada <ada@example.com>", List.of(), NOW)
              .files(before, MigrationGraph.of(before), "migrations");
      for (NewFile file : files) {
        String existing = file.append() ? text(directory.resolve(file.path())) : "";
        tree.write(file.path(), file.appliedTo(existing));
      }
      MigrationSet after = tree.read();
      assertThat(after.layout()).isEqualTo(before.layout());
      assertThat(after.migrations()).as(before.layout()).hasSize(2);
      Migration second = MigrationGraph.of(after).heads().getFirst();
      assertThat(second.label()).as(before.layout()).endsWith("second_one");
      assertThat(Tree.scripts(second).down()).as(before.layout()).isNotNull();
    }
  }

  @Test
  void keepsFolderAndSeparatorOfTheNewest() {
    Tree.of(
        root,
        """
        == migrations/2025/001-a.sql
        SELECT 1;
        == migrations/2026/002-b.sql
        SELECT 1;
        """);
    assertThat(create("c d", ""))
        .extracting(NewFile::path)
        .containsExactly("migrations/2026/003-c_d.sql");
  }

  @ParameterizedTest
  @CsvSource({
    "001_a.sql 002_data.py, 003_b.sql",
    "00002_a.sql 00004_code.go, 00005_b.sql",
    "00004_a.sql 00002_code.go, 00005_b.sql",
    "000001_a.up.sql 000002_code.go, 000003_b.up.sql",
    "V1__a.sql V1_1__Code.java, V1_2__b.sql",
    "001_data.py, 002_b.sql",
    "20990101000000_a.sql 20991231000000_code.ts, 20991231000001_b.sql",
    "2099-01-01-000000_a/up.sql 2099-02-01-000000_code/up.rs, 2099-02-01-000001_b/up.sql",
  })
  void countsMigrationsInCode(String files, String next) {
    Tree tree = new Tree(root);
    for (String file : files.split(" ")) {
      tree.write("migrations/" + file, file.endsWith(".sql") ? "SELECT 1;\n" : "code\n");
    }
    List<NewFile> created = create("b", "");
    assertThat(created.getFirst().path()).isEqualTo("migrations/" + next);
    created.forEach(file -> tree.write(file.path(), file.text()));
    MigrationGraph graph = MigrationGraph.of(tree.read());
    assertThat(graph.heads().getFirst().name()).isEqualTo("b");
  }

  @Test
  void followsTheOnlyHeadOfAGraph() {
    Tree.of(
        root,
        """
        == migrations/1_a.sql
        -- Parent: none
        SELECT 1;
        == migrations/2_b.sql
        -- Parent: 1
        SELECT 1;
        """);
    assertThat(create("c", "").getFirst().text()).contains("\n-- Parent: 2\n");
  }

  @Test
  void refusesToGuessBetweenHeadsAndMergesThem() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            -- Parent: none
            SELECT 1;
            == migrations/2_b.sql
            -- Parent: 1
            SELECT 1;
            == migrations/3_c.sql
            -- Parent: 1
            SELECT 1;
            """);
    assertThatThrownBy(() -> create("d", "")).hasMessage("there are 2 heads: 2_b, 3_c");
    MigrationSet set = tree.read();
    NewFile merge =
        NewMigration.merge(set, MigrationGraph.of(set), "migrations", "", NOW).getFirst();
    assertThat(merge.path()).isEqualTo("migrations/4_merge_2_and_3.sql");
    tree.write(merge.path(), merge.text());
    MigrationGraph merged = MigrationGraph.of(tree.read());
    assertThat(merged.heads()).extracting(Migration::label).containsExactly("4_merge_2_and_3");
    assertThat(tree.read().warnings()).isEmpty();
    assertThat(Tree.scripts(merged.heads().getFirst()).undo().possible()).isTrue();
  }

  @Test
  void mergesDirectoriesThroughTheirMetadata() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1656000000_a/up.sql
            SELECT 1;
            == migrations/1656000000_a/metadata.yaml
            parents: []
            == migrations/1656000001_b/up.sql
            SELECT 1;
            == migrations/1656000001_b/metadata.yaml
            parents: []
            """);
    MigrationSet set = tree.read();
    for (NewFile file : NewMigration.merge(set, MigrationGraph.of(set), "migrations", "", NOW)) {
      tree.write(file.path(), file.text());
    }
    MigrationSet after = tree.read();
    assertThat(MigrationGraph.of(after).heads())
        .extracting(migration -> migration.header().parents())
        .containsExactly(List.of(new Version("1656000000"), new Version("1656000001")));
    assertThat(after.warnings()).isEmpty();
  }

  @Test
  void refusesWhatALayoutCannotSay() {
    Tree tree = Tree.of(root, "== migrations/V1__a.sql\nSELECT 1;\n");
    MigrationSet set = tree.read();
    MigrationGraph graph = MigrationGraph.of(set);
    assertThatThrownBy(() ->
            new NewMigration("b", "", List.of(new Version("1")), NOW)
                .files(set, graph, "migrations"))
        .hasMessage("migrations of the layout flyway cannot name parents");
    assertThatThrownBy(() -> create("?!", "")).hasMessageContaining("needs a name");
    assertThatThrownBy(() -> NewMigration.merge(set, graph, "migrations", "", NOW))
        .hasMessage("there is one head, 1, so there is nothing to merge");
  }

  private List<NewFile> create(String name, String author) {
    MigrationSet set = new Tree(root).read();
    return new NewMigration(name, author, List.of(), NOW)
        .files(set, MigrationGraph.of(set), "migrations");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
