package dev.veery.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.veery.core.expand.BreakingForm;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Planner;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.Target;
import dev.veery.core.source.MigrationSource;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.backfill.BackfillProgress;
import dev.veery.postgres.backfill.Limits;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.AuditChain;
import dev.veery.postgres.journal.AuditLog;
import dev.veery.postgres.journal.AuditTies;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.monitor.GuardLimits;
import dev.veery.postgres.monitor.RunMonitor;
import dev.veery.postgres.online.Insistence;
import dev.veery.postgres.online.OnlineRewriting;
import dev.veery.postgres.run.OfflineScript;
import dev.veery.postgres.run.RunGate;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.run.Runner;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A directory of migrations and a database of its own, for the tests of this module. */
public final class TestProject implements AutoCloseable {

  private final Path directory;
  private final ScratchDatabase database;
  private final String layout;
  private @Nullable GuardLimits guard;

  public TestProject(Path directory) {
    this(directory, ScratchServers.MAJORS.getLast());
  }

  public TestProject(Path directory, int major) {
    this(directory, major, "veery");
  }

  public TestProject(Path directory, String layout) {
    this(directory, ScratchServers.MAJORS.getLast(), layout);
  }

  private TestProject(Path directory, int major, String layout) {
    this(directory, ScratchServers.freshDatabase(major), layout);
  }

  /** In a database of a server of one's own. */
  public TestProject(Path directory, ScratchDatabase database) {
    this(directory, database, "veery");
  }

  private TestProject(Path directory, ScratchDatabase database, String layout) {
    this.directory = directory;
    this.database = database;
    this.layout = layout;
  }

  /** Runs are held to these limits from now on. */
  public void guarded(GuardLimits limits) {
    guard = limits;
  }

  /** Where the database is. */
  public Address address() {
    var server = database.server();
    return new Address(
        server.host(),
        server.port(),
        database.name(),
        server.user(),
        server.password(),
        Duration.ofSeconds(10),
        Map.of());
  }

  public Session session() throws SQLException {
    return Session.open(address(), "test");
  }

  /** Writes a migration of the native layout. */
  public TestProject file(String name, String up, String down) throws IOException {
    Files.writeString(
        directory.resolve(name), "-- Up Migration\n" + up + "\n-- Down Migration\n" + down + "\n");
    return this;
  }

  public MigrationSet read() {
    return new MigrationSource(
            directory, "migrations", layout, (text, directives) -> Splitter.split(text), List.of())
        .read();
  }

  /** Sends a script statement by statement, as psql would. */
  public void script(String text) throws Exception {
    try (Session session = session()) {
      for (ScriptItem item : Splitter.split(SqlSource.of("script", text.getBytes(UTF_8))).items()) {
        switch (item) {
          case ScriptItem.Statement statement -> session.execute(statement.text());
          case ScriptItem.Copy copy -> {
            try (InputStream rows = copy.data().open()) {
              session.copyIn(copy.statement().text(), rows);
            }
          }
          case ScriptItem.Echo echo -> {}
        }
      }
    }
  }

  /** The script that a database administrator would get for what is pending. */
  public String offline(Target target, PlanRequest.Options options) throws SQLException {
    try (Session session = session()) {
      Journal journal = new Journal(session, "veery");
      MigrationSet set = read();
      Loaded loaded = journal.load();
      Plan.Result.Ready ready =
          (Plan.Result.Ready)
              Planner.plan(
                  new PlanRequest(
                      set,
                      MigrationGraph.of(set),
                      loaded.history(),
                      options,
                      version -> down(journal, version)),
                  target);
      return OfflineScript.of(
          ready.plan(),
          loaded.history(),
          "veery",
          target instanceof Target.Up,
          "",
          options().actor());
    }
  }

  /** Plans and runs, as one process would. */
  public RunResult run(Target target) throws SQLException {
    return run(target, PlanRequest.Options.DEFAULT, new RunListener() {});
  }

