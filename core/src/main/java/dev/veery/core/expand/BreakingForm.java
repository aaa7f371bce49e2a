package dev.veery.core.expand;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.lint.rule.TypeChange;
import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Version;
import dev.veery.core.online.OnlineFacts;
import dev.veery.core.plan.Halves;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an online {@code up} makes of a migration that the running application would not survive.
 *
 * <p>A migration is made in two halves as a whole or not at all: its journal row says how it is to
 * be taken back, and a half applied one beside a half of statements that nobody takes back would
 * have no such way.
 */
public final class BreakingForm {

  private final Wishes wishes;
  private @Nullable String before;

  /** Names in the scripts before, which are still to run: the live schema says nothing of them. */
  private final Set<String> named = new HashSet<>();

  /**
   * What is wanted.
   *
   * @param mode what is to become of such migrations
   * @param home the schema of the journal, quoted
   * @param keep how long the old is kept behind the second half, as an interval; null for not at
   *     all
   * @param versions whether each version of the application is to have a schema of its own
   * @param remedy what to do instead, where such a migration is refused; {@code %s} is its version
   */
  public record Wishes(
      Mode mode, String home, @Nullable String keep, boolean versions, String remedy) {
    /** Every migration runs as a whole. */
    public static final Wishes NONE = new Wishes(Mode.AS_WRITTEN, "", null, false, "");

    /** The same for one database, where a person can make two halves of it. */
    public Wishes(Mode mode, String home, @Nullable String keep, boolean versions) {
      this(mode, home, keep, versions, "make it in two halves: veery expand %s");
    }

    /**
     * Such migrations are refused.
     *
     * @param remedy what to do instead; {@code %s} is the version
     */
    public static Wishes refusing(String remedy) {
      return new Wishes(Mode.REFUSE, "", null, false, remedy);
    }
  }

  /** What is to become of them. */
  public enum Mode {
    /** They are made in two halves; what cannot be is refused. */
    EXPAND,
    /** They are refused. */
    REFUSE,
    /** They run as they are written. */
    AS_WRITTEN
  }

  public BreakingForm(Wishes wishes) {
    this.wishes = wishes;
  }

  /** Whether somebody has to say {@link #follows} before the first script. */
  public boolean wantsBefore() {
    return wishes.versions() && before == null;
  }

  /** The version that was applied last, before the scripts that come now. */
  public void follows(Version version) {
    before = version.text();
  }

