package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.diff.NormalForm;
import dev.veery.core.diff.SqlStep;
import dev.veery.core.migration.Migration;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ScriptItem;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Makes one migration of many: what they make of an empty database is read, written as the
 * migration that makes it, and run on another empty database, where schema, rows and sequences have
 * to come out the same.
 */
final class Squash {

  private static final Pattern ROLE =
      Pattern.compile("(?is)^\\s*create\\s+(?:role|user|group)\\s+(\"[^\"]+\"|[\\w$]+)");

  private final Project files;
  private final Function<Project, ScratchState> history;
  private final Function<ScratchState, SchemaLoader> loaders;

  /**
   * @param history makes what some migrations make of an empty database
   */
  Squash(
      Project files,
      Function<Project, ScratchState> history,
      Function<ScratchState, SchemaLoader> loaders) {
    this.files = files;
    this.history = history;
    this.loaders = loaders;
  }

  /**
   * @param last the newest migration that goes into it
   * @throws VeeryException when others stand beside those that go into it, or do what no migration
   *     of one database can say, or the proof fails
   */
  Squashed upTo(Migration last) {
    List<Migration> replaced = replaced(last);
    refuse(replaced);
    try (ScratchState full = history.apply(only(replaced));
        ScratchState none = history.apply(only(List.of()))) {
      String made = full.fresh("squash");
      try (Session before = full.connectAsMaker(made)) {
        Catalog catalog = loaders.apply(full).inspect(before);
        var seeds = new SeedRows(before, catalog);
        List<SqlStep> rows = seeds.statements();
        Generation generation = schema(none, catalog);
        var up = new ArrayList<SqlStep>(surroundings(replaced));
        up.addAll(generation.up());
        up.addAll(rows);
        prove(none, catalog, up, seeds.fingerprint());
        return new Squashed(last, replaced, up, generation.down(), seeds.count());
      } finally {
        full.server().drop(made);
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "squashing the migrations");
    }
  }

