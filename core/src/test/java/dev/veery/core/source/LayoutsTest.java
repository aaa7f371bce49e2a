package dev.veery.core.source;

import static dev.veery.core.source.Tree.labels;
import static dev.veery.core.source.Tree.scripts;
import static dev.veery.core.source.Tree.statements;
import static dev.veery.core.source.Tree.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Directives.TransactionMode;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Migration.Body;
import dev.veery.core.migration.Migration.Undo;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every layout but Veery's own, as it is found in real directories. */
final class LayoutsTest {

  @TempDir Path root;

  @Test
  void readsPairs() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/001_users.sql
            CREATE TABLE users ();
            == migrations/001_users_rollback.sql
            -- veery: transaction = off

            DROP TABLE users;
            == migrations/002_posts.sql
            CREATE TABLE posts ();
            == migrations/002_down.sql
            DROP TABLE posts;
            == migrations/003_sign_up.sql
            SELECT 1;
            == migrations/README.md
            == migrations/seed.sql
            INSERT INTO users DEFAULT VALUES;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("paired");
    assertThat(set.explanation())
        .containsExactly(
            "2 files take back the file of the same name beside them, such as"
                + " migrations/001_users_rollback.sql");
    assertThat(labels(set)).containsExactly("001_users", "002_posts", "003_sign_up");
    assertThat(statements(scripts(set.migrations().get(0)).down()))
        .containsExactly("DROP TABLE users;");
    assertThat(scripts(set.migrations().get(0)).sections().up().directives().transaction())
        .isNull();
    assertThat(
            Objects.requireNonNull(scripts(set.migrations().get(0)).sections().down())
                .directives()
                .transaction())
        .isEqualTo(TransactionMode.OFF);
    assertThat(statements(scripts(set.migrations().get(1)).down()))
        .containsExactly("DROP TABLE posts;");
    assertThat(scripts(set.migrations().get(2)).undo()).isEqualTo(Undo.ABSENT);
    assertThat(texts(set.warnings()))
        .containsExactly(
            "FILE_NAME_MALFORMED migrations/seed.sql:1:1: migrations/seed.sql is not read: its name"
                + " does not begin with a version (name it like 20260901121000_add_priority.sql if it"
                + " is a migration)");
  }

  @Test
  void refusesARollbackWithoutWhatItTakesBack() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/001_users.sql
            CREATE TABLE users ();
            == migrations/001_users_rollback.sql
            DROP TABLE users;
            == migrations/002_posts_rollback.sql
            DROP TABLE posts;
            """);
    assertThat(tree.problems())
        .containsExactly(
            "FILE_NAME_MALFORMED migrations/002_posts_rollback.sql:1:1:"
                + " migrations/002_posts_rollback.sql takes back 002_posts.sql, which is not there"
                + " (bring back 002_posts.sql, or rename this file if it is no rollback)");
  }

  @Test
  void readsUpAndDownFilesAndLeavesOtherDatabasesAlone() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_users.up.sql
            CREATE TABLE users ();
            == migrations/1_users.down.sql
            == migrations/2_posts.postgres.up.sql
            CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY);
            == migrations/2_posts.postgres.down.sql
            DROP TABLE posts;
            == migrations/2_posts.mysql.up.sql
            CREATE TABLE posts (id bigint AUTO_INCREMENT);
            == migrations/2_posts.mysql.down.sql
            DROP TABLE posts;
            == migrations/3_engine.mysql.up.sql
            ALTER TABLE posts ENGINE = InnoDB;
            == migrations/4_plain.up.sql
            SELECT 1;
            == migrations/4_plain.sqlite3.up.sql
            SELECT 2;
            == migrations/5_forgotten.sql
            SELECT 5;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("up-down");
    assertThat(labels(set)).containsExactly("1_users", "2_posts", "4_plain");
    assertThat(scripts(set.migrations().get(0)).undo()).isEqualTo(Undo.EMPTY);
    assertThat(statements(scripts(set.migrations().get(1)).up()))
        .containsExactly("CREATE TABLE posts (id bigint GENERATED ALWAYS AS IDENTITY);");
    assertThat(statements(scripts(set.migrations().get(2)).up())).containsExactly("SELECT 1;");
    assertThat(set.explanation()).contains("4 files are for mysql, sqlite3 and left alone");
    assertThat(texts(set.warnings()))
        .containsExactly(
            "FILE_NAME_MALFORMED migrations/3_engine.mysql.up.sql:1:1:"
                + " migrations/3_engine.mysql.up.sql is for mysql, and there is none for PostgreSQL"
                + " (add 3_engine.postgres beside it if PostgreSQL needs this change too)",
            "FILE_NAME_MALFORMED migrations/5_forgotten.sql:1:1: migrations/5_forgotten.sql is not"
                + " read: its name does not end in .up.sql or .down.sql (name it like"
                + " 20260901121000_add_priority.sql if it is a migration)");
  }

  @Test
  void refusesADownWithoutUp() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_users.up.sql
            SELECT 1;
            == migrations/2_posts.down.sql
            SELECT 1;
            """);
    assertThat(tree.problems().getFirst())
        .contains("migrations/2_posts.down.sql takes back 2_posts.up.sql, which is not there");
  }

  @Test
  void readsTheSqlFilesThatDbMigrateLoads() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/20150101000000-users.js
            exports.up = function (db) {};
            == migrations/20150102000000-code-only.js
            exports.up = function (db) {};
            == migrations/sqls/20150101000000-users-up.sql
            CREATE TABLE users ();
            == migrations/sqls/20150101000000-users-down.sql
            DROP TABLE users;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("up-down");
    assertThat(labels(set)).containsExactly("20150101000000_users", "20150102000000_code-only");
    assertThat(set.migrations().get(0).body()).isInstanceOf(Body.Sql.class);
    assertThat(set.migrations().get(1).body())
        .isEqualTo(new Body.Foreign("a JavaScript migration"));
    assertThat(set.explanation().getLast())
        .isEqualTo("1 program is left alone: SQL files of the same name hold the migration");
  }

  @Test
  void readsFlyway() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/V1_9__users.sql
            CREATE TABLE users ();
            == migrations/V1_10__posts.sql
            CREATE TABLE posts ();
            == migrations/U1_10__posts.sql
            DROP TABLE posts;
            == migrations/year2026/V1.11__index.sql
            CREATE INDEX CONCURRENTLY i ON posts (id);
            == migrations/year2026/V1.11__index.sql.conf
            executeInTransaction=false
            == migrations/V2__Seed.java
            class V2__Seed {}
            == migrations/R__reports.sql
            CREATE OR REPLACE VIEW reports AS SELECT 1;
            == migrations/B1_10__all.sql
            CREATE TABLE users (); CREATE TABLE posts ();
            == migrations/V3_forgotten.sql
            SELECT 1;
            == migrations/v4__lower.sql
            SELECT 1;
            == migrations/afterMigrate.sql
            SELECT 1;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("flyway");
    assertThat(labels(set)).containsExactly("1.9_users", "1.10_posts", "1.11_index", "2_Seed");
    assertThat(scripts(set.migrations().get(0)).undo()).isEqualTo(Undo.ABSENT);
    assertThat(statements(scripts(set.migrations().get(1)).down()))
        .containsExactly("DROP TABLE posts;");
    assertThat(scripts(set.migrations().get(2)).sections().up().directives().transaction())
        .isEqualTo(TransactionMode.OFF);
    assertThat(set.migrations().get(3).body()).isEqualTo(new Body.Foreign("a Java migration"));
    assertThat(set.repeatables()).hasSize(1);
    assertThat(labels(new MigrationSet("", List.of(), set.baselines(), List.of(), List.of())))
        .containsExactly("1.10_all");
    assertThat(set.warnings())
        .extracting(problem -> problem.message())
        .containsExactly(
            "migrations/V3_forgotten.sql is not read: two underscores must stand between version and"
                + " name, and there is one",
            "migrations/afterMigrate.sql is not run: it looks like a callback, which Veery does not"
                + " have",
            "migrations/v4__lower.sql is not read: its first letter must be a capital");
  }

  @Test
  void leavesPlaceholdersAloneUntilTheyAreAskedFor() {
    Tree tree = Tree.of(root, "== migrations/V1__a.sql\nSELECT '${name}';\n");
    assertThat(statements(scripts(tree.read().migrations().getFirst()).up()))
        .containsExactly("SELECT '${name}';");
    tree.write("migrations/V1__a.sql", "-- veery: placeholders = on\n\nSELECT '${name}';\n");
    assertThat(tree.scriptProblems("1_a").getFirst()).startsWith("PLACEHOLDER_UNDEFINED");
  }

  @Test
  void readsDbmate() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/20151127184807_users.sql
            -- migrate:up
            CREATE TABLE users ();

            -- migrate:down
            DROP TABLE users;
            == migrations/20151128184807_index.sql
            -- migrate:up transaction:false
            CREATE INDEX CONCURRENTLY i ON users (id);
            -- migrate:down
            == migrations/20151129184807_empty.sql
            -- migrate:up

            -- migrate:down
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("dbmate");
    Migration.Scripts first = scripts(set.migrations().get(0));
    assertThat(statements(first.up())).containsExactly("CREATE TABLE users ();");
    assertThat(statements(first.down())).containsExactly("DROP TABLE users;");
    Migration.Scripts second = scripts(set.migrations().get(1));
    assertThat(second.sections().up().directives().transaction()).isEqualTo(TransactionMode.OFF);
    assertThat(second.undo()).isEqualTo(Undo.EMPTY);
    assertThat(scripts(set.migrations().get(2)).undo()).isEqualTo(Undo.NOTHING);
    assertThat(set.warnings()).hasSize(1);
  }

  @Test
  void refusesMalformedDbmateFiles() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            -- migrate:up transactions:false
            SELECT 1;
            == migrations/2_b.sql
            SELECT 1;
            -- migrate:down
            SELECT 1;
            == migrations/3_c.sql
            -- migrate:up
            SELECT 1;
            -- migrate:up
            SELECT 1;
            == migrations/4_d.sql
            SELECT 0;
            -- migrate:up
            SELECT 1;
            """);
    assertThat(tree.problems())
        .containsExactly(
            "DIRECTIVE_UNKNOWN migrations/1_a.sql:1:1: unknown option 'transactions:false' of"
                + " migrate:up (the option is transaction:false or transaction:true)");
    tree.write("migrations/1_a.sql", "-- migrate:up\n");
    assertThat(tree.scriptProblems("2_b"))
        .containsExactly(
            "SECTION_MALFORMED migrations/2_b.sql:1:1: migrations/2_b.sql has no line '-- migrate:up'"
                + " (write it above the statements of the up direction)");
    assertThat(tree.scriptProblems("3_c"))
        .containsExactly(
            "SECTION_MALFORMED migrations/3_c.sql:3:1: a second up section; the first one is in line"
                + " 1 (join the two, or give one its own file)");
    assertThat(tree.scriptProblems("4_d"))
        .containsExactly(
            "SECTION_MALFORMED migrations/4_d.sql:1:1: a statement stands before the first section"
                + " (move it below '-- migrate:up')");
  }

  @Test
  void readsGoose() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/00001_users.sql
            -- +goose Up
            -- +goose StatementBegin
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$
            -- +goose StatementEnd
            CREATE TABLE users ();

            -- +goose Down
            DROP TABLE users;
            DROP FUNCTION f();
            == migrations/00002_index.sql
            -- +goose NO TRANSACTION
            -- +GOOSE up
            CREATE INDEX CONCURRENTLY i ON users (id);
            -- +goose down
            DROP INDEX CONCURRENTLY i;
            == migrations/00003_seed.go
            package migrations
            == migrations/00003_seed_test.go
            package migrations
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("goose");
    assertThat(labels(set)).containsExactly("00001_users", "00002_index", "00003_seed");
    Migration.Scripts first = scripts(set.migrations().get(0));
    assertThat(statements(first.up()))
        .containsExactly(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$ ;",
            "CREATE TABLE users ();");
    assertThat(first.up().items().get(1).position()).hasToString("migrations/00001_users.sql:5:1");
    Migration.Scripts second = scripts(set.migrations().get(1));
    assertThat(second.sections().up().directives().transaction()).isEqualTo(TransactionMode.OFF);
    assertThat(Objects.requireNonNull(second.sections().down()).directives().transaction())
        .isEqualTo(TransactionMode.OFF);
    assertThat(set.migrations().get(2).body()).isEqualTo(new Body.Foreign("a Go migration"));
  }

  @Test
  void refusesWhatGooseWouldTakeFromTheEnvironment() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a.sql
            -- +goose ENVSUB ON
            -- +goose Up
            SELECT '${REGION}';
            == migrations/2_b.sql
            -- +goose Upp
            SELECT 1;
            """);
    assertThat(tree.problems())
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).contains("1_a.sql:1:1: ENVSUB takes values"))
        .anySatisfy(text ->
            assertThat(text)
                .contains("2_b.sql:1:1: unknown annotation '+goose Upp'")
                .contains("did you mean 'up'?"));
  }

  @Test
  void readsADirectoryPerMigration() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1528395684/up.sql
            CREATE TABLE a ();
            == migrations/1528395684/down.sql
            DROP TABLE a;
            == migrations/1528395684/metadata.yaml
            name: Create a
            parents: []
            privileged: true
            == migrations/1528395685_b/up.sql
            CREATE TABLE b ();
            == migrations/1528395685_b/metadata.yaml
            name: create b
            parents: [1528395684]
            createIndexConcurrently: true
            run_in_transaction: false
            == migrations/1528395686_c/up.sql
            SELECT 1;
            == migrations/1528395686_c/verify.sql
            SELECT true;
            == migrations/1528395686_c/metadata.toml
            parents = ["1528395684", 1528395685]
            transaction = "per-statement"
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("directory");
    assertThat(labels(set)).containsExactly("1528395684_create_a", "1528395685_b", "1528395686_c");
    Migration first = set.migrations().get(0);
    assertThat(first.header().title()).isEqualTo("Create a");
    assertThat(first.header().parents()).isEmpty();
    assertThat(first.header().documentation()).containsExactly("privileged: true");
    assertThat(statements(scripts(first).down())).containsExactly("DROP TABLE a;");
    Migration second = set.migrations().get(1);
    assertThat(second.header().parents()).containsExactly(new Version("1528395684"));
    assertThat(scripts(second).sections().up().directives().transaction())
        .isEqualTo(TransactionMode.OFF);
    Migration third = set.migrations().get(2);
    assertThat(third.header().parents())
        .containsExactly(new Version("1528395684"), new Version("1528395685"));
    assertThat(statements(scripts(third).verify())).containsExactly("SELECT true;");
    assertThat(MigrationGraph.of(set).merges()).containsExactly(third);
  }

  @Test
  void readsWhatDieselWrites() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/00000000000000_diesel_initial_setup/up.sql
            SELECT 1;
            == migrations/2017-09-23-182408_users/up.sql
            CREATE TABLE users ();
            == migrations/2017-09-23-182408_users/down.sql
            DROP TABLE users;
            == migrations/2017-09-23-182408_users/metadata.toml
            run_in_transaction = false
            == migrations/2024-01-02-000000-0000_posts/up.sql
            CREATE TABLE posts ();
            """);
    MigrationSet set = tree.read();
    assertThat(labels(set))
        .containsExactly(
            "00000000000000_diesel_initial_setup",
            "2017-09-23-182408_users",
            "2024-01-02-000000-0000_posts");
    assertThat(set.migrations().get(1).version()).isEqualTo(new Version("20170923182408"));
  }

  @Test
  void refusesIncompleteDirectoriesAndBadMetadata() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/1_a/up.sql
            SELECT 1;
            == migrations/1_a/metadata.yaml
            name: [unclosed
            == migrations/2_b/down.sql
            SELECT 1;
            == migrations/3_c/notes.txt
            nothing
            == migrations/4_d/up.sql
            SELECT 1;
            == migrations/4_d/metadata.toml
            parents = [1.10]
            == migrations/add_e/up.sql
            SELECT 1;
            == migrations/5_f/up.py
            pass
            """);
    assertThat(tree.problems())
        .hasSize(5)
        .anySatisfy(text -> assertThat(text).contains("1_a/metadata.yaml:").contains("METADATA"))
        .anySatisfy(
            text -> assertThat(text).contains("migrations/2_b has a down.sql and no up.sql"))
        .anySatisfy(text -> assertThat(text).contains("migrations/3_c has no up.sql"))
        .anySatisfy(text -> assertThat(text).contains("4_d/metadata.toml").contains("in quotes"))
        .anySatisfy(text ->
            assertThat(text)
                .contains("migrations/add_e holds a migration")
                .contains("20260901121000_add_e"));
  }

  @Test
  void readsPrisma() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/migration_lock.toml
            # do not edit
            provider = "postgresql"
            == migrations/20230101000000_init/migration.sql
            -- CreateTable
            CREATE TABLE "User" ();
            == migrations/20230102000000_posts/migration.sql
            CREATE TABLE "Post" ();
            == migrations/20230102000000_posts/down.sql
            DROP TABLE "Post";
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("prisma");
    assertThat(labels(set)).containsExactly("20230101000000_init", "20230102000000_posts");
    assertThat(scripts(set.migrations().get(0)).undo()).isEqualTo(Undo.ABSENT);
    assertThat(scripts(set.migrations().get(1)).undo()).isEqualTo(Undo.SCRIPT);
    tree.write("migrations/migration_lock.toml", "provider = \"mysql\"\n");
    assertThat(tree.problems().getFirst()).contains("these migrations are for mysql");
  }

  @Test
  void readsSqitchInTheOrderOfItsPlan() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/sqitch.plan
            %syntax-version=1.0.0
            %project=flipr

            zschema 2012-07-16T17:25:07Z Ada Lovelace <ada@example.com> # Add the schema.
            users [zschema] 2012-07-16T17:36:31Z Ada Lovelace <ada@example.com> # Users.
            @v1.0.0 2012-07-16T18:00:00Z Ada Lovelace <ada@example.com> # Tag v1.0.0.

            lists [users@v1.0.0 other:thing !nothing] 2012-07-17T10:00:00Z Ada <ada@example.com> # Lists.
            users [users@v1.0.0] 2012-07-18T10:00:00Z Ada <ada@example.com> # With mail addresses.
            == migrations/deploy/zschema.sql
            BEGIN;
            CREATE SCHEMA flipr;
            COMMIT;
            == migrations/revert/zschema.sql
            DROP SCHEMA flipr;
            == migrations/verify/zschema.sql
            SELECT 1/count(*) FROM pg_namespace WHERE nspname = 'flipr';
            == migrations/deploy/users@v1.0.0.sql
            CREATE TABLE flipr.users (name text);
            == migrations/revert/users@v1.0.0.sql
            DROP TABLE flipr.users;
            == migrations/deploy/lists.sql
            CREATE TABLE flipr.lists ();
            == migrations/deploy/users.sql
            ALTER TABLE flipr.users ADD mail text;
            == migrations/revert/users.sql
            ALTER TABLE flipr.users DROP mail;
            == migrations/deploy/user.sql
            SELECT 1;
            """);
    MigrationSet set = tree.read();
    assertThat(set.layout()).isEqualTo("sqitch");
    assertThat(labels(set)).containsExactly("zschema", "users", "lists", "users#2");
    MigrationGraph graph = MigrationGraph.of(set);
    assertThat(graph.order()).isEqualTo(set.migrations());
    assertThat(graph.heads()).hasSize(1);
    Migration first = set.migrations().get(0);
    assertThat(first.header().author()).isEqualTo("Ada Lovelace <ada@example.com>");
    assertThat(first.header().description()).isEqualTo("Add the schema.");
    assertThat(statements(scripts(first).up()))
        .containsExactly("BEGIN;", "CREATE SCHEMA flipr;", "COMMIT;");
    assertThat(scripts(first).verify()).isNotNull();
    Migration users = set.migrations().get(1);
    assertThat(users.path()).isEqualTo("migrations/deploy/users@v1.0.0.sql");
    assertThat(users.header().documentation()).containsExactly("requires: zschema", "tag: @v1.0.0");
    assertThat(statements(scripts(users).down())).containsExactly("DROP TABLE flipr.users;");
    assertThat(statements(scripts(set.migrations().get(3)).up()))
        .containsExactly("ALTER TABLE flipr.users ADD mail text;");
    assertThat(scripts(set.migrations().get(2)).undo()).isEqualTo(Undo.ABSENT);
    assertThat(graph.resolve("users@v1.0.0")).isEqualTo(users);
    assertThat(texts(set.warnings()))
        .containsExactly(
            "FILE_NAME_MALFORMED migrations/deploy/user.sql:1:1: migrations/deploy/user.sql is not"
                + " read: it is not in sqitch.plan (did you mean 'users'?)");
  }

  @Test
  void refusesAPlanThatDoesNotHold() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/sqitch.plan
            %project=flipr
            @early 2012-07-16T17:25:07Z A <a@example.com> # nothing to tag
            lists [users] 2012-07-16T17:25:07Z A <a@example.com> # requires what comes later
            users [schemas] 2012-07-16T17:36:31Z A <a@example.com> # requires what is not there
            users 2012-07-18T10:00:00Z A <a@example.com> # again without a tag
            posts whenever
            == migrations/deploy/users.sql
            SELECT 1;
            == migrations/deploy/list.sql
            SELECT 1;
            """);
    assertThat(tree.problems())
        .containsExactlyInAnyOrder(
            "METADATA_MALFORMED migrations/sqitch.plan:2:1: a tag stands behind a change: '@early"
                + " 2012-07-16T17:25:07Z A <a@example.com> # nothing to tag'",
            "METADATA_MALFORMED migrations/sqitch.plan:6:1: a line of a plan is NAME [DEPENDENCIES]"
                + " DATE PLANNER # NOTE, not 'posts whenever'",
            "PARENT_UNKNOWN migrations/sqitch.plan:3:1: lists requires users, which comes later in"
                + " the plan (move lists behind it)",
            "FILE_UNREADABLE migrations/sqitch.plan:3:1: the plan has the change lists, but there is"
                + " no migrations/deploy/lists.sql (did you mean 'list'?)",
            "PARENT_UNKNOWN migrations/sqitch.plan:4:1: users requires schemas, which is not in the"
                + " plan",
            "VERSION_DUPLICATE migrations/sqitch.plan:5:1: the change users is in the plan twice,"
                + " without a tag between (tag the first one, or rename the second)");
  }

  @Test
  void namesProgramsOfOtherTools() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/0001_initial.sql
            SELECT 1;
            == migrations/0002_seed.py
            def upgrade(): pass
            == migrations/0003_more.sql
            SELECT 1;
            == migrations/env.py
            pass
            """);
    MigrationSet set = tree.read();
    assertThat(labels(set)).containsExactly("0001_initial", "0002_seed", "0003_more");
    assertThat(set.migrations().get(1).body()).isEqualTo(new Body.Foreign("a Python migration"));
    assertThat(set.migrations().get(1).path()).isEqualTo("migrations/0002_seed.py");
  }

  @Test
  void bringsInJavaClasses() {
    Tree tree =
        Tree.of(
            root,
            """
            == migrations/V1__a.sql
            SELECT 1;
            == migrations/V2__Seed.java
            class V2__Seed {}
            """);
    MigrationSet set =
        new MigrationSource(
                tree.root().resolve("migrations"),
                "migrations",
                null,
                (source, directives) -> {
                  throw new AssertionError("nothing is parsed");
                },
                List.of(new JavaClass(new Version("2"), "Seed", "db.migration.V2__Seed", "ab12")))
            .read();
    assertThat(labels(set)).containsExactly("1_a", "2_Seed");
    assertThat(set.migrations().get(1).body()).isEqualTo(new Body.Java("db.migration.V2__Seed"));
  }
}
