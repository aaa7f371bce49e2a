package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements of a migration, taken apart into phases. A pure function. */
public final class Expander {

  /** What makes a migration worth it. */
  public static final String BREAKING =
      "renaming or dropping a column or a table, or changing a column's type";

  private final Request request;
  private final Catalog catalog;
  private final Expansion.Builder builder = new Expansion.Builder();
  private final List<Refusal> refusals = new ArrayList<>();
  private final List<Shadow> retyped = new ArrayList<>();
  private final List<String> sequences = new ArrayList<>();
  private final List<String> sequencesBack = new ArrayList<>();
  private final WrittenAround around;
  private final Additions additions;

  private Expander(Request request) {
    this.request = request;
    this.catalog = request.catalog();
    this.around = new WrittenAround(request, this::table);
    this.additions = new Additions(request, this::table, builder);
  }

  /**
   * What it takes.
   *
   * @param statements of the migration, in order
   * @param backwards for each statement how new values become old ones, as its directive says it;
   *     empty where it says nothing
   * @param catalog the live schema
   * @param searchPath where names without a schema are looked up
   * @param home the schema of the journal, quoted
   * @param keep how long the server is to keep what is dropped, as an interval; null for not at all
   * @param label of the migration
   * @param before the version that the running application was written for, where each version is
   *     to see the tables in a schema of its own; null where not
   */
  public record Request(
      List<ParsedStatement> statements,
      List<String> backwards,
      Catalog catalog,
      List<String> searchPath,
      String home,
      @Nullable String keep,
      String label,
      @Nullable String before) {
    public Request {
      statements = List.copyOf(statements);
      backwards = List.copyOf(backwards);
      searchPath = List.copyOf(searchPath);
    }
  }

  /**
   * Why a statement cannot be taken apart.
   *
   * @param statement its place in the request, from 0
   * @param reason one sentence without a full stop
   * @param remedy what a person can do
   */
  public record Refusal(int statement, String reason, String remedy) {}

  /** What came of it. */
  public sealed interface Result {
    record Split(Expansion expansion) implements Result {}

    /** Every reason. */
    record Refused(List<Refusal> refusals) implements Result {
      public Refused {
        refusals = List.copyOf(refusals);
      }
    }
  }

  public static Result split(Request request) {
    var expander = new Expander(request);
    if (RepartitionScript.isOne(request.statements())) {
      RepartitionScript script =
          new RepartitionScript.Reader(request, expander::table, expander.refusals).read();
      if (script == null) {
        return new Result.Refused(expander.refusals);
      }
      new Repartition(request, script).into(expander.builder);
      return new Result.Split(expander.builder.build());
    }
    for (int i = 0; i < request.statements().size(); i++) {
      ParsedStatement statement = request.statements().get(i);
      if (!expander.around.places.contains(i) && !expander.additions.take(statement)) {
        expander.take(i, statement);
      }
    }
    return expander.finish();
  }

  /** Whether the running application may not survive a statement. */
  public static boolean isBreaking(ParsedStatement statement) {
    return switch (statement.statement()) {
      case TableStatement.AlterTable alter ->
          alter.type() == ObjectType.TABLE
              && alter.actions().stream().anyMatch(Expander::isBreaking);
      case ObjectStatement.Drop drop -> drop.type() == ObjectType.TABLE;
      default -> false;
    };
  }

  private static boolean isBreaking(AlterAction action) {
    return action instanceof AlterAction.RenameColumn
        || action instanceof AlterAction.RenameTo
        || action instanceof AlterAction.DropColumn
        || action instanceof AlterAction.AlterColumnType;
  }

  private Result finish() {
    if (!retyped.isEmpty()) {
      new Retyping(catalog, request.home(), retyped, sequences, sequencesBack, around)
          .into(builder);
    } else if (!sequences.isEmpty()) {
      refuse(0, "a sequence is changed without its column", "move it to a migration of its own");
    }
    if (refusals.isEmpty() && request.statements().stream().noneMatch(Expander::isBreaking)) {
      refuse(0, "nothing in it would break the running application", "apply it: veery up");
    }
    String before = request.before();
    if (before != null && refusals.isEmpty() && !builder.shapes().isEmpty()) {
      VersionSchemas versions =
          new VersionSchemas(
              catalog, new VersionSchemas.Names(before, request.label()), builder.shapes());
      if (versions.refusal().isEmpty()) {
        builder.versions(versions);
      } else {
        refuse(0, versions.refusal(), "make the change without version-schemas");
      }
    }
    return refusals.isEmpty() ? new Result.Split(builder.build()) : new Result.Refused(refusals);
  }

