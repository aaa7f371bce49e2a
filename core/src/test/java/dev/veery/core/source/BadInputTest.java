package dev.veery.core.source;

import static dev.veery.core.source.Tree.labels;
import static dev.veery.core.source.Tree.statements;
import static dev.veery.core.source.Tree.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.sql.Includes;
import dev.veery.core.sql.SplitOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what they should be, and what is said about them. */
final class BadInputTest {

  @TempDir Path root;

  @Test
  void reportsEveryMalformedFileAtOnce() {
    Tree tree = Tree.of(root, "== migrations/1_a.sql\n-- veery: nonsense\n\nSELECT 1;\n");
    tree.write("migrations/2_b.sql", "SELECT 'caf\u00e9';\n".getBytes(StandardCharsets.ISO_8859_1));
    tree.write(
        "migrations/3_c.sql", "SELECT 1;\nSELECT '\u20ac'".getBytes(StandardCharsets.UTF_16));
    tree.write("migrations/4_d.sql", new byte[] {'S', 'E', (byte) 0xE2, (byte) 0x82});
    tree.write("migrations/5_e.sql", "SELECT 1;\n");
    tree.write("migrations/05_f.sql", "SELECT 1;\n");
    assertThat(tree.problems())
        .containsExactly(
            "DIRECTIVE_UNKNOWN migrations/1_a.sql:1:1: unknown directive 'nonsense' (the directives"
                + " are "
                + String.join(", ", DirectiveKey.words())
                + ")",
            "FILE_NOT_UTF8 migrations/2_b.sql:1:12: migrations/2_b.sql is not UTF-8: byte 0xE9 in line 1,"
                + " column 12 (save it as UTF-8, for example with: iconv -f LATIN1 -t UTF-8)",
            "FILE_NOT_UTF8 migrations/3_c.sql:1:1: migrations/3_c.sql is not UTF-8: it is UTF-16"
                + " (save it as UTF-8, for example with: iconv -f UTF-16 -t UTF-8)",
            "FILE_NOT_UTF8 migrations/4_d.sql:1:3: migrations/4_d.sql is not UTF-8: it ends in the"
                + " middle of a character (save it as UTF-8, for example with: iconv -f LATIN1 -t"
                + " UTF-8)",
            "VERSION_DUPLICATE migrations/5_e.sql:1:1: two migrations have versions 05 and 5, which"
                + " are equal: migrations/05_f.sql and migrations/5_e.sql (give the one that is not"
                + " applied anywhere yet a new version)");
  }

  @Test
  void namesTheLineThatIsNotUtf8() {
    Tree tree = Tree.of(root, "== migrations/1_a.sql\nSELECT 1;\n");
    byte[] text = "SELECT 1;\n\n-- \u00fc\nSELECT '?';\n".getBytes(StandardCharsets.UTF_8);
    text[text.length - 4] = (byte) 0xFF;
    tree.write("migrations/1_a.sql", text);
    assertThat(tree.problems().getFirst()).contains("1_a.sql:4:9").contains("0xFF in line 4");
  }

