package dev.veery.core.lint.rule;

import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TypeName;
import dev.veery.core.sql.ast.ViewStatement.CreateView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** SQL text for remedies. */
final class Texts {

  private Texts() {}

  /** Names between commas, quoted where necessary. */
  static String list(Collection<String> names) {
    return names.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
  }

  static List<String> names(List<Identifier> identifiers) {
    return identifiers.stream().map(Identifier::effective).toList();
  }

  /**
   * A made-up name: the parts with underscores between them, cut to what PostgreSQL keeps. Quoted
   * where necessary.
   */
  static String name(String table, Collection<String> columns, String suffix) {
    String name = table + "_" + (columns.isEmpty() ? "" : String.join("_", columns) + "_") + suffix;
    return Identifiers.quote(name.length() <= 63 ? name : name.substring(0, 63));
  }

  /** The statement with a text behind the first occurrence of an unquoted word. */
  static String insertBehind(Site at, String word, String text) {
    Tokens tokens = at.statement().tokens();
    for (int i = 0; i < tokens.count(); i++) {
      if (tokens.word(i).equals(word)) {
        return at.text(new Span(tokens.start(0), tokens.end(i)))
            + text
            + rest(at, tokens.end(i))
            + ";";
      }
    }
    return at.text() + ";";
  }

  /** What stands behind a byte of the statement, without the semicolon. */
  static String rest(Site at, int from) {
    Tokens tokens = at.statement().tokens();
    int last = tokens.count() - 1;
    while (last > 0 && tokens.is(last, ';')) {
      last--;
    }
    return at.text(new Span(from, Math.max(from, tokens.end(last))));
  }

  /** The statement with another text in place of a part of it. */
  static String replace(Site at, Span part, String text) {
    int start = at.statement().tokens().start(0);
    return at.text(new Span(start, part.start())) + text + rest(at, part.end()) + ";";
  }

  /**
   * A value that a type's column can have where there is nothing better to say, as SQL; null for a
   * type of which nothing is known.
   */
  static @Nullable String zero(Site at, @Nullable TypeName type) {
    if (type == null) {
      return null;
    }
    if (type.arrayDimensions() > 0) {
      return "'{}'";
    }
    List<String> labels = at.schema().enumLabels(type.name());
    if (labels != null && !labels.isEmpty()) {
      return Identifiers.literal(labels.getFirst());
    }
    return switch (type.name().name()) {
      case "int2", "int4", "int8", "numeric", "float4", "float8" -> "0";
      case "text", "varchar", "bpchar", "bytea", "citext" -> "''";
      case "bool" -> "false";
      case "timestamp", "timestamptz" -> "now()";
      case "date" -> "current_date";
      case "interval" -> "'0'";
      case "uuid" -> "'00000000-0000-0000-0000-000000000000'";
      case "json", "jsonb" -> "'{}'";
      default -> null;
    };
  }

  /** A name as SQL, with its schema where it was written with one. */
  static String label(QualifiedName name) {
    return Identifiers.qualify(name.schema() == null ? "" : name.schema(), name.name());
  }

  /** What a foreign key does besides referencing, from ON DELETE on. */
  static String actions(Constraint.ForeignKey key) {
    String delete =
        key.onDelete() == Constraint.ReferentialAction.NO_ACTION
            ? ""
            : " ON DELETE "
                + key.onDelete().name().replace('_', ' ')
                + (key.onDeleteColumns().isEmpty()
                    ? ""
                    : " (" + list(names(key.onDeleteColumns())) + ")");
    String update =
        key.onUpdate() == Constraint.ReferentialAction.NO_ACTION
            ? ""
            : " ON UPDATE " + key.onUpdate().name().replace('_', ' ');
    return delete
        + update
        + (key.attributes().deferrable() ? " DEFERRABLE" : "")
        + (key.attributes().initiallyDeferred() ? " INITIALLY DEFERRED" : "");
  }

  /** A table's name, with its schema where that is not the usual one. */
  static String written(TableState table) {
    return Identifiers.qualify(table.schema().equals("public") ? "" : table.schema(), table.name());
  }

  /** A name as it stands in the body of a function, with at most one dot. */
  static QualifiedName qualified(String name) {
    List<Identifier> parts = new ArrayList<>();
    for (String part : name.split("\\.")) {
      parts.add(new Identifier(part, false, new Span(0, 0)));
    }
    return new QualifiedName(parts);
  }

  /** A constraint as it is written, from behind its name on. */
  static String withoutName(Site at, Constraint constraint) {
    String text = at.text(constraint.span());
    return constraint.name() == null
        ? text
        : text.substring(
                text.indexOf(at.text(constraint.name().span()))
                    + at.text(constraint.name().span()).length())
            .strip();
  }

  /** The new view under a name of its own, so that the old one stays for those who use it. */
  static String createBeside(CreateView view, String label) {
    String name =
        label.endsWith("\"") ? label.substring(0, label.length() - 1) + "_new\"" : label + "_new";
    return "CREATE VIEW "
        + name
        + (view.columns().isEmpty() ? "" : " (" + list(names(view.columns())) + ")")
        + " AS "
        + view.query()
        + ";";
  }

  /** A table beside it in which its rows are kept. */
  static String keep(TableState table, String name) {
    return "CREATE TABLE " + name(table.name(), List.of(), "kept") + " AS TABLE " + name + ";";
  }

  /**
   * A new table beside the old one, to which the rows can be moved in batches: it is empty, so that
   * nothing that is done to it takes long.
   *
   * @param with what follows the list of columns, such as {@code " USING heap"}
   */
  static List<String> beside(TableState table, String name, String with) {
    return List.of(
        "-- a new table, filled in batches, and in the end the names are exchanged",
        "CREATE TABLE "
            + name(table.name(), List.of(), "new")
            + " (LIKE "
            + name
            + " INCLUDING ALL)"
            + with
            + ";");
  }

  /**
   * The names of a view's columns, where they can be told without a parse of the query; else none.
   */
  static List<String> columns(List<Identifier> given, Expression query) {
    if (!given.isEmpty()) {
      return names(given);
    }
    Tokens tokens = query.tokens();
    List<String> names = new ArrayList<>();
    int depth = 0;
    if (!tokens.word(query.from()).equals("select")) {
      return List.of();
    }
    for (int i = query.from() + 1; i < query.to(); i++) {
      depth += tokens.is(i, '(') ? 1 : tokens.is(i, ')') ? -1 : 0;
      boolean from = depth == 0 && tokens.word(i).equals("from");
      if (depth == 0 && (from || tokens.is(i, ','))) {
        String name = tokens.word(i - 1);
        if (name.isEmpty() || tokens.is(i - 1, '*')) {
          return List.of();
        }
        names.add(name);
        if (from) {
          return names;
        }
      }
    }
    return List.of();
  }
}