  /** As {@link #run(Target)}, with other limits for backfills. */
  public RunResult run(Target target, Limits limits, Consumer<BackfillProgress> progress)
      throws SQLException {
    return run(
        target,
        PlanRequest.Options.DEFAULT,
        new RunListener() {
          @Override
          public void backfill(PlannedMigration of, Step step, BackfillProgress now) {
            progress.accept(now);
          }
        },
        options().within(limits),
        false);
  }

  public RunResult run(Target target, PlanRequest.Options options, RunListener listener)
      throws SQLException {
    return run(target, options, listener, options(), false);
  }

  /** What is wrong with the audit. */
  public List<String> auditFaults() throws SQLException {
    try (Session session = session()) {
      return auditFaults(session);
    }
  }

  /** The same in a session that may be in the middle of a transaction. */
  public static List<String> auditFaults(Session session) throws SQLException {
    AuditChain chain = new AuditChain();
    AuditLog log = new AuditLog(session, "veery");
    if (log.journalExists()) {
      log.forEach(chain::add);
      List<String> faults = new ArrayList<>(chain.faults());
      faults.addAll(new AuditTies(session, "veery").faults());
      return faults;
    }
    return List.of();
  }

  /**
   * The same with settings, and with online forms. Whatever was run, and however it ended, the
   * audit has to agree with the journal.
   */
  public RunResult run(
      Target target,
      PlanRequest.Options options,
      RunListener listener,
      RunOptions settings,
      boolean online)
      throws SQLException {
    RunResult result = runOnly(target, options, listener, settings, online);
    List<String> faults = auditFaults();
    if (!faults.isEmpty()) {
      throw new AssertionError("the audit does not hold: " + faults);
    }
    return result;
  }

  private RunResult runOnly(
      Target target,
      PlanRequest.Options options,
      RunListener listener,
      RunOptions settings,
      boolean online)
      throws SQLException {
    try (Session session = session()) {
      Journal journal = new Journal(session, "veery");
      MigrationSet set = read();
      MigrationGraph graph = MigrationGraph.of(set);
      Function<Loaded, Plan.Result> planner =
          loaded ->
              Planner.plan(
                  new PlanRequest(
                      set,
                      graph,
                      loaded.history(),
                      options,
                      version -> down(journal, version),
                      new OnlineRewriting(
                          session, journal, "veery", online, BreakingForm.Wishes.NONE)),
                  target);
      Loaded loaded = journal.load();
      return switch (planner.apply(loaded)) {
        case Plan.Result.Ready ready -> {
          try (RunMonitor monitor = monitor(session, loaded, listener)) {
            yield new Runner(
                    session,
                    journal,
                    settings,
                    listener,
                    name -> {
                      throw new IllegalStateException(name);
                    },
                    this::session)
                .guardedBy(monitor == null ? RunGate.OPEN : monitor)
                .run(ready.plan(), loaded, planner, target instanceof Target.Up);
          }
        }
        case Plan.Result.UpToDate upToDate -> new RunResult.NothingLeft(Duration.ZERO);
        case Plan.Result.Blocked blocked -> throw new AssertionError(blocked.problems().toString());
      };
    }
  }

  private @Nullable RunMonitor monitor(Session session, Loaded loaded, RunListener listener) {
    GuardLimits limits = guard;
    return limits == null
        ? null
        : new RunMonitor(
            this::session, session, loaded.facts().backendPid(), "veery", limits, listener);
  }

  private static String down(Journal journal, dev.veery.core.migration.Version version) {
    try {
      return journal.downScript(version);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public static RunOptions options() {
    return new RunOptions(
        "test",
        "",
        new Actor("tester", "here", "test"),
        null,
        Duration.ZERO,
        Insistence.NONE,
        null,
        null,
        false,
        Map::of);
  }

  /** The rows of a query, columns joined with a bar. */
  public List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Session session = session()) {
      session.query(
          sql,
          row -> {
            StringBuilder line = new StringBuilder();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
              line.append(i == 1 ? "" : "|").append(row.getString(i));
            }
            rows.add(line.toString());
          });
    }
    return rows;
  }

  @Override
  public void close() {
    database.close();
  }
}