  private void refuse(int statement, String reason, String remedy) {
    refusals.add(new Refusal(statement, reason, remedy));
  }

  private void take(int i, ParsedStatement statement) {
    switch (statement.statement()) {
      case TableStatement.AlterTable alter when alter.type() == ObjectType.TABLE ->
          alter(i, statement, alter);
      case TableStatement.AlterTable alter when alter.type() == ObjectType.SEQUENCE ->
          sequence(i, statement, alter);
      case ObjectStatement.Drop drop when drop.type() == ObjectType.TABLE ->
          drop(i, statement, drop);
      default -> other(i);
    }
  }

  private void other(int i) {
    refuse(
        i,
        "it is none of "
            + BREAKING
            + ", and no new table, column or index beside them; it could not be taken back with them",
        "move it to a migration of its own, before this one where the new application needs it");
  }

  private void alter(int i, ParsedStatement statement, TableStatement.AlterTable alter) {
    Table table = table(alter.name());
    if (table == null) {
      refuse(i, "there is no table " + alter.name(), "see veery schema show");
      return;
    }
    for (AlterAction action : alter.actions()) {
      switch (action) {
        case AlterAction.RenameColumn rename -> {
          Column column = column(i, table, rename.from().effective());
          if (column != null
              && accepted(i, ColumnRename.refusal(table, column, rename.to().effective()))) {
            new ColumnRename(catalog, request.home(), table, column, rename.to().effective())
                .into(builder);
          }
        }
        case AlterAction.RenameTo rename -> {
          if (accepted(i, TableRename.refusal(catalog, table, rename.name().effective()))) {
            new TableRename(catalog, table, rename.name().effective()).into(builder);
          }
        }
        case AlterAction.DropColumn drop -> {
          Column column = column(i, table, drop.column().effective());
          if (column != null && accepted(i, ColumnDrop.refusal(catalog, table, column))) {
            new ColumnDrop(catalog, table, column, dropSql(table, drop)).into(builder);
          }
        }
        case AlterAction.AlterColumnType type -> {
          Column column = column(i, table, type.column().effective());
          if (column != null) {
            retype(i, statement, table, column, type);
          }
        }
        default -> other(i);
      }
    }
  }

  private String dropSql(Table table, AlterAction.DropColumn drop) {
    String cascade = drop.behavior() == Behavior.CASCADE ? " CASCADE" : "";
    if (request.keep() == null) {
      return "ALTER TABLE "
          + table.id().sqlName()
          + " DROP COLUMN "
          + Identifiers.quote(drop.column().effective())
          + cascade;
    }
    return TrashSql.hideColumn(
        request.home(),
        table.id().sqlName(),
        drop.column().effective(),
        request.label(),
        request.keep(),
        !cascade.isEmpty());
  }

  private void retype(
      int i,
      ParsedStatement statement,
      Table table,
      Column column,
      AlterAction.AlterColumnType type) {
    String refusal = Dependents.refusal(table);
    if (refusal.isEmpty() && column.value() instanceof Column.Value.Generated) {
      refusal = Identifiers.quote(column.name()) + " is a generated column, which no trigger sets";
    }
    for (Column other : table.columns()) {
      if (refusal.isEmpty()
          && other.value() instanceof Column.Value.Generated generated
          && ColumnText.names(generated.expression(), column.name())) {
        refusal =
            Identifiers.quote(other.name())
                + " is generated from it, and the server refuses such a change in any form";
      }
    }
    List<String> users = Recreated.over(catalog, table, column).refused();
    if (refusal.isEmpty() && !users.isEmpty()) {
      refusal =
          "it would have to be taken from under "
              + String.join(", ", users)
              + ", which cannot be made again in an instant";
    }
    if (!accepted(i, refusal)) {
      return;
    }
    String to = statement.text(type.type().span());
    String collation =
        type.collation() == null
            ? ""
            : Identifiers.qualified(
                type.collation().parts().stream().map(part -> part.effective()).toList());
    String shadow = ShadowNames.fresh(column.name());
    Conversion conversion = conversion(i, table, column, to, shadow, type.using());
    if (conversion != null) {
      retyped.add(
          new Shadow(table, column, shadow, conversion, collation, ShadowNames.old(column.name())));
    }
  }

