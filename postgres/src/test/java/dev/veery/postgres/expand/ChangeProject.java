package dev.veery.postgres.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.expand.Expander;
import dev.veery.core.expand.Expansion;
import dev.veery.core.expand.Phase;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.ChangePlanner;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A database on which a migration is made in two halves. */
final class ChangeProject implements AutoCloseable {

  static final Version VERSION = new Version("1");

  private final Address address;
  private final Runnable end;

  ChangeProject(int major) {
    this(ScratchServers.freshDatabase(major));
  }

  ChangeProject(ScratchDatabase database) {
    this(
        new Address(
            database.server().host(),
            database.server().port(),
            database.name(),
            database.server().user(),
            database.server().password(),
            Duration.ofSeconds(10),
            Map.of()),
        database::close);
  }

  /**
   * A database that somebody else has made.
   *
   * @param end what closing it does
   */
  ChangeProject(Address address, Runnable end) {
    this.address = address;
    this.end = end;
  }

  Address address() {
    return address;
  }

  Session session() throws SQLException {
    return Session.open(address(), "test");
  }

  /** Statements that are separated by a semicolon at the end of a line. */
  void script(String text) throws SQLException {
    try (Session session = session()) {
      for (String statement : statements(text)) {
        session.execute(statement);
      }
    }
  }

  static List<String> statements(String text) {
    List<String> statements = new ArrayList<>();
    for (String statement : text.split(";\\s*\n")) {
      if (!statement.isBlank()) {
        statements.add(statement.strip());
      }
    }
    return statements;
  }

  Catalog catalog() throws SQLException {
    try (Session session = session()) {
      return Inspector.inspect(
          session.connection(), new InspectOptions(Set.of(), Set.of("veery", "veery_trash")));
    }
  }

  Expander.Result split(String migration, List<String> backwards, @Nullable String keep)
      throws SQLException {
    List<ParsedStatement> parsed = new ArrayList<>();
    for (String statement : statements(migration)) {
      parsed.add(SqlStatement.parse(statement));
    }
    List<String> all = new ArrayList<>(backwards);
    while (all.size() < parsed.size()) {
      all.add("");
    }
    return Expander.split(
        new Expander.Request(
            parsed, all, catalog(), List.of("public"), "veery", keep, VERSION.text(), versions));
  }

  RunResult begin(Expansion expansion, @Nullable String keep) throws SQLException {
    try (Session session = session()) {
      return changes(session)
          .begin(
              new ChangePlanner.Of(
                  VERSION,
                  "change",
                  new PlannedMigration.Origin("1_change.sql", "", Migration.Header.EMPTY),
                  "",
                  null),
              expansion,
              keep);
    }
  }

  RunResult run(Phase phase) throws SQLException {
    try (Session session = session()) {
      Changes changes = changes(session);
      OpenChange open = Objects.requireNonNull(changes.find(VERSION), "no change is open");
      return changes.run(open, phase);
    }
  }

  /** Whether the journal has a script for that phase. */
  boolean has(Phase phase) throws SQLException {
    try (Session session = session()) {
      String query = "SELECT " + phase.word() + "_script FROM veery.change WHERE version = '1'";
      return !String.valueOf(session.value(query)).isEmpty();
    }
  }

  /** Whether the journal has the change. */
  boolean begun() throws SQLException {
    try (Session session = session()) {
      return changes(session).find(VERSION) != null;
    }
  }

  /** Whether the migration is applied and its change closed. */
  boolean over() throws SQLException {
    try (Session session = session()) {
      return session.value("SELECT to_regclass('veery.migration')") != null
          && session.value("SELECT version FROM veery.migration WHERE version = '1'") != null
          && !begun();
    }
  }

  /** Its state, or closed. */
  String state() throws SQLException {
    try (Session session = session()) {
      return String.valueOf(session.value("SELECT state FROM veery.change WHERE version = '1'"));
    }
  }

  /** The version of the application before, to have schemas for versions; null for none. */
  @Nullable String versions;

  RunOptions options = TestProject.options();

  /** Hears of every phase's run; may end the session of that run. */
  BiConsumer<Integer, List<Step>> onSteps = (pid, steps) -> {};

  private Changes changes(Session session) {
    return new Changes(
        session,
        new Journal(session, "veery"),
        options,
        new RunListener() {
          @Override
          public void stepsStarted(PlannedMigration migration, List<Step> steps) {
            onSteps.accept(session.backendPid(), steps);
          }
        },
        this::session,
        runner -> {});
  }

  /** Every row of every table, as text that does not depend on the order of columns. */
  Map<String, List<String>> rows() throws SQLException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Session session = session()) {
      List<String> tables = new ArrayList<>();
      session.query(
          "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE"
              + " relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'veery',"
              + " 'veery_trash')",
          row -> tables.add(row.getString(1)));
      for (String table : tables) {
        List<String> found = new ArrayList<>();
        session.query(
            "SELECT to_jsonb(t)::text FROM " + table + " t", r -> found.add(r.getString(1)));
        Collections.sort(found);
        rows.put(table, found);
      }
    }
    return rows;
  }

  @Override
  public void close() {
    end.run();
  }
}
