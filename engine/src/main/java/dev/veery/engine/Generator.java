package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.core.diff.Lookalike;
import dev.veery.core.diff.NormalForm;
import dev.veery.core.diff.Rename;
import dev.veery.core.diff.SqlStep;
import dev.veery.core.entities.Overlay;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
   * @param wanted the new schema
   */
  Generation generate(String database, Desired wanted, Generation.Request request) {
    try (Session session = state.connect(database, "veery (generate)")) {
      Catalog old = loader.inspect(session);
      refuseEmpty(old, wanted.catalog());
      var renameUp = new ArrayList<SqlStep>();
      var renameDown = new ArrayList<SqlStep>();
      Set<Rename> renames = new LinkedHashSet<>(wanted.hints());
      for (String text : request.renames()) {
        renames.add(Rename.parse(text));
      }
      Catalog before = old;
      loader.superuser(true);
      try {
        Set<String> drops = new HashSet<>(request.drops());
        Overlay.Wanted overlay;
        while (true) {
          for (Rename rename : renames) {
            var statements = rename.statements(before, wanted.catalog());
            if (statements.isPresent()) {
              renameUp.add(statements.get().up());
              renameDown.addFirst(statements.get().down());
              run(session, List.of(statements.get().up()));
              before = loader.inspect(session);
            }
          }
          overlay = wanted.over(before);
          // Those that were renamed may have brought together what can be told apart now.
          renames = ask(before, overlay.catalog(), request, drops);
          if (renames.isEmpty()) {
            break;
          }
        }
        Catalog desired = overlay.catalog();
        Difference up = Difference.between(before, desired, options);
        refuseLoss(up, request, drops);
        Difference down;
        if (up.isEmpty() && renameUp.isEmpty()) {
          down = up;
        } else {
          Catalog result = proveUp(session, wanted, overlay, up);
          down = Difference.between(wanted.isOverlay() ? result : desired, before, options);
          proveDown(session, renameDown.isEmpty() ? before : old, down, renameDown);
        }
        renameUp.addAll(up.steps());
        var back = new ArrayList<>(down.steps());
        back.addAll(renameDown);
        return new Generation(up.changes(), renameUp, back, state.origin(), overlay.kept());
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

  /**
   * Never guesses: whoever is there says it, or it is refused.
   *
   * @param drops what is known to go; gets what somebody says goes
   * @return what somebody says was renamed
   */
  private static Set<Rename> ask(
      Catalog before, Catalog desired, Generation.Request request, Set<String> drops) {
    Set<Rename> renames = new LinkedHashSet<>();
    Set<String> taken = new HashSet<>();
    var problems = new ArrayList<Problem>();
    for (Lookalike lookalike : Lookalike.between(before, desired)) {
      String place = lookalike.from().substring(0, lookalike.from().lastIndexOf('.') + 1);
      if (drops.contains(lookalike.from())
          || taken.contains(lookalike.from())
          || taken.contains(place + lookalike.to())) {
        continue;
      }
      Optional<Generation.Answer> answer = request.question().apply(lookalike);
      if (answer.isEmpty()) {
        problems.add(undecided(lookalike));
      } else if (answer.get() == Generation.Answer.RENAMED) {
        renames.add(lookalike.rename());
        taken.add(lookalike.from());
        taken.add(place + lookalike.to());
      } else if (isLast(lookalike, before, desired)) {
        drops.add(lookalike.from());
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return renames;
  }

  /** Whether there is nothing more that it could have become. */
  private static boolean isLast(Lookalike lookalike, Catalog before, Catalog desired) {
    return Lookalike.between(before, desired).stream()
        .filter(other -> other.from().equals(lookalike.from()))
        .reduce((first, second) -> second)
        .filter(lookalike::equals)
        .isPresent();
  }

  private static Problem undecided(Lookalike lookalike) {
    return new Problem(
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
            + lookalike.from());
  }

  private static void refuseLoss(Difference up, Generation.Request request, Set<String> drops) {
    if (request.allowLoss()) {
      return;
    }
    var problems = new ArrayList<Problem>();
    for (String loss : up.losses()) {
      boolean wanted =
          drops.stream().anyMatch(drop -> loss.endsWith("." + drop) || loss.endsWith(" " + drop));
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

  /**
   * Where the source says a part only, what it says is laid over what has come out: that changes
   * nothing, and what it has no words for is all there still.
   */
  private Catalog proveUp(Session session, Desired wanted, Overlay.Wanted overlay, Difference up)
      throws SQLException {
    run(session, up.steps());
    Catalog result = loader.inspect(session);
    Catalog desired = wanted.over(result).catalog();
    expect("up", desired, result);
    for (ObjectId id : overlay.kept()) {
      if (result.find(id).isEmpty()) {
        throw unproven("the " + id + " would be lost");
      }
    }
    Difference again = Difference.between(result, desired, options);
    if (!again.isEmpty()) {
      throw unproven("planned again there is more to do: " + again.steps().getFirst().sql());
    }
    return result;
  }

  private void proveDown(Session session, Catalog before, Difference down, List<SqlStep> renameDown)
      throws SQLException {
    run(session, down.steps());
    run(session, renameDown);
    expect("down", before, loader.inspect(session));
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
