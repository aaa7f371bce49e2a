package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.Relation;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Loss;
import dev.veery.core.rehearse.RoundTrip.Stage;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Script;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.proof.RowLedger;
import dev.veery.postgres.rehearse.proof.VerifyScript;
import dev.veery.postgres.rehearse.rows.RowGenerator;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes one migration after the other up, down and up again on a scratch database, and holds schema
 * and rows before and after against each other. Each of them stays applied.
 *
 * <p>The schema is read twice for each migration: behind its down, and behind its second up, which
 * is what the next one finds. That the second up gives what the first gave follows, where the way
 * back is exact, from both having started from the same.
 */
final class RoundTripper implements AutoCloseable {

  private static final Pattern MISSING_ROLE = Pattern.compile("role \"(.+)\" does not exist");

  private static final PlanRequest.Options ANY_ORDER =
      new PlanRequest.Options(true, false, false, false, false);

  private final Veery scratch;
  private final Session session;
  private final String journalSchema;
  private final @Nullable RowOptions rows;
  private final Set<String> filled = new HashSet<>();
  private final @Nullable Session base;
  private final RowLedger ledger;
  private Catalog catalog;

  /**
   * @param scratch the project on a scratch database
   * @param session to the same database, of a role that may do everything there
   * @param rows to fill tables with as they come; null takes them as they are
   * @param base to a database that this one was copied from and that does not change; null where
   *     there is none
   */
  RoundTripper(Veery scratch, Session session, @Nullable RowOptions rows, @Nullable Session base) {
    this.scratch = scratch;
    this.session = session;
    this.journalSchema = scratch.config().journalSchema();
    this.rows = rows;
    this.base = base;
    this.catalog = inspect();
    this.ledger = new RowLedger(session, scratch.session(), base, base == null ? null : catalog);
    fill();
    try {
      ledger.remember(catalog);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the rows of the scratch database");
    }
  }

  /** The schema as it is now. */
  Catalog catalog() {
    return catalog;
  }

  /**
   * Proves one.
   *
   * @return how it went; the database is fit for the next migration where {@link #isApplied} says
   *     that this one is applied
   */
  RoundTrip prove(Migration migration) {
    return prove(migration, true);
  }

