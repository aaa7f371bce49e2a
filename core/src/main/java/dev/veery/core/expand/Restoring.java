package dev.veery.core.expand;

import dev.veery.core.plan.Direction;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.DataStatement;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.IndexStatement;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TriggerStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way back where what was dropped is still there: it is put back in the place of the statement
 * that would make it anew, with its rows. What the script does to it from there on (indexes,
 * comments, rows) is passed over: it has all that.
 */
public final class Restoring implements Rewriting {

  private static final String PASSED_OVER = "SELECT 'it is as it was before it was dropped'";

  private final String home;
  private final List<Dropped> dropped;
  private final Rewriting otherwise;

  /** Where each is put back: the same statement may be sent again after a lock was not free. */
  private final Map<Long, SourcePosition> restored = new HashMap<>();

  /**
   * Something that is kept.
   *
   * @param id what the journal's functions call it by
   * @param version of the migration that dropped it
   * @param column null for a whole table
   */
  public record Dropped(
      long id, String version, String schema, String table, @Nullable String column) {}

  /**
   * @param home the schema of the journal, quoted
   * @param dropped newest first
   * @param otherwise for statements that have nothing to do with it
   */
  public Restoring(String home, List<Dropped> dropped, Rewriting otherwise) {
    this.home = home;
    this.dropped = List.copyOf(dropped);
    this.otherwise = otherwise;
  }

  @Override
  public String of(PlannedMigration migration, ScriptItem.Statement statement) {
    if (migration.direction() == Direction.DOWN) {
      for (Dropped one : dropped) {
        if (one.version().equals(migration.version().text())) {
          String instead = instead(one, SqlStatement.parse(statement.text()), statement.position());
          if (!instead.isEmpty()) {
            return instead;
          }
        }
      }
    }
    return otherwise.of(migration, statement);
  }

  /** Empty where the statement has nothing to do with it. */
  private String instead(Dropped one, ParsedStatement parsed, SourcePosition at) {
    SqlStatement statement = parsed.statement();
    boolean makes = one.column() == null ? makesTable(one, statement) : makesColumn(one, statement);
    if (makes) {
      SourcePosition first = restored.putIfAbsent(one.id(), at);
      return first == null || first.equals(at)
          ? "SELECT " + home + ".restore_trash(" + one.id() + ")"
          : "";
    }
    boolean about = one.column() == null ? isAbout(one, statement) : isAboutColumn(one, statement);
    return about && restored.containsKey(one.id()) ? PASSED_OVER : "";
  }

  private static boolean makesTable(Dropped one, SqlStatement statement) {
    return statement instanceof TableStatement.CreateTable create && is(one, create.name());
  }

  /** Only where it adds nothing else: several columns that were dropped together count as one. */
  private boolean makesColumn(Dropped one, SqlStatement statement) {
    if (!(statement instanceof TableStatement.AlterTable alter) || !is(one, alter.name())) {
      return false;
    }
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.AddColumn add
          && alter.actions().size() == 1
          && add.column().name().effective().equals(one.column())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAbout(Dropped one, SqlStatement statement) {
    return switch (statement) {
      case IndexStatement.CreateIndex index -> is(one, index.table());
      case TriggerStatement.CreateTrigger trigger -> is(one, trigger.table());
      case DataStatement.Insert insert -> is(one, insert.table());
      case DataStatement.Update update -> is(one, update.table());
      default -> named(one, statement);
    };
  }

  private static boolean named(Dropped one, SqlStatement statement) {
    for (ObjectName object : statement.targets()) {
      if (is(one, object.name())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAboutColumn(Dropped one, SqlStatement statement) {
    String column = String.valueOf(one.column());
    return switch (statement) {
      case IndexStatement.CreateIndex index ->
          is(one, index.table())
              && index.elements().stream().anyMatch(e -> e.expression().hasWord(column));
      case DataStatement.Update update ->
          is(one, update.table()) && assigned(update.set()).equals(List.of(column));
      case TableStatement.AlterTable alter ->
          is(one, alter.name())
              && alter.actions().stream().allMatch(action -> concerns(action, column));
      default -> false;
    };
  }

  private static List<String> assigned(Expression set) {
    List<String> names = new ArrayList<>();
    String text = set.text();
    int equals = text.indexOf('=');
    if (equals > 0 && !text.contains(",")) {
      names.add(text.substring(0, equals).strip());
    }
    return names;
  }

  private static boolean concerns(AlterAction action, String column) {
    return switch (action) {
      case AlterAction.SetNotNull set -> set.column().effective().equals(column);
      case AlterAction.SetDefault set -> set.column().effective().equals(column);
      case AlterAction.SetStatistics set -> set.column().effective().equals(column);
      case AlterAction.SetStorage set -> set.column().effective().equals(column);
      default -> false;
    };
  }

  private static boolean is(Dropped one, QualifiedName name) {
    return name.name().equals(one.table())
        && (name.schema() == null || name.schema().equals(one.schema()));
  }
}
