package dev.veery.core.source;

import static dev.veery.core.source.Tree.labels;
import static dev.veery.core.source.Tree.statements;
import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.migration.Directives.TransactionMode;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Migration.Scripts;
import dev.veery.core.migration.Migration.Undo;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLayoutTest {

  @TempDir Path root;

  @Test
  void readsHeaderSectionsAndDirectives() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/20260901121000_add_ticket_priority.sql
            -- Migration: add ticket priority
            -- Description: lets the queue sort by urgency
            -- Author: Ada <ada@example.com>
            -- Date: 2026-09-01
            -- Parent: 20260828090000
            --
            -- The queue shows urgent tickets first.
            -- veery: lock-timeout = 2s

            -- Up Migration
            -- veery: transaction = per-statement

            ALTER TABLE tickets ADD COLUMN priority text NOT NULL DEFAULT 'normal';
            -- veery: idempotent
            CREATE INDEX CONCURRENTLY tickets_priority_idx ON tickets (priority);

            -- Down Migration
            DROP INDEX CONCURRENTLY tickets_priority_idx;
            ALTER TABLE tickets DROP COLUMN priority;

            -- Verify
            SELECT count(*) = 0 FROM tickets WHERE priority IS NULL;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("veery");
    Migration migration = set.migrations().getFirst();
    Header header = migration.header();
    assertThat(migration.label()).isEqualTo("20260901121000_add_ticket_priority");
    assertThat(migration.path()).isEqualTo("migrations/20260901121000_add_ticket_priority.sql");
    assertThat(header.title()).isEqualTo("add ticket priority");
    assertThat(header.description()).isEqualTo("lets the queue sort by urgency");
    assertThat(header.author()).isEqualTo("Ada <ada@example.com>");
    assertThat(header.date()).isEqualTo("2026-09-01");
    assertThat(header.parents()).containsExactly(new Version("20260828090000"));
    assertThat(header.documentation()).containsExactly("The queue shows urgent tickets first.");
    assertThat(header.directives()).hasSize(1);
    assertThat(header.directives().getFirst().position())
        .hasToString("migrations/20260901121000_add_ticket_priority.sql:8:1");

    Scripts scripts = Tree.scripts(migration);
    assertThat(statements(scripts.up()))
        .containsExactly(
            "ALTER TABLE tickets ADD COLUMN priority text NOT NULL DEFAULT 'normal';",
            "CREATE INDEX CONCURRENTLY tickets_priority_idx ON tickets (priority);");
    assertThat(statements(scripts.down()))
        .containsExactly(
            "DROP INDEX CONCURRENTLY tickets_priority_idx;",
            "ALTER TABLE tickets DROP COLUMN priority;");
    assertThat(statements(scripts.verify()))
        .containsExactly("SELECT count(*) = 0 FROM tickets WHERE priority IS NULL;");
    assertThat(scripts.undo()).isEqualTo(Undo.SCRIPT);
    assertThat(scripts.sections().up().directives().transaction())
        .isEqualTo(TransactionMode.PER_STATEMENT);
    assertThat(scripts.sections().up().directives().lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(Objects.requireNonNull(scripts.sections().down()).directives().transaction())
        .isNull();
    assertThat(Objects.requireNonNull(scripts.down()).items().getFirst().position())
        .hasToString("migrations/20260901121000_add_ticket_priority.sql:18:1");
  }

  @Test
  void takesAFileWithoutSectionsAsUp() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/2_b.sql
            CREATE TABLE b ()
            == migrations/10_c.sql
            -- a comment, then no semicolon
            CREATE TABLE c (); SELECT 1
            == migrations/1.sql
            CREATE TABLE a ();
            """);
    MigrationSet set = tree.read();
    assertThat(labels(set)).containsExactly("1", "2_b", "10_c");
    assertThat(set.explanation())
        .containsExactly("files are named VERSION_name.sql, and nothing in them is another tool's");
    assertThat(statements(tree.scripts("2_b").up())).containsExactly("CREATE TABLE b ()");
    assertThat(statements(tree.scripts("10_c").up()))
        .containsExactly("CREATE TABLE c ();", "SELECT 1");
    assertThat(tree.scripts("2_b").undo()).isEqualTo(Undo.ABSENT);
  }

  @Test
  void aDirectiveBelongsToTheStatementDirectlyBelowIt() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_file.sql
            -- veery: transaction = off

            CREATE TABLE a ();
            == migrations/2_statement.sql
            -- veery: transaction = off
            CREATE TABLE b ();
            == migrations/3_both.sql
            -- veery: lock-timeout = 1s

            -- veery: lock-timeout = 2s
            CREATE TABLE c ();
            """);
    assertThat(tree.migration("1_file").header().directives()).hasSize(1);
    assertThat(tree.migration("2_statement").header().directives()).isEmpty();
    assertThat(tree.migration("3_both").header().directives())
        .extracting("value")
        .containsExactly("1s");
    assertThat(tree.scripts("1_file").sections().up().directives().transaction())
        .isEqualTo(TransactionMode.OFF);
    assertThat(tree.scripts("2_statement").sections().up().directives().transaction()).isNull();
  }

  @Test
  void refusesDirectivesThatMeanNothing() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            -- veery: transactoin = off

            SELECT 1;
            == migrations/2_b.sql
            -- Up Migration
            -- veery: lock-timeout = soon

            SELECT 1;
            == migrations/3_c.sql
            SELECT 1;

            -- veery: idempotent

            SELECT 2;
            """);
    assertThat(tree.problems())
        .containsExactly(
            "DIRECTIVE_UNKNOWN migrations/1_a.sql:1:1: unknown directive 'transactoin' (did you mean"
                + " 'transaction'?)");
    tree.write("migrations/1_a.sql", "SELECT 1;");
    assertThat(tree.scriptProblems("2_b"))
        .containsExactly(
            "DIRECTIVE_MALFORMED migrations/2_b.sql:2:1: the directive 'lock-timeout' takes a time"
                + " such as 500ms, 2s, 10min, 1h, or 0 for no limit, not 'soon'");
    assertThat(tree.scriptProblems("3_c"))
        .containsExactly(
            "DIRECTIVE_MALFORMED migrations/3_c.sql:3:1: the directive 'idempotent' belongs to no"
                + " statement (write it directly above its statement, without an empty line between"
                + " them)");
  }

  @Test
  void findsMarkersOnlyWhereTheServerSeesComments() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            --- Up Migration ---
            CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$
            -- Down Migration
            SELECT 'x'
            $$;
            INSERT INTO t VALUES ('
            -- Down Migration
            ');
            /*
            -- Down Migration
            */
            COPY t FROM stdin;
            -- Down Migration
            \\.
            SELECT 1 -- no semicolon, and the marker ends it all the same
            -- down migration:
            DROP FUNCTION f();
            """);
    Scripts scripts = tree.scripts("1_a");
    assertThat(scripts.up().items()).hasSize(4);
    assertThat(statements(scripts.down())).containsExactly("DROP FUNCTION f();");
  }

  @Test
  void readsWhatNodePgMigrateWrites() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1693465127000_users.sql
            CREATE TABLE users ();
            -- Down Migration
            DROP TABLE users;
            """);
    Scripts scripts = tree.scripts("1693465127000_users");
    assertThat(statements(scripts.up())).containsExactly("CREATE TABLE users ();");
    assertThat(statements(scripts.down())).containsExactly("DROP TABLE users;");
  }

  @Test
  void tellsTheKindsOfDownApart() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_absent.sql
            -- Up Migration
            SELECT 1;
            == migrations/2_empty.sql
            -- Up Migration
            SELECT 1;
            -- Down Migration
            -- not possible
            == migrations/3_meant.sql
            -- Up Migration
            SELECT 1;
            -- Down Migration
            -- veery: nothing-to-undo
            == migrations/4_meant_for_the_file.sql
            -- veery: nothing-to-undo
            -- Up Migration
            SELECT 1;
            == migrations/5_nothing_done.sql
            -- Up Migration
            -- Down Migration
            == migrations/6_script.sql
            -- Up Migration
            SELECT 1;
            -- Down Migration
            SELECT 2;
            """);
    assertThat(tree.scripts("1_absent").undo()).isEqualTo(Undo.ABSENT);
    assertThat(tree.scripts("2_empty").undo()).isEqualTo(Undo.EMPTY);
    assertThat(tree.scripts("3_meant").undo()).isEqualTo(Undo.NOTHING);
    assertThat(tree.scripts("4_meant_for_the_file").undo()).isEqualTo(Undo.NOTHING);
    assertThat(tree.scripts("5_nothing_done").undo()).isEqualTo(Undo.NOTHING);
    assertThat(tree.scripts("6_script").undo()).isEqualTo(Undo.SCRIPT);
  }

  @Test
  void readsHowPeopleWriteParents() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            -- Parent: none
            SELECT 1;
            == migrations/2_b.sql
            -- Parent: 1_a.sql
            SELECT 1;
            == migrations/3_c.sql
            -- Parents: 001, 2_b
            SELECT 1;
            == migrations/4_d.sql
            /*
             * Migration: joins
             * Parent: 2
             * Parent: 3
             */
            SELECT 1;
            == migrations/5_e.sql
            SELECT 1;
            """);
    assertThat(tree.migration("1_a").header().parents()).isEmpty();
    assertThat(tree.migration("2_b").header().parents()).containsExactly(new Version("1"));
    assertThat(tree.migration("3_c").header().parents())
        .containsExactly(new Version("1"), new Version("2"));
    assertThat(tree.migration("4_d").header().parents())
        .containsExactly(new Version("2"), new Version("3"));
    assertThat(tree.migration("4_d").header().title()).isEqualTo("joins");
    assertThat(tree.migration("5_e").header().parents()).isNull();
  }

  @Test
  void takesHashesAndDatesAsVersions() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/ae1027a6acf_users.sql
            -- Parent: none
            SELECT 1;
            == migrations/2017-09-23-182408_create.sql
            SELECT 1;
            == migrations/2017_09_24_182408_create.sql
            SELECT 1;
            == migrations/1.0.6-add-users.sql
            SELECT 1;
            == migrations/v1.0.10_more.sql
            SELECT 1;
            == migrations/003-2fa.sql
            SELECT 1;
            """);
    assertThat(tree.read().migrations())
        .extracting(migration -> migration.version().text() + " | " + migration.name())
        .containsExactly(
            "1.0.6 | add-users",
            "1.0.10 | more",
            "003 | 2fa",
            "2017_09_24_182408 | create",
            "2017-09-23-182408 | create",
            "ae1027a6acf | users");
  }

  @Test
  void readsRepeatables() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            SELECT 1;
            == migrations/R__reports.sql
            -- veery: lock-timeout = 1s

            CREATE OR REPLACE VIEW reports AS SELECT 1;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("veery");
    assertThat(labels(set)).containsExactly("1_a");
    assertThat(set.repeatables()).hasSize(1);
    assertThat(set.repeatables().getFirst().name()).isEqualTo("reports");
    assertThat(statements(set.repeatables().getFirst().script().get()))
        .containsExactly("CREATE OR REPLACE VIEW reports AS SELECT 1;");
  }

  @Test
  void parsesNothingBeforeItIsAsked() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            SELECT 'never closed
            """);
    assertThat(labels(tree.read())).containsExactly("1_a");
    assertThat(tree.scriptProblems("1_a").getFirst())
        .startsWith("SCRIPT_UNTERMINATED migrations/1_a.sql:1:8:");
  }

  @Test
  void hashesTheBytes() {
    Tree tree = Tree.of(root, "== migrations/1_a.sql\nSELECT 1;\n");
    String before = tree.migration("1_a").rawHash();
    assertThat(before)
        .isEqualTo("b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd");
    tree.write("migrations/1_a.sql", "SELECT 1;\n\n");
    assertThat(tree.migration("1_a").rawHash()).isNotEqualTo(before);
  }
}
