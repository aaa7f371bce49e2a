package dev.veery.core.backup;

import dev.veery.core.backup.Loss.Kind;
import dev.veery.core.backup.Loss.Spread;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.DataStatement;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.RoutineStatement;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import dev.veery.core.sql.ast.Unrecognised;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the statements of a plan could destroy: dropped tables and columns, deleted and
 * overwritten rows, types that hold less. A name is what it was before the plan began: what the
 * plan has renamed is followed back.
 *
 * <p>More is named rather than less: whether an UPDATE hits one row or all, its columns are named.
 * Which of the tables and columns exist is for the server to say.
 */
public final class Losses {

  private final Set<Loss> losses = new LinkedHashSet<>();

  /** New names of tables to old ones, and of columns by table. */
  private final Map<String, String> tables = new LinkedHashMap<>();

  private final Map<String, String> columns = new LinkedHashMap<>();

  private Losses() {}

  /** In the order of the plan, each once. */
  public static List<Loss> of(Plan plan) {
    Losses all = new Losses();
    for (PlannedMigration migration : plan.migrations()) {
      for (Segment segment : migration.segments()) {
        for (Step step : segment.steps()) {
          all.step(migration, step);
        }
      }
    }
    return List.copyOf(all.losses);
  }

  private void step(PlannedMigration migration, Step step) {
    String cause = migration.label() + ": " + step.action().summary();
    String path = migration.searchPath();
    switch (step.action()) {
      case Step.Action.Sql sql ->
          statement(SqlStatement.parse(sql.statement().text()).statement(), path, cause);
      case Step.Action.Java java -> opaque(cause);
      case Step.Action.Copy copy -> {}
      case Step.Action.Echo echo -> {}
    }
  }

  private void statement(SqlStatement statement, @Nullable String path, String cause) {
    switch (statement) {
      case Drop drop -> drop(drop, path, cause);
      case AlterTable alter -> alter(alter, path, cause);
      case DataStatement.Truncate truncate ->
          truncate
              .tables()
              .forEach(t ->
                  table(
                      t,
                      List.of(),
                      truncate.behavior() == Behavior.CASCADE ? Spread.ALL : Spread.NONE,
                      path,
                      cause));
      case DataStatement.Delete delete -> {
        table(delete.table(), List.of(), Spread.ON_DELETE, path, cause);
        with(delete.with(), cause);
      }
      case DataStatement.Merge merge -> {
        table(merge.table(), List.of(), Spread.ON_DELETE, path, cause);
        table(merge.table(), List.of(Loss.EVERY_COLUMN), Spread.NONE, path, cause);
        with(merge.with(), cause);
      }
      case DataStatement.Update update -> {
        table(update.table(), assigned(update.set()), Spread.NONE, path, cause);
        with(update.with(), cause);
      }
      case DataStatement.Insert insert -> {
        Expression conflict = insert.onConflict();
        if (conflict != null && conflict.hasWord("update")) {
          table(insert.table(), List.of(Loss.EVERY_COLUMN), Spread.NONE, path, cause);
        }
        with(insert.with(), cause);
      }
      case DataStatement.Select select -> with(select.with(), cause);
      case RoutineStatement.Do block -> opaque(cause);
      case RoutineStatement.Call call -> opaque(cause);
      case Unrecognised unknown -> opaque(cause);
      default -> {
        // Makes something, or changes what rows do not depend on.
      }
    }
  }

  private void drop(Drop drop, @Nullable String path, String cause) {
    for (ObjectName object : drop.objects()) {
      switch (drop.type()) {
        case TABLE -> table(object.name(), List.of(), Spread.NONE, path, cause);
        case SCHEMA -> add(Kind.SCHEMA, object.name(), List.of(), path, cause);
        case SEQUENCE -> add(Kind.SEQUENCE, object.name(), List.of(), path, cause);
        case TYPE, DOMAIN -> add(Kind.TYPE, object.name(), List.of(), path, cause);
        case EXTENSION -> add(Kind.EXTENSION, object.name(), List.of(), path, cause);
        default -> {
          // Holds no rows of its own.
        }
      }
    }
  }

  private void alter(AlterTable alter, @Nullable String path, String cause) {
    String table = written(alter.name());
    for (AlterAction action : alter.actions()) {
      switch (action) {
        case AlterAction.DropColumn drop ->
            table(alter.name(), List.of(drop.column().effective()), Spread.NONE, path, cause);
        case AlterAction.AlterColumnType change ->
            table(alter.name(), List.of(change.column().effective()), Spread.NONE, path, cause);
        case AlterAction.SetExpression change ->
            table(alter.name(), List.of(change.column().effective()), Spread.NONE, path, cause);
        case AlterAction.RenameTo rename -> {
          List<String> parts = new ArrayList<>();
          String schema = alter.name().schema();
          if (schema != null) {
            parts.add(schema);
          }
          parts.add(rename.name().effective());
          tables.put(Identifiers.qualified(parts), tables.getOrDefault(table, table));
        }
        case AlterAction.SetSchema moved ->
            tables.put(
                Identifiers.qualified(List.of(moved.schema().effective(), alter.name().name())),
                tables.getOrDefault(table, table));
        case AlterAction.RenameColumn rename -> {
          String was = tables.getOrDefault(table, table);
          String key = was + "\0" + rename.to().effective();
          String from = was + "\0" + rename.from().effective();
          columns.put(key, columns.getOrDefault(from, rename.from().effective()));
        }
        default -> {
          // Leaves values as they are.
        }
      }
    }
  }

  /** Names at the outermost level of a SET list. */
  private static List<String> assigned(Expression set) {
    Tokens tokens = set.tokens();
    List<String> names = new ArrayList<>();
    int depth = 0;
    boolean first = true;
    for (int i = set.from(); i < set.to(); i++) {
      if (first && depth == 0) {
        if (tokens.is(i, '(')) {
          return List.of(Loss.EVERY_COLUMN);
        }
        names.add(tokens.word(i));
      }
      first = depth == 0 && tokens.is(i, ',');
      depth += tokens.is(i, '(') ? 1 : tokens.is(i, ')') ? -1 : 0;
    }
    return names.contains("") ? List.of(Loss.EVERY_COLUMN) : names;
  }

  /** A common table expression may itself change rows, and is not taken apart. */
  private void with(List<DataStatement.Cte> with, String cause) {
    for (DataStatement.Cte cte : with) {
      Expression query = cte.query();
      if (query.hasWord("delete") || query.hasWord("update") || query.hasWord("merge")) {
        opaque(cause);
      }
    }
  }

  private void table(
      QualifiedName name, List<String> named, Spread spread, @Nullable String path, String cause) {
    String table = tables.getOrDefault(written(name), written(name));
    List<String> old = new ArrayList<>();
    for (String column : named) {
      old.add(columns.getOrDefault(table + "\0" + column, column));
    }
    losses.add(new Loss(Kind.TABLE, table, old, spread, path, cause));
  }

  private void add(
      Kind kind, QualifiedName name, List<String> named, @Nullable String path, String cause) {
    losses.add(new Loss(kind, written(name), named, Spread.NONE, path, cause));
  }

  private void opaque(String cause) {
    losses.add(new Loss(Kind.OPAQUE, "", List.of(), Spread.NONE, null, cause));
  }

  private static String written(QualifiedName name) {
    List<String> parts = new ArrayList<>();
    for (Identifier part : name.parts()) {
      parts.add(part.effective());
    }
    return Identifiers.qualified(parts);
  }
}