  /**
   * @param more whether another one is to be proven after this one
   */
  private RoundTrip prove(Migration migration, boolean more) {
    long began = System.nanoTime();
    try {
      long count = ledger.count();
      Catalog schema = catalog;
      Problem refused = null;
      Problem failure = up(migration);
      if (failure != null && count > 0) {
        // Perhaps it is only the rows. An empty database tells.
        empty();
        ledger.remember(catalog);
        Problem onEmpty = up(migration);
        refused = onEmpty == null ? failure : null;
        failure = onEmpty;
        count = 0;
      }
      Verdict verdict =
          failure == null ? wayBack(migration, schema) : new Verdict.Fails(Stage.UP, failure);
      if (more) {
        catalog = inspect();
        fill();
        ledger.remember(catalog);
      }
      return new RoundTrip(
          migration.label(),
          migration.path(),
          verdict,
          refused,
          count,
          Duration.ofNanos(System.nanoTime() - began));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "proving " + migration.label());
    }
  }

  private Verdict wayBack(Migration migration, Catalog schema) throws SQLException {
    Optional<Problem> unverified = verify(migration);
    if (unverified.isPresent()) {
      return new Verdict.Fails(Stage.VERIFY, unverified.get());
    }
    if (migration.body() instanceof Migration.Body.Sql sql
        && !sql.scripts().get().undo().possible()) {
      return new Verdict.Absent();
    }
    Problem failure =
        run(new Target.Down.Only(migration.version(), Target.Descendants.REFUSE), "down");
    if (failure != null) {
      return new Verdict.Fails(Stage.DOWN, failure);
    }
    Catalog now = inspect();
    Comparison differences = Comparison.of(schema, now, IgnoreList.NONE);
    List<Loss> losses = ledger.losses(now);
    failure = up(migration);
    if (failure != null) {
      return new Verdict.Fails(Stage.UP_AGAIN, because(failure, differences));
    }
    return differences.isEmpty() && losses.isEmpty()
        ? new Verdict.Exact()
        : new Verdict.Lossy(differences, losses);
  }

  /** Mostly because the down has left something behind. */
  private static Problem because(Problem failure, Comparison differences) {
    if (differences.isEmpty()) {
      return failure;
    }
    return new Problem(
        failure.code(),
        failure.message(),
        failure.position(),
        "the down does not take everything back: "
            + differences.differences().getFirst().toString().lines().findFirst().orElse(""));
  }

  private Optional<Problem> verify(Migration migration) throws SQLException {
    Script script =
        migration.body() instanceof Migration.Body.Sql sql ? sql.scripts().get().verify() : null;
    return script == null ? Optional.empty() : VerifyScript.run(session, script);
  }

  /** Whether a migration is applied, and wholly. */
  boolean isApplied(Migration migration) {
    AppliedMigration applied = scratch.load().history().find(migration.version());
    return applied != null && applied.state() == AppliedMigration.State.APPLIED;
  }

  private @Nullable Problem up(Migration migration) {
    return run(new Target.Up.Only(migration.version()), "up");
  }

  /**
   * Proves the migrations of a plan on a copy of a scratch state, the one with rows where there is
   * one.
   *
   * @param database the copy, untouched; it is dropped
   * @param before gets the schema that the proof starts from, before it starts
   * @return those that were reached
   */
  static List<RoundTrip> prove(
      Veery project, ScratchState state, Plan plan, String database, Consumer<Catalog> before) {
    String template = state.filling() == null ? state.template() : state.filling().template();
    try (RoundTripper tripper =
        new RoundTripper(
            project.on(state.address(database)),
            state.connectAsMaker(database),
            null,
            state.connectAsMaker(template))) {
      before.accept(tripper.catalog());
      List<RoundTrip> trips = new ArrayList<>();
      for (PlannedMigration planned : plan.migrations()) {
        Migration migration = project.graph().find(planned.version());
        if (migration == null || planned.direction() != Direction.UP) {
          continue;
        }
        trips.add(tripper.prove(migration, planned != plan.migrations().getLast()));
        if (!tripper.isApplied(migration)) {
          break;
        }
      }
      return List.copyOf(trips);
    } finally {
      state.server().drop(database);
    }
  }

  /** Null when it went well. */
  private @Nullable Problem run(Target target, String command) {
    return run(scratch, target, command);
  }

  /**
   * Runs, and where a role is missing makes it and runs again: on a real server it was made by
   * hand.
   *
   * @return what went wrong; null when it went well
   */
  static @Nullable Problem run(Veery scratch, Target target, String command) {
    Set<String> made = new HashSet<>();
    while (true) {
      RunResult.Failure failure;
      try {
        Planning planning = scratch.plan(target, ANY_ORDER);
        switch (planning.result()) {
          case Plan.Result.Blocked blocked -> {
            return blocked.problems().getFirst();
          }
          case Plan.Result.UpToDate upToDate -> {
            return null;
          }
          case Plan.Result.Ready ready -> {
            RunResult result = scratch.run(planning, command, new RunListener() {}, false, null);
            if (!(result instanceof RunResult.Failed failed)) {
              return null;
            }
            failure = failed.failure();
          }
        }
      } catch (VeeryException e) {
        return e.problems().getFirst();
      }
      String role = missingRole(failure);
      if (role == null || !made.add(role)) {
        return failure.problem();
      }
      try {
        scratch.session().execute("CREATE ROLE " + Identifiers.quote(role));
      } catch (SQLException e) {
        return failure.problem();
      }
    }
  }

  private static @Nullable String missingRole(RunResult.Failure failure) {
    if (failure.error() == null || !failure.error().sqlState().equals("42704")) {
      return null;
    }
    Matcher matcher = MISSING_ROLE.matcher(failure.error().message());
    return matcher.find() ? matcher.group(1) : null;
  }

  private Catalog inspect() {
    try {
      return Inspector.inspect(
          session.connection(), new InspectOptions(Set.of(), Set.of(journalSchema)));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema of the scratch database");
    }
  }

  /** Fills the tables that are new. */
  private void fill() {
    if (rows == null) {
      return;
    }
    Set<String> tables = new TreeSet<>();
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      tables.add(Identifiers.qualify(table.id().schema(), table.id().name()));
    }
    filled.retainAll(tables);
    if (!filled.containsAll(tables)) {
      RowGenerator.fill(session, catalog, rows, Set.copyOf(filled));
      filled.addAll(tables);
    }
  }

  private void empty() throws SQLException {
    filled.clear();
    StringBuilder truncate = new StringBuilder();
    for (Relation.Table table : catalog.all(Relation.Table.class)) {
      if (table.foreign().isEmpty()) {
        truncate.append(truncate.isEmpty() ? "TRUNCATE " : ", ");
        truncate.append(Identifiers.qualify(table.id().schema(), table.id().name()));
      }
    }
    if (!truncate.isEmpty()) {
      session.execute(truncate.toString());
    }
  }

  @Override
  public void close() {
    if (base != null) {
      base.close();
    }
    session.close();
    scratch.close();
  }
}
