package dev.veery.core.expand;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.Constraint.Attributes;
import dev.veery.core.sql.ast.DataStatement;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.IndexStatement;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import dev.veery.core.sql.ast.TableStatement.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements by which an author turns a table into a partitioned one: renamed out of the way,
 * made anew with its partitions, filled by INSERT … SELECT, and then whatever is to be put right.
 *
 * @param table as it is
 * @param asideName what it is called for a while
 * @param make what makes the new table and its partitions, as written
 * @param partitionKey the columns that say where a row is
 * @param targets the columns of the new table that are filled, in order
 * @param sources those of the old one that they are filled from
 * @param behind what follows the copy
 */
record RepartitionScript(
    Table table,
    String asideName,
    List<String> make,
    List<String> partitionKey,
    List<String> targets,
    List<String> sources,
    List<Behind> behind) {

  /** What follows the copy. */
  sealed interface Behind {
    record AsWritten(String sql) implements Behind {}

    /** The old table goes. */
    record Drop(String sql, boolean cascade) implements Behind {}

    /**
     * A foreign key of another table points to the new one.
     *
     * @param dropped constraints that go for it, quoted
     */
    record Points(ForeignKey key, List<String> dropped) implements Behind {
      public Points {
        dropped = List.copyOf(dropped);
      }
    }
  }

  /**
   * A foreign key that is to point to the new table.
   *
   * @param child its table, as SQL
   * @param name of the constraint, not quoted
   * @param before the text of {@code FOREIGN KEY …} up to the table that it points to
   * @param after the rest of it
   */
  record ForeignKey(String child, String name, String before, String after) {
    String referencing(String table) {
      return before + table + after;
    }
  }

  String aside() {
    return Identifiers.quote(asideName);
  }

  List<ForeignKey> foreignKeys() {
    List<ForeignKey> keys = new ArrayList<>();
    for (Behind one : behind) {
      if (one instanceof Behind.Points points) {
        keys.add(points.key());
      }
    }
    return keys;
  }

  /** The column of the new table that one of the old fills. */
  String target(String source) {
    int at = sources.indexOf(source);
    return at < 0 ? source : targets.get(at);
  }

  /** The column of the old table that fills one of the new. */
  String source(String target) {
    int at = targets.indexOf(target);
    return at < 0 ? target : sources.get(at);
  }

  /** Whether a migration begins like one. */
  static boolean isOne(List<ParsedStatement> statements) {
    return !statements.isEmpty()
        && renamed(statements.getFirst().statement()) != null
        && statements.stream()
            .anyMatch(
                s -> s.statement() instanceof CreateTable create && create.partitionBy() != null);
  }

  private static AlterAction.@Nullable RenameTo renamed(SqlStatement statement) {
    return statement instanceof TableStatement.AlterTable alter
            && alter.actions().size() == 1
            && alter.actions().getFirst() instanceof AlterAction.RenameTo rename
        ? rename
        : null;
  }

  /** Reads one. */
  static final class Reader {
    private final Expander.Request request;
    private final Function<QualifiedName, @Nullable Table> tables;
    private final List<Expander.Refusal> refusals;
    private final Set<String> made = new HashSet<>();
    private final List<String> make = new ArrayList<>();
    private final List<Behind> behind = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();
    private final List<String> partitionKey = new ArrayList<>();
    private List<String> targets = List.of();
    private List<String> sources = List.of();

    /**
     * @param tables finds a table of the live schema
     * @param refusals gets every reason why it cannot be done
     */
    Reader(
        Expander.Request request,
        Function<QualifiedName, @Nullable Table> tables,
        List<Expander.Refusal> refusals) {
      this.request = request;
      this.tables = tables;
      this.refusals = refusals;
    }

    /** Null where a reason was found. */
    @Nullable RepartitionScript read() {
      List<ParsedStatement> statements = request.statements();
      var alter = (TableStatement.AlterTable) statements.getFirst().statement();
      Table table = tables.apply(alter.name());
      String aside = Objects.requireNonNull(renamed(alter)).name().effective();
      if (table == null) {
        refuse(0, "there is no table " + alter.name(), "see veery schema show");
        return null;
      }
      suits(table);
      boolean copied = false;
      for (int i = 1; i < statements.size(); i++) {
        SqlStatement statement = statements.get(i).statement();
        if (!copied && statement instanceof DataStatement.Insert insert) {
          copied = true;
          copy(i, table, aside, insert);
        } else if (!copied) {
          making(i, table, statements.get(i));
        } else {
          following(i, table, aside, statements.get(i));
        }
      }
      if (!copied && refusals.isEmpty()) {
        refuse(
            statements.size() - 1,
            "nothing copies the rows",
            "INSERT INTO " + table.id().sqlName() + " SELECT * FROM " + aside);
      }
      pointed(table, aside);
      known(table);
      return refusals.isEmpty()
          ? new RepartitionScript(
              table, aside, make, partitionKey, targets, sources, List.copyOf(behind))
          : null;
    }

    private void refuse(int statement, String reason, String remedy) {
      refusals.add(new Expander.Refusal(statement, reason, remedy));
    }

    private void suits(Table table) {
      String refusal = Dependents.refusal(table);
      if (!refusal.isEmpty()) {
        refuse(0, refusal, "");
      }
      if (Repartition.primaryKey(request.catalog(), table).isEmpty()) {
        refuse(
            0,
            table.id().sqlName() + " has no primary key by which a copy would be known again",
            "give it one first");
      }
    }

    private void making(int i, Table table, ParsedStatement parsed) {
      boolean fits =
          switch (parsed.statement()) {
            case CreateTable create when create.partitionBy() != null && made.isEmpty() ->
                isTable(create.name(), table) && partitioned(i, table, create);
            case CreateTable create ->
                create.partitionOf() != null
                    && isMade(create.partitionOf())
                    && made.add(create.name().name());
            case IndexStatement.CreateIndex index -> !index.concurrently() && isMade(index.table());
            case TableStatement.AlterTable alter -> isMade(alter.name());
            case ObjectStatement.Drop ignored -> false;
            default -> {
              List<ObjectName> about = parsed.statement().targets();
              yield !about.isEmpty() && about.stream().allMatch(one -> isMade(one.name()));
            }
          };
      if (fits) {
        make.add(text(parsed));
      } else if (refusals.stream().noneMatch(r -> r.statement() == i)) {
        refuse(
            i,
            "before the rows are copied there is room only for what makes the new table",
            "move it behind the INSERT, where it runs in the instant of the exchange; or to a migration of"
                + " its own");
      }
    }

    private boolean partitioned(int i, Table table, CreateTable create) {
      made.add(create.name().name());
      for (Element element : create.elements()) {
        switch (element) {
          case Element.Column column -> columns.add(column.definition().name().effective());
          case Element.Like like -> {
            Table source = like.table().name().equals(aside()) ? table : tables.apply(like.table());
            if (source != null) {
              source.columns().forEach(c -> columns.add(c.name()));
            }
          }
          case Element.TableConstraint ignored -> {}
        }
      }
      Expression key = Objects.requireNonNull(create.partitionBy()).key();
      partitionKey.addAll(names(key.text()));
      if (partitionKey.isEmpty()) {
        refuse(i, "it is partitioned by an expression, which no primary key can hold", "");
        return false;
      }
      return true;
    }

    private String aside() {
      return Objects.requireNonNull(renamed(request.statements().getFirst().statement()))
          .name()
          .effective();
    }

    private void copy(int i, Table table, String aside, DataStatement.Insert insert) {
      boolean plain =
          isTable(insert.table(), table)
              && insert.with().isEmpty()
              && insert.source().statement() instanceof DataStatement.Select select
              && select.where() == null
              && select.with().isEmpty()
              && select.from() != null
              && select.select() != null
              && select.from().text().strip().equals(Identifiers.quote(aside));
      if (plain && insert.source().statement() instanceof DataStatement.Select select) {
        targets =
            insert.columns().isEmpty()
                ? columns
                : insert.columns().stream().map(Identifier::effective).toList();
        sources = sources(table, Objects.requireNonNull(select.select()));
      }
      boolean computed =
          table.columns().stream()
              .anyMatch(
                  c -> c.value() instanceof Column.Value.Generated && sources.contains(c.name()));
      if (!plain || sources.isEmpty() || sources.size() != targets.size() || computed) {
        refuse(
            i,
            "the rows must be copied column by column, and a trigger has to be able to do the same",
            "INSERT INTO "
                + table.id().sqlName()
                + " (a, b) SELECT a, b FROM "
                + Identifiers.quote(aside));
      }
    }

    /** Empty where it is more than names of columns. */
    private static List<String> sources(Table table, Expression list) {
      if (list.text().strip().equals("*")) {
        return table.columns().stream().map(Column::name).toList();
      }
      return names(list.text());
    }

    /** {@code a, "B"}, in parentheses or not; empty where anything else is in it. */
    private static List<String> names(String list) {
      String text = list.strip();
      Tokens tokens = Tokens.of(text.startsWith("(") ? text.substring(1, text.length() - 1) : text);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < tokens.count(); i++) {
        boolean name = !tokens.word(i).isEmpty() || tokens.kind(i) == TokenKind.QUOTED_NAME;
        if (i % 2 == 0 ? !name : !tokens.is(i, ',')) {
          return List.of();
        }
        if (name) {
          names.addAll(NamesIn.of(tokens.text(i)));
        }
      }
      return names;
    }

    private void following(int i, Table table, String aside, ParsedStatement parsed) {
      switch (parsed.statement()) {
        case ObjectStatement.Drop drop
            when drop.type() == ObjectType.TABLE
                && drop.objects().size() == 1
                && drop.objects().getFirst().name().name().equals(aside) ->
            behind.add(new Behind.Drop(text(parsed), drop.behavior() == Behavior.CASCADE));
        case TableStatement.AlterTable alter when pointsTo(alter, table) ->
            points(i, parsed, alter);
        default -> behind.add(new Behind.AsWritten(text(parsed)));
      }
    }

    private boolean pointsTo(TableStatement.AlterTable alter, Table table) {
      return !isTable(alter.name(), table)
          && alter.actions().stream()
              .anyMatch(action ->
                  action instanceof AlterAction.AddConstraint add
                      && add.constraint()
                          instanceof dev.veery.core.sql.ast.Constraint.ForeignKey key
                      && isTable(key.table(), table));
    }

    private void points(int i, ParsedStatement parsed, TableStatement.AlterTable alter) {
      List<String> dropped = new ArrayList<>();
      List<dev.veery.core.sql.ast.Constraint.ForeignKey> keys = new ArrayList<>();
      boolean only = true;
      for (AlterAction action : alter.actions()) {
        switch (action) {
          case AlterAction.DropConstraint drop ->
              dropped.add(Identifiers.quote(drop.name().effective()));
          case AlterAction.AddConstraint add
              when add.constraint() instanceof dev.veery.core.sql.ast.Constraint.ForeignKey one ->
              keys.add(one);
          default -> only = false;
        }
      }
      var key = keys.size() == 1 ? keys.getFirst() : null;
      Table child = tables.apply(alter.name());
      if (key == null || !only || key.name() == null || child == null) {
        refuse(
            i,
            "a foreign key to the new table must be alone in its statement, with a name, and with the"
                + " constraint that goes for it at most",
            "ALTER TABLE … DROP CONSTRAINT a, ADD CONSTRAINT b FOREIGN KEY …");
        return;
      }
      Attributes attributes = key.attributes();
      String before = parsed.text(new Span(key.span().start(), key.table().span().start()));
      String rest = parsed.text(new Span(key.table().span().end(), key.span().end()));
      int words = before.toLowerCase(java.util.Locale.ROOT).indexOf("foreign");
      if (words < 0 || attributes.notEnforced() || attributes.notValid()) {
        refuse(i, "NOT VALID and NOT ENFORCED are not for a foreign key to the new table", "");
        return;
      }
      behind.add(
          new Behind.Points(
              new ForeignKey(
                  child.id().sqlName(), key.name().effective(), before.substring(words), rest),
              dropped));
    }

    /** What points to the old table must have let go when that is dropped. */
    private void pointed(Table table, String aside) {
      boolean goes = behind.stream().anyMatch(b -> b instanceof Behind.Drop d && !d.cascade());
      for (Constraint.ForeignKey key : request.catalog().all(Constraint.ForeignKey.class)) {
        boolean ours = key.referenced().equals(table.id()) && !key.holder().equals(table.id());
        if (goes && ours && !isDropped(key)) {
          refuse(
              0,
              "the foreign key "
                  + key.id().name()
                  + " of "
                  + key.holder().sqlName()
                  + " points to the old table, which is dropped",
              "behind the INSERT: ALTER TABLE "
                  + key.holder().sqlName()
                  + " DROP CONSTRAINT "
                  + key.id().sqlName()
                  + ", ADD CONSTRAINT …");
        }
      }
    }

    private boolean isDropped(Constraint.ForeignKey key) {
      for (int i = 1; i < request.statements().size(); i++) {
        if (request.statements().get(i).statement() instanceof TableStatement.AlterTable alter
            && alter.name().name().equals(key.holder().name())
            && alter.actions().stream()
                .anyMatch(a ->
                    a instanceof AlterAction.DropConstraint drop
                        && drop.name().effective().equals(key.id().name()))) {
          return true;
        }
      }
      return false;
    }

    private void known(Table table) {
      if (!refusals.isEmpty()) {
        return;
      }
      List<String> needed = new ArrayList<>(Repartition.primaryKey(request.catalog(), table));
      for (String column : partitionKey) {
        int at = targets.indexOf(column);
        needed.add(at < 0 ? "" : sources.get(at));
      }
      for (String column : needed) {
        if (!sources.contains(column)) {
          refuse(
              0,
              "the copy leaves out a column of the primary key, or one that the new table is partitioned"
                  + " by",
              "copy it, too");
          return;
        }
      }
    }

    private boolean isMade(QualifiedName name) {
      return made.contains(name.name());
    }

    private static boolean isTable(QualifiedName name, Table table) {
      return name.name().equals(table.id().name())
          && (name.schema() == null || name.schema().equals(table.id().schema()));
    }

    private static String text(ParsedStatement parsed) {
      String text = parsed.text().strip();
      return text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
    }
  }

  RepartitionScript {
    make = List.copyOf(make);
    partitionKey = List.copyOf(partitionKey);
    targets = List.copyOf(targets);
    sources = List.copyOf(sources);
    behind = List.copyOf(behind);
  }
}
