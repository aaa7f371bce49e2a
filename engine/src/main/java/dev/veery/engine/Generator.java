package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.core.diff.Lookalike;
import dev.veery.core.diff.NormalForm;
import dev.veery.core.diff.Rename;
import dev.veery.core.diff.SqlStep;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the way from one schema to another, and walks it on a scratch database before it says so.
 */
final class Generator {

  private final SchemaLoader loader;
  private final ScratchState state;
  private final DiffOptions options;

  Generator(SchemaLoader loader, ScratchState state, boolean online, boolean owners) {
    this.loader = loader;
    this.state = state;
    this.options = new DiffOptions(online, owners, true, state.role());
  }

  /**
   * @param database a copy of the old schema, to be changed
   * @param desired the new schema
   * @param hints renames that may have happened long ago
   */
  Generation generate(
      String database, Catalog desired, Generation.Request request, List<Rename> hints) {
    try (Session session = state.connect(database, "veery (generate)")) {
      Catalog old = loader.inspect(session);
      refuseEmpty(old, desired);
      var renameUp = new ArrayList<SqlStep>();
      var renameDown = new ArrayList<SqlStep>();
      Set<Rename> renames = new LinkedHashSet<>(hints);
      request.renames().forEach(text -> renames.add(Rename.parse(text)));
      Catalog before = old;
      loader.superuser(true);
      try {
        for (Rename rename : renames) {
          var statements = rename.statements(before, desired);
          if (statements.isPresent()) {
            renameUp.add(statements.get().up());
            renameDown.addFirst(statements.get().down());
            run(session, List.of(statements.get().up()));
            before = loader.inspect(session);
          }
        }
        ask(before, desired, request);
        Difference up = Difference.between(before, desired, options);
        Difference down = Difference.between(desired, before, options);
        refuseLoss(up, request);
        if (!up.isEmpty() || !renameUp.isEmpty()) {
          prove(session, before, desired, old, up, down, renameDown);
        }
        renameUp.addAll(up.steps());
        var back = new ArrayList<>(down.steps());
        back.addAll(renameDown);
        return new Generation(up.changes(), renameUp, back, state.origin());
      } finally {
        loader.superuser(false);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    }
  }

  /**
   * A file that is not there yet, a command that failed silently: not a wish to lose everything.
   */
  private static void refuseEmpty(Catalog old, Catalog desired) {
    boolean hasTables = !old.all(Relation.Table.class).isEmpty();
    boolean isEmpty = desired.objects().values().stream().noneMatch(object -> isSomething(object));
    if (hasTables && isEmpty) {
      throw new VeeryException(
          new Problem(
              ErrorCode.DESIRED_EMPTY,
              "the desired schema is empty, and everything that there is would be dropped",
              "look at what it was read from"));
    }
  }

  private static boolean isSomething(SchemaObject object) {
    return object instanceof Relation;
  }

  private void ask(Catalog before, Catalog desired, Generation.Request request) {
    var problems = new ArrayList<Problem>();
    for (Lookalike lookalike : Lookalike.between(before, desired)) {
      if (!request.drops().contains(lookalike.from())) {
        problems.add(
            new Problem(
                ErrorCode.RENAME_UNDECIDED,
                "the "
                    + lookalike.what()
                    + " "
                    + lookalike.from()
                    + " goes and "
                    + lookalike.to()
                    + ", which is like it, comes",
                "if it was renamed: --rename '"
                    + lookalike.rename()
                    + "', or '-- veery: rename "
                    + lookalike.rename()
                    + "' in the schema file; if not: --drop "
                    + lookalike.from()));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private static void refuseLoss(Difference up, Generation.Request request) {
    if (request.allowLoss()) {
      return;
    }
    var problems = new ArrayList<Problem>();
    for (String loss : up.losses()) {
      boolean wanted =
          request.drops().stream()
              .anyMatch(drop -> loss.endsWith("." + drop) || loss.endsWith(" " + drop));
      if (!wanted) {
        problems.add(
            new Problem(
                ErrorCode.LOSS_WITHOUT_CONSENT,
                "the migration would lose " + loss,
                "if that is meant: --allow-loss, or --drop with the name"));
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private void prove(
      Session session,
      Catalog before,
      Catalog desired,
      Catalog old,
      Difference up,
      Difference down,
      List<SqlStep> renameDown)
      throws SQLException {
    run(session, up.steps());
    Catalog result = loader.inspect(session);
    expect("up", desired, result);
    Difference again = Difference.between(result, desired, options);
    if (!again.isEmpty()) {
      throw unproven("planned again there is more to do: " + again.steps().getFirst().sql());
    }
    run(session, down.steps());
    run(session, renameDown);
    expect("down", renameDown.isEmpty() ? before : old, loader.inspect(session));
  }

  private void expect(String direction, Catalog expected, Catalog actual) {
    Comparison comparison =
        Comparison.of(
            NormalForm.of(expected),
            NormalForm.of(actual),
            options.owners() ? IgnoreList.NONE : IgnoreList.of(List.of("owners")));
    if (!comparison.isEmpty()) {
      throw unproven("the " + direction + " leads elsewhere:\n" + comparison);
    }
  }

  private static VeeryException unproven(String message) {
    return new VeeryException(
        new Problem(
            ErrorCode.GENERATED_UNPROVEN,
            "what was generated did not stand its proof, so nothing was written; " + message,
            "please report it with both schemas"));
  }

  private static void run(Session session, List<SqlStep> steps) {
    for (SqlStep step : steps) {
      try {
        session.execute(step.sql());
      } catch (SQLException e) {
        throw unproven(ServerError.of(e).message() + "\nin: " + step.sql());
      }
    }
  }
}