  /** Takes note of a script that runs before those that are still to come. */
  public void pass(Script script) {
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        named.addAll(NamesIn.of(statement.bytes()));
      }
    }
  }

  /**
   * The form of a script in which some statement would break the running application; null for all
   * others, which run as a whole.
   *
   * @param file the directives of the file and the section
   * @param facts of the database just before, with the script's search path set
   * @throws VeeryException with every reason why it cannot be made in two halves
   */
  public @Nullable Rewritten of(
      Version version, Script script, Directives file, OnlineFacts facts) {
    boolean asWritten = !file.online();
    if (wishes.mode() == Mode.AS_WRITTEN || asWritten || facts.catalog().isEmpty()) {
      return null;
    }
    List<ScriptItem.Statement> breaking = breaking(script, facts);
    if (breaking.isEmpty()) {
      return null;
    }
    if (wishes.mode() == Mode.REFUSE) {
      throw new VeeryException(
          breaking.stream()
              .map(at ->
                  new Problem(
                      ErrorCode.CHANGE_BREAKS,
                      "the running application may not survive this",
                      at.position(),
                      wishes.remedy().replace("%s", version.text())
                          + "; or let it run as it is written: --breaking=as-written"))
              .toList());
    }
    Halves.Later later = later(breaking, facts);
    return Rewritten.halved(
        script, later == null ? split(version, script, facts, facts.catalog().get()) : later);
  }

  /** Whether any statement is of a kind that can break somebody; asks nothing of the schema. */
  public static boolean isPossible(Script script) {
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement
          && (statement.words().contains("drop") || statement.words().contains("alter"))) {
        boolean possible =
            switch (SqlStatement.parse(statement.bytes()).statement()) {
              case TableStatement.AlterTable alter ->
                  alter.actions().stream()
                      .anyMatch(action ->
                          action instanceof AlterAction.RenameTo
                              || action instanceof AlterAction.RenameColumn
                              || action instanceof AlterAction.DropColumn
                              || action instanceof AlterAction.AlterColumnType);
              case ObjectStatement.Drop drop -> drop.type() == ObjectType.TABLE;
              default -> false;
            };
        if (possible) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<ScriptItem.Statement> breaking(Script script, OnlineFacts facts) {
    List<ScriptItem.Statement> breaking = new ArrayList<>();
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement
          && Directives.ofStatement(statement.directives()).online()
          && (statement.words().contains("drop") || statement.words().contains("alter"))
          && isBreaking(SqlStatement.parse(statement.bytes()).statement(), facts)) {
        breaking.add(statement);
      }
    }
    return breaking;
  }

  /** Whether a statement breaks who uses the table now; nobody uses one that is not there yet. */
  private static boolean isBreaking(SqlStatement statement, OnlineFacts facts) {
    return switch (statement) {
      case TableStatement.AlterTable alter ->
          alter.type() == ObjectType.TABLE
              && facts.isInUse(alter.name())
              && alter.actions().stream()
                  .anyMatch(action -> isBreaking(action, facts.table(alter.name()), facts));
      case ObjectStatement.Drop drop ->
          drop.type() == ObjectType.TABLE
              && drop.objects().stream().anyMatch(object -> facts.isInUse(object.name()));
      default -> false;
    };
  }

  private static boolean isBreaking(AlterAction action, TableState table, OnlineFacts facts) {
    return switch (action) {
      case AlterAction.RenameTo rename -> true;
      case AlterAction.RenameColumn rename -> isThere(table, rename.from().effective(), facts);
      case AlterAction.DropColumn drop -> isThere(table, drop.column().effective(), facts);
      case AlterAction.AlterColumnType change -> {
        String name = change.column().effective();
        ColumnState column = table.column(name);
        yield isThere(table, name, facts)
            && (change.using() != null
                || TypeChange.of(
                        facts.schema(), column == null ? null : column.type(), change.type())
                    != TypeChange.NONE);
      }
      default -> false;
    };
  }

  /** Whether the running application can know a column: one that the plan makes it cannot. */
  private static boolean isThere(TableState table, String column, OnlineFacts facts) {
    return facts
        .catalog()
        .flatMap(live -> live.find(new ObjectId(ObjectKind.TABLE, table.schema(), table.name())))
        .filter(Relation.Table.class::isInstance)
        .map(Relation.Table.class::cast)
        .filter(live -> live.columns().stream().anyMatch(c -> c.name().equals(column)))
        .isPresent();
  }

  /** What a script before says of the same table is not in the live schema yet. */
  private Halves.@Nullable Later later(List<ScriptItem.Statement> breaking, OnlineFacts facts) {
    for (ScriptItem.Statement statement : breaking) {
      for (TableState table : tables(SqlStatement.parse(statement.bytes()).statement(), facts)) {
        if (named.contains(table.name())) {
          return new Halves.Later(Identifiers.qualify(table.schema(), table.name()));
        }
      }
    }
    return null;
  }

  private static List<TableState> tables(SqlStatement statement, OnlineFacts facts) {
    return switch (statement) {
      case TableStatement.AlterTable alter -> List.of(facts.table(alter.name()));
      case ObjectStatement.Drop drop ->
          drop.objects().stream().map(object -> facts.table(object.name())).toList();
      default -> List.of();
    };
  }

  private Halves.Split split(Version version, Script script, OnlineFacts facts, Catalog catalog) {
    return split(
        new ScriptExpansion(
                wishes.home(),
                wishes.keep(),
                version.text(),
                wishes.versions() ? before : null,
                "the running application would not survive this migration, and it cannot be made in"
                    + " two halves: ",
                "; or let the migration run as it is written: --breaking=as-written")
            .of(script, catalog, facts.schema().searchPath()));
  }

  /** As the journal keeps it. */
  private Halves.Split split(Expansion expansion) {
    Map<String, String> scripts = new HashMap<>();
    for (Phase phase : Phase.values()) {
      scripts.put(phase.word(), expansion.script(phase));
    }
    return new Halves.Split(
        expansion.tables(), expansion.changes(), expansion.notes(), wishes.keep(), scripts);
  }
}