  @Test
  void acceptsEveryCharacterAndRefusesWhatPostgresRefuses() {
    assertThat(bad("a\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
    assertThat(bad(bytes(0xC0, 0x80))).isZero();
    assertThat(bad(bytes('a', 0xE0, 0x80, 0x80))).isEqualTo(1);
    assertThat(bad(bytes(0xED, 0xA0, 0x80))).isZero();
    assertThat(bad(bytes(0xF4, 0x90, 0x80, 0x80))).isZero();
    assertThat(bad(bytes(0xF5))).isZero();
    assertThat(bad(bytes(0x80))).isZero();
  }

  /** The same answer wherever the pieces of a large file end. */
  private static long bad(byte[] bytes) {
    Utf8 whole = new Utf8();
    whole.check(bytes, 0, bytes.length);
    Utf8 pieces = new Utf8();
    for (int i = 0; i < bytes.length; i++) {
      pieces.check(bytes, i, i + 1);
    }
    assertThat(pieces.badOffset()).isEqualTo(whole.badOffset());
    return whole.badOffset();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void readsByteOrderMarksAndLineEndsOfWindows() {
    Tree tree =
        Tree.of(
            root,
            "== migrations/1_a.sql\n\ufeff-- Migration: from Windows\r\n\r\n-- Up Migration\r\nSELECT 1;\r\n"
                + "-- Down Migration\r\nSELECT 2;\r\n"
                + "== migrations/2_b.sql\n\ufeffSELECT 1;\n");
    assertThat(tree.migration("1_a").header().title()).isEqualTo("from Windows");
    assertThat(statements(tree.scripts("1_a").up())).containsExactly("SELECT 1;");
    assertThat(statements(tree.scripts("1_a").down())).containsExactly("SELECT 2;");
    assertThat(statements(tree.scripts("2_b").up())).containsExactly("SELECT 1;");
  }

  @Test
  void allowsMigrationsWithoutStatements() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_empty.sql
            == migrations/2_comments.sql
            -- taken out, see 3

            /* nothing */
            == migrations/3_merge.sql
            -- Parents: 1, 2
            """);
    MigrationSet set = tree.read();
    assertThat(labels(set)).containsExactly("1_empty", "2_comments", "3_merge");
    assertThat(texts(set.warnings()))
        .containsExactly(
            "FILE_EMPTY migrations/1_empty.sql:1:1: migrations/1_empty.sql has no statement; it is"
                + " recorded when its turn comes and changes nothing",
            "FILE_EMPTY migrations/2_comments.sql:1:1: migrations/2_comments.sql has no statement; it"
                + " is recorded when its turn comes and changes nothing");
    assertThat(tree.scripts("1_empty").up().items()).isEmpty();
  }

  @Test
  void refusesADirectoryThatIsSeveralLayouts() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/001_a.sql
            SELECT 1;
            == migrations/001_a_rollback.sql
            SELECT 1;
            == migrations/V2__b.sql
            SELECT 1;
            == migrations/3_c.sql
            -- +goose Up
            SELECT 1;
            """);
    assertThat(tree.problems())
        .containsExactly(
            "LAYOUT_AMBIGUOUS migrations:1:1: migrations is several layouts at once: paired, because"
                + " migrations/001_a_rollback.sql takes back the file of the same name beside it;"
                + " flyway, because migrations/V2__b.sql is named VERSION__name.sql with a V, U or B"
                + " in front; goose, because migrations/3_c.sql has a line '-- +goose Up' (say which"
                + " in veery.toml: layout = \"paired\" or layout = \"flyway\" or layout = \"goose\")");
    MigrationSet set = tree.read("flyway");
    assertThat(labels(set)).containsExactly("2_b");
    assertThat(set.explanation()).containsExactly("the configuration says layout = \"flyway\"");
    assertThat(set.warnings()).hasSize(3);
  }

  @Test
  void suggestsTheLayoutThatWasMeant() {
    Tree tree = Tree.of(root, "== migrations/1_a.sql\nSELECT 1;\n");
    assertThat(tree.problems("flywya"))
        .containsExactly("LAYOUT_UNKNOWN there is no layout 'flywya' (did you mean 'flyway'?)");
    assertThat(tree.problems("sqitch").getFirst())
        .isEqualTo(
            "FILE_UNREADABLE migrations/sqitch.plan:1:1: there is no sqitch.plan in migrations (set"
                + " migrations in veery.toml to the directory that holds it)");
  }

  @Test
  void refusesMarkersThatMeanNothingHere() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_typo.sql
            -- Up Migration
            CREATE TABLE a ();
            -- Donw Migration
            DROP TABLE a;
            == migrations/2_short.sql
            -- Up Migration
            CREATE TABLE b ();
            -- Down
            DROP TABLE b;
            == migrations/3_other.sql
            CREATE TABLE c ();
            -- migrate:down
            DROP TABLE c;
            == migrations/4_prose.sql
            -- Down the road this becomes a partition; up to then it is a table.
            CREATE TABLE d (); -- Down Migration
            """);
    assertThat(tree.scriptProblems("1_typo"))
        .containsExactly(
            "SECTION_MALFORMED migrations/1_typo.sql:3:1: the comment 'Donw Migration' looks like a"
                + " section marker (did you mean 'down migration'?)");
    assertThat(tree.scriptProblems("2_short").getFirst())
        .contains("2_short.sql:3:1: the comment 'Down' looks like a section marker");
    assertThat(tree.scriptProblems("3_other").getFirst())
        .contains("3_other.sql:2:1: the comment 'migrate:down' looks like a section marker");
    assertThat(statements(tree.scripts("4_prose").up())).containsExactly("CREATE TABLE d ();");
  }

  @Test
  void saysThatThereIsNoDirectory() throws IOException {
    Tree tree = new Tree(root);
    assertThat(tree.problems())
        .containsExactly(
            "FILE_UNREADABLE migrations:1:1: there is no directory migrations (create it, or set"
                + " migrations in veery.toml to where the migrations are)");
    Files.writeString(root.resolve("migrations"), "a file");
    assertThat(tree.problems().getFirst()).contains("migrations is not a directory");
  }

  @Test
  void readsAnEmptyDirectory() throws IOException {
    Files.createDirectories(root.resolve("migrations"));
    MigrationSet set = new Tree(root).read();
    assertThat(set.layout()).isEqualTo("veery");
    assertThat(set.migrations()).isEmpty();
    assertThat(set.explanation()).containsExactly("migrations is empty");
  }

  @Test
  void reportsWhatCannotBeRead() throws IOException {
    Tree tree =
        Tree.of(root, "== migrations/1_a.sql\nSELECT 1;\n== migrations/2_b.sql\nSELECT 2;\n");
    Files.createSymbolicLink(
        root.resolve("migrations/3_c.sql"), root.resolve("migrations/gone.sql"));
    assertThat(tree.problems().getFirst())
        .isEqualTo(
            "FILE_UNREADABLE migrations/3_c.sql:1:1: migrations/3_c.sql cannot be read: it does not"
                + " exist (check that it exists and that this user may read it)");
    Files.delete(root.resolve("migrations/3_c.sql"));

    Path file = root.resolve("migrations/2_b.sql");
    assumeTrue(file.toFile().setReadable(false, false) && !Files.isReadable(file));
    assertThat(tree.problems().getFirst()).contains("2_b.sql cannot be read: permission denied");
  }

  @Test
  void hidesWhatNobodyWrote() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            SELECT 1;
            == migrations/.1_a.sql.swp
            x
            == migrations/.git/2_b.sql
            SELECT 2;
            == migrations/node_modules/3_c.sql
            SELECT 3;
            == migrations/2026/4_d.sql
            SELECT 4;
            """);
    assertThat(labels(tree.read())).containsExactly("1_a", "4_d");
  }

  @Test
  void readsLargeFilesInPieces() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("-- Migration: large\n\n-- Up Migration\n".getBytes(StandardCharsets.UTF_8));
    text.writeBytes(
        "CREATE TABLE t (a text);\nCOPY t FROM stdin;\n".getBytes(StandardCharsets.UTF_8));
    byte[] row = "\u00e4\u00f6\u00fc\u20ac and so on\n".getBytes(StandardCharsets.UTF_8);
    while (text.size() < 18 << 20) {
      text.write(row);
    }
    text.writeBytes("\\.\n-- Down Migration\nDROP TABLE t;\n".getBytes(StandardCharsets.UTF_8));
    Tree tree = new Tree(root);
    tree.write("migrations/1_large.sql", text.toByteArray());
    assertThat(tree.migration("1_large").header().title()).isEqualTo("large");
    assertThat(tree.migration("1_large").rawHash()).hasSize(64);
    assertThat(statements(tree.scripts("1_large").up()))
        .containsExactly("CREATE TABLE t (a text);", "Copy");
    assertThat(statements(tree.scripts("1_large").down())).containsExactly("DROP TABLE t;");

    byte[] broken = text.toByteArray();
    broken[broken.length - 40] = (byte) 0xFF;
    tree.write("migrations/1_large.sql", broken);
    assertThat(tree.problems().getFirst()).startsWith("FILE_NOT_UTF8 migrations/1_large.sql:");
  }

  @Test
  void aChangeInAnIncludedFileChangesTheHash() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            \\ir parts/table.sql
            == migrations/parts/table.sql
            CREATE TABLE t ();
            """);
    MigrationSource source =
        new MigrationSource(
            root.resolve("migrations"),
            "migrations",
            null,
            ScriptParser.of(SplitOptions.NONE.in(new Includes(root)), null),
            List.of());
    String before = source.read().migrations().getFirst().rawHash();
    assertThat(source.read().migrations().getFirst().rawHash()).isEqualTo(before);
    tree.write("migrations/parts/table.sql", "CREATE TABLE t (id int);\n");
    assertThat(source.read().migrations().getFirst().rawHash()).isNotEqualTo(before);
  }

  @Test
  void aHeaderLineThatIsProseIsNoParent() {
    Tree tree =
        Tree.of(root, "== migrations/1_a.sql\n-- Parent: the accounts must exist\nSELECT 1;\n");
    assertThat(tree.problems())
        .containsExactly(
            "METADATA_MALFORMED migrations/1_a.sql:1:1: 'the' is no version, and so no parent (name"
                + " the version of a migration, or 'none'; reword the line if it is prose)");
  }

  @Test
  void refusesTwoRepeatablesOfOneName() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/a/R__views.sql
            SELECT 1;
            == migrations/b/R__views.sql
            SELECT 2;
            """);
    assertThat(tree.problems())
        .containsExactly(
            "VERSION_DUPLICATE migrations/b/R__views.sql:1:1: two files are the repeatable views:"
                + " migrations/a/R__views.sql and migrations/b/R__views.sql (rename one of them)");
  }

  @Test
  void warnsOfExtensionsThatAreNearlyRight() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            SELECT 1;
            == migrations/2_b.slq
            SELECT 1;
            == migrations/3_c.psql
            SELECT 1;
            == migrations/4_data.csv
            1
            """);
    assertThat(tree.read().warnings())
        .extracting(problem -> problem.message())
        .containsExactly(
            "migrations/2_b.slq is not read: its name does not end in .sql",
            "migrations/3_c.psql is not read: its name does not end in .sql");
  }

  @Test
  void readsAgainWhatIsTooMuchToKeepAndNoticesWhatChanged() {
    String row = "-- " + "x".repeat(997) + "\n";
    Tree tree = new Tree(root);
    for (int i = 10; i < 40; i++) {
      tree.write("migrations/" + i + "_a.sql", row.repeat(1000) + "SELECT " + i + ";\n");
    }
    MigrationSet set = tree.read();
    assertThat(statements(Tree.scripts(set.migrations().get(28)).up()))
        .containsExactly("SELECT 38;");
    tree.write("migrations/39_a.sql", "SELECT 31;\n");
    assertThatThrownBy(() -> Tree.scripts(set.migrations().get(29)))
        .hasMessage("migrations/39_a.sql was written to while it was being used");
  }

  @Test
  void failsAgainWhenAskedAgain() {
    Tree tree = Tree.of(root, "== migrations/1_a.sql\nSELECT 'open\n");
    var migration = tree.migration("1_a");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Tree.scripts(migration))
          .isInstanceOfSatisfying(
              VeeryException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SCRIPT_UNTERMINATED));
    }
  }
}