  private List<Migration> replaced(Migration last) {
    var replaced = new ArrayList<Migration>();
    var problems = new ArrayList<Problem>();
    for (Migration migration : files.graph().order()) {
      boolean within =
          migration.equals(last) || files.graph().isAncestor(migration.version(), last.version());
      if (within) {
        replaced.add(migration);
      } else if (!files.graph().isAncestor(last.version(), migration.version())) {
        problems.add(
            new Problem(
                ErrorCode.SQUASH_IMPOSSIBLE,
                migration.label() + " stands neither before nor after " + last.label(),
                "squash up to a migration that every later one builds on"));
      }
    }
    if (replaced.size() < 2) {
      problems.add(
          new Problem(
              ErrorCode.SQUASH_IMPOSSIBLE,
              "up to " + last.label() + " there is one migration, and nothing to squash",
              "name a later one"));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return replaced;
  }

  /** What leaves nothing in the schema of one database cannot be read from it. */
  private static void refuse(List<Migration> replaced) {
    var problems = new ArrayList<Problem>();
    for (Migration migration : replaced) {
      if (!(migration.body() instanceof Migration.Body.Sql sql)) {
        problems.add(
            new Problem(
                ErrorCode.SQUASH_IMPOSSIBLE,
                migration.label() + " is no SQL, and code cannot be put away with files",
                "squash up to the migration before it"));
        continue;
      }
      for (ScriptItem item : sql.scripts().get().up().items()) {
        if (item instanceof ScriptItem.Statement statement && isOfServer(statement.words())) {
          problems.add(
              new Problem(
                  ErrorCode.SQUASH_IMPOSSIBLE,
                  "this statement changes the server and not the schema",
                  statement.position(),
                  "squash up to the migration before it, or do it outside of the migrations"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  private static boolean isOfServer(List<String> words) {
    if (words.size() < 2) {
      return false;
    }
    String second = words.get(1);
    return switch (words.getFirst()) {
      case "create" -> second.equals("tablespace") || second.equals("database");
      case "alter" ->
          Set.of("role", "user", "group", "system", "database", "tablespace").contains(second)
              && !(words.size() > 2 && words.get(2).equals("mapping"));
      case "grant", "revoke" -> !words.contains("on");
      default -> false;
    };
  }

  private Project only(List<Migration> migrations) {
    return SchemaWork.only(files, migrations);
  }

  private Generation schema(ScratchState none, Catalog catalog) {
    String work = none.fresh("squash");
    try {
      return new Generator(loaders.apply(none), none, false, true)
          .generate(
              work,
              new Desired(catalog),
              new Generation.Request(
                  new SchemaSource.Migrations(),
                  false,
                  true,
                  List.of(),
                  List.of(),
                  true,
                  lookalike -> Optional.of(Generation.Answer.DROPPED),
                  remark -> {}));
    } finally {
      none.server().drop(work);
    }
  }

  /** Roles and extensions that the migrations make, where the scratch server has them already. */
  private List<SqlStep> surroundings(List<Migration> replaced) {
    var steps = new ArrayList<SqlStep>();
    for (Migration migration : replaced) {
      if (migration.body() instanceof Migration.Body.Sql sql) {
        for (ScriptItem item : sql.scripts().get().up().items()) {
          if (item instanceof ScriptItem.Statement statement) {
            role(statement.text()).ifPresent(steps::add);
          }
        }
      }
    }
    for (String name : new TreeSet<>(Replay.created(only(replaced), Set.of("extension")))) {
      steps.add(
          SqlStep.of(
              new ObjectId(ObjectKind.EXTENSION, "", name),
              "CREATE EXTENSION IF NOT EXISTS " + Identifiers.quote(name)));
    }
    return steps;
  }

  /** A role belongs to the server: another database there may have made it. */
  private static Optional<SqlStep> role(String statement) {
    var matcher = ROLE.matcher(statement);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String given = matcher.group(1);
    String name =
        given.startsWith("\"")
            ? given.substring(1, given.length() - 1)
            : given.toLowerCase(java.util.Locale.ROOT);
    return Optional.of(
        SqlStep.of(
            new ObjectId(ObjectKind.SCHEMA, "", name),
            "DO $veery$ BEGIN\n  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = "
                + Identifiers.literal(name)
                + ") THEN\n    "
                + statement.strip()
                + ";\n  END IF;\nEND $veery$"));
  }

  private void prove(ScratchState none, Catalog catalog, List<SqlStep> up, Map<String, String> rows)
      throws SQLException {
    String work = none.fresh("squashed");
    SchemaLoader loader = loaders.apply(none);
    loader.superuser(true);
    try (Session session = none.connect(work, "veery (squash)")) {
      for (SqlStep step : up) {
        try {
          session.execute(step.sql());
        } catch (SQLException e) {
          throw unproven(ServerError.of(e).message() + "\nin: " + shortened(step.sql()));
        }
      }
      Comparison comparison =
          Comparison.of(
              NormalForm.of(catalog), NormalForm.of(loader.inspect(session)), IgnoreList.NONE);
      if (!comparison.isEmpty()) {
        throw unproven(comparison.toString());
      }
      Map<String, String> now = new SeedRows(session, catalog).fingerprint();
      rows.forEach((name, sum) -> {
        if (!sum.equals(now.get(name))) {
          throw unproven("what the " + name + " holds differs");
        }
      });
    } finally {
      loader.superuser(false);
      none.server().drop(work);
    }
  }

  private static String shortened(String sql) {
    return sql.length() > 300 ? sql.substring(0, 300) + "…" : sql;
  }

  private static VeeryException unproven(String message) {
    return new VeeryException(
        new Problem(
            ErrorCode.SQUASH_UNPROVEN,
            "the baseline does not make what the migrations make, so nothing was changed; "
                + message,
            "squash up to an earlier migration, or report it with the migrations"));
  }
}