  private @Nullable Conversion conversion(
      int i, Table table, Column column, String to, String shadow, @Nullable Expression using) {
    Conversion cast = Conversion.cast(column.name(), column.type(), to, shadow);
    String backward = request.backwards().get(i);
    if (using == null || isCast(using, column.name())) {
      return new Conversion(
          column.name(),
          column.type(),
          to,
          cast.forward(),
          shadow,
          backward.isEmpty()
              ? cast.backward()
              : ColumnText.renamed(backward, Map.of(column.name(), shadow)),
          cast.strict() && backward.isEmpty());
    }
    for (QualifiedName name : using.columns()) {
      boolean other =
          name.isQualified()
              || !name.name().equals(column.name())
                  && table.columns().stream().anyMatch(c -> c.name().equals(name.name()));
      if (other) {
        refuse(
            i,
            "USING looks at " + name + ", and a trigger for one column cannot follow another",
            "write the values of a new column with a backfill, and drop the old one");
        return null;
      }
    }
    if (using.hasQuery()) {
      refuse(i, "USING has a query in it, which PostgreSQL refuses", "use a function");
      return null;
    }
    return new Conversion(
        column.name(),
        column.type(),
        to,
        using.text(),
        shadow,
        backward.isEmpty() ? "" : ColumnText.renamed(backward, Map.of(column.name(), shadow)),
        false);
  }

  /** {@code USING c::type}, which says what happens anyway. */
  private static boolean isCast(Expression using, String column) {
    return using.columns().size() == 1
        && using.columns().getFirst().name().equals(column)
        && using.functions().isEmpty()
        && (using.text().startsWith(Identifiers.quote(column) + "::")
            || using.text().startsWith(column + "::"))
        && using.text().indexOf("::") == using.text().lastIndexOf("::")
        && Set.of(' ', '+', '*', '/', '|').stream().noneMatch(c -> using.text().indexOf(c) >= 0);
  }

  /** {@code ALTER SEQUENCE … AS}: it goes with the column that draws from it. */
  private void sequence(int i, ParsedStatement statement, TableStatement.AlterTable alter) {
    Relation.Sequence sequence = null;
    for (Relation.Sequence candidate : catalog.all(Relation.Sequence.class)) {
      if (is(candidate.id(), alter.name())) {
        sequence = candidate;
      }
    }
    boolean type =
        alter.actions().size() == 1
            && alter.actions().getFirst() instanceof AlterAction.Other other
            && other.text().text().toLowerCase(Locale.ROOT).matches("as\\s+\\w+");
    if (sequence == null || !type) {
      other(i);
      return;
    }
    String text = statement.text().strip();
    sequences.add(text.endsWith(";") ? text.substring(0, text.length() - 1) : text);
    sequencesBack.add("ALTER SEQUENCE " + sequence.id().sqlName() + " AS " + sequence.type());
  }

  private void drop(int i, ParsedStatement statement, ObjectStatement.Drop drop) {
    for (ObjectName object : drop.objects()) {
      Table table = table(object.name());
      if (table == null) {
        refuse(i, "there is no table " + object.name(), "see veery schema show");
        continue;
      }
      String cascade = drop.behavior() == Behavior.CASCADE ? " CASCADE" : "";
      builder.table(table.id().sqlName());
      builder.change(table.id().sqlName() + " goes");
      builder.shape(table).goes();
      builder.own(
          Phase.CONTRACT,
          List.of(
              request.keep() == null
                  ? "DROP TABLE " + table.id().sqlName() + cascade
                  : TrashSql.hideTable(
                      request.home(),
                      table.id().sqlName(),
                      request.label(),
                      request.keep(),
                      !cascade.isEmpty())));
    }
  }

  private boolean accepted(int i, String refusal) {
    if (!refusal.isEmpty()) {
      refuse(i, refusal, "apply it as it stands, at a time when nobody uses the table: veery up");
    }
    return refusal.isEmpty();
  }

  private @Nullable Column column(int i, Table table, String name) {
    for (Column column : table.columns()) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    refuse(
        i,
        table.id().sqlName() + " has no column " + Identifiers.quote(name),
        "see veery schema show " + table.id().sqlName());
    return null;
  }

  private @Nullable Table table(QualifiedName name) {
    List<String> schemas = name.schema() == null ? request.searchPath() : List.of(name.schema());
    for (String schema : schemas) {
      for (ObjectKind kind : List.of(ObjectKind.TABLE, ObjectKind.FOREIGN_TABLE)) {
        if (catalog.find(new ObjectId(kind, schema, name.name())).orElse(null)
            instanceof Table table) {
          return table;
        }
      }
    }
    return null;
  }

  private boolean is(ObjectId id, QualifiedName name) {
    return id.name().equals(name.name())
        && (name.schema() == null
            ? request.searchPath().contains(id.schema())
            : id.schema().equals(name.schema()));
  }
}
