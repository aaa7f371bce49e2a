package dev.veery.core.expand;

import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.online.Piece;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.IndexStatement;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a migration adds besides its breaking changes: new columns, tables and indexes. The running
 * application does not notice them, so they are made at once, and the way back drops them.
 */
final class Additions {

  private final Expander.Request request;
  private final Function<QualifiedName, @Nullable Table> tables;
  private final Expansion.Builder to;

  /** Names of tables and columns that change: what names one cannot be made beside the change. */
  private final Set<String> changing = new HashSet<>();

  private final Set<String> renamed = new HashSet<>();

  Additions(
      Expander.Request request,
      Function<QualifiedName, @Nullable Table> tables,
      Expansion.Builder to) {
    this.request = request;
    this.tables = tables;
    this.to = to;
    for (ParsedStatement statement : request.statements()) {
      switch (statement.statement()) {
        case TableStatement.AlterTable alter -> alter.actions().forEach(a -> note(alter, a));
        case ObjectStatement.Drop drop ->
            drop.objects().forEach(object -> changing.add(object.name().name()));
        default -> {}
      }
    }
  }

  private void note(TableStatement.AlterTable alter, AlterAction action) {
    switch (action) {
      case AlterAction.RenameColumn rename -> {
        changing.add(rename.from().effective());
        changing.add(rename.to().effective());
      }
      case AlterAction.RenameTo rename -> {
        changing.add(rename.name().effective());
        renamed.add(alter.name().name());
      }
      case AlterAction.DropColumn drop -> changing.add(drop.column().effective());
      case AlterAction.AlterColumnType type -> changing.add(type.column().effective());
      default -> {}
    }
  }

  /** Takes a statement; false where it is no addition, or one that cannot be made beside. */
  boolean take(ParsedStatement statement) {
    boolean apart = NamesIn.of(statement.text()).stream().noneMatch(changing::contains);
    return switch (statement.statement()) {
      case TableStatement.AlterTable alter -> apart && columns(statement, alter);
      case TableStatement.CreateTable create -> apart && table(statement, create);
      case IndexStatement.CreateIndex create -> apart && index(statement, create);
      default -> false;
    };
  }

  private boolean columns(ParsedStatement statement, TableStatement.AlterTable alter) {
    Table table = tables.apply(alter.name());
    List<String> added = new ArrayList<>();
    for (AlterAction action : alter.actions()) {
      if (!(action instanceof AlterAction.AddColumn add)
          || add.ifNotExists()
          || !isInstant(add.column())) {
        return false;
      }
      added.add(add.column().name().effective());
    }
    if (table == null || renamed.contains(alter.name().name()) || added.isEmpty()) {
      return false;
    }
    to.table(table.id().sqlName());
    added.forEach(column -> {
      to.change(table.id().sqlName() + '.' + Identifiers.quote(column) + " is new");
      to.shape(table).adds(column);
    });
    to.own(Phase.EXPAND, List.of(path(), text(statement)));
    added.forEach(column ->
        to.own(
            Phase.ABORT,
            List.of(
                "ALTER TABLE "
                    + table.id().sqlName()
                    + " DROP COLUMN IF EXISTS "
                    + Identifiers.quote(column))));
    return true;
  }

  /** Whether adding the column is a matter of the catalog, for which nobody has to wait. */
  private static boolean isInstant(ColumnDefinition column) {
    boolean value = false;
    boolean required = false;
    for (Constraint constraint : column.constraints()) {
      switch (constraint) {
        case Constraint.Default set when set.value().isConstant() -> value = true;
        case Constraint.NotNull ignored -> required = true;
        case Constraint.Null ignored -> {}
        default -> {
          return false;
        }
      }
    }
    return (value || !required) && column.type() != null && !column.type().isSerial();
  }

  private boolean table(ParsedStatement statement, TableStatement.CreateTable create) {
    if (create.partitionOf() != null
        || create.ifNotExists()
        || !create.inherits().isEmpty()
        || create.persistence() == TableStatement.Persistence.TEMPORARY
        || tables.apply(create.name()) != null) {
      return false;
    }
    String name = qualified(create.name());
    to.change(name + " is new");
    to.own(Phase.EXPAND, List.of(path(), text(statement)));
    to.own(Phase.ABORT, List.of("DROP TABLE IF EXISTS " + name));
    return true;
  }

  private boolean index(ParsedStatement statement, IndexStatement.CreateIndex create) {
    Table table = tables.apply(create.table());
    QualifiedName name = create.name();
    if (table == null || name == null || create.ifNotExists() || create.only()) {
      return false;
    }
    if (!Dependents.refusal(table).isEmpty()) {
      return false;
    }
    Span at = create.table().span();
    int end = statement.tokens().end(statement.tokens().count() - 1);
    String head = statement.text(new Span(statement.tokens().start(0), at.start()));
    String rest = statement.text(new Span(at.end(), end)).strip();
    String sql =
        (create.concurrently() ? head : head.replaceFirst("(?i)\\bindex\\b", "INDEX CONCURRENTLY"))
            + table.id().sqlName()
            + ' '
            + (rest.endsWith(";") ? rest.substring(0, rest.length() - 1).strip() : rest);
    to.table(table.id().sqlName());
    to.change("index " + Identifiers.quote(name.name()) + " is new");
    to.add(Phase.EXPAND, new Piece.Alone(sql));
    to.own(
        Phase.ABORT,
        List.of("DROP INDEX IF EXISTS " + Identifiers.qualify(table.id().schema(), name.name())));
    return true;
  }

  private String path() {
    return "SET LOCAL search_path TO " + Dependents.quoted(request.searchPath());
  }

  private String qualified(QualifiedName name) {
    String schema = name.schema();
    return Identifiers.qualify(
        schema == null
            ? request.searchPath().isEmpty() ? "public" : request.searchPath().getFirst()
            : schema,
        name.name());
  }

  private static String text(ParsedStatement parsed) {
    String text = parsed.text().strip();
    return text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
  }
}
