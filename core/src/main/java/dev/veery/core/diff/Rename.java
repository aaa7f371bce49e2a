package dev.veery.core.diff;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody says was renamed: a table, a view, a sequence, a type, an index, a schema; a
 * column, a field, an enum's label or a constraint within one. Nothing is ever taken for renamed
 * that nobody said.
 *
 * @param from {@code orders}, {@code shop.orders}, {@code orders.total}, {@code shop.orders.total}
 * @param to the new name alone
 */
public record Rename(String from, String to) {

  private static final Pattern HINT =
      Pattern.compile(
          "^\\s*--\\s*veery:\\s*rename\\s+(.+?)\\s*->\\s*(.+?)\\s*$", Pattern.MULTILINE);

  /**
   * Reads {@code orders.total -> amount}.
   *
   * @throws VeeryException when it is nothing of the kind
   */
  public static Rename parse(String text) {
    int arrow = text.indexOf("->");
    if (arrow <= 0 || text.substring(arrow + 2).isBlank()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "'" + text + "' does not say what was renamed to what",
              "for example: --rename 'orders.total -> amount'"));
    }
    return new Rename(text.substring(0, arrow).strip(), text.substring(arrow + 2).strip());
  }

  /** The hints in a schema file, {@code -- veery: rename orders.total -> amount}. */
  public static List<Rename> hints(String script) {
    var renames = new ArrayList<Rename>();
    Matcher matcher = HINT.matcher(script);
    while (matcher.find()) {
      renames.add(new Rename(matcher.group(1), matcher.group(2)));
    }
    return renames;
  }

  /** A renaming as SQL, there and back. */
  public record Statements(SqlStep up, SqlStep down) {}

  /**
   * As SQL; nothing where it has been renamed already.
   *
   * @param before what is
   * @param after what should be
   * @throws VeeryException when there is no such object, or the new name is not wanted
   */
  public Optional<Statements> statements(Catalog before, Catalog after) {
    Optional<Statements> found = find(before);
    if (found.isPresent()) {
      return found;
    }
    if (new Rename(renamed(), to).find(after).isPresent()) {
      return Optional.empty();
    }
    var names = new ArrayList<String>();
    before.objects().values().stream()
        .filter(object -> object instanceof Relation)
        .forEach(object -> {
          names.add(object.id().name());
          if (object instanceof Relation.Table table) {
            table.columns().forEach(c -> names.add(object.id().name() + '.' + c.name()));
          }
        });
    throw new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "there is no " + from + " that could have been renamed to " + to,
            NearMiss.remedy(from, names, "name a table, or a column as table.column")));
  }

  private String renamed() {
    int dot = from.lastIndexOf('.');
    return from.substring(0, dot + 1) + to;
  }

  private Optional<Statements> find(Catalog catalog) {
    List<String> parts = List.of(from.split("\\.", -1));
    for (SchemaObject object : catalog.objects().values()) {
      ObjectId id = object.id();
      boolean named =
          switch (id.kind()) {
            case TABLE,
                FOREIGN_TABLE,
                VIEW,
                MATERIALIZED_VIEW,
                SEQUENCE,
                TYPE,
                DOMAIN,
                INDEX,
                SCHEMA ->
                true;
            default -> false;
          };
      if (!named) {
        continue;
      }
      String alter = "ALTER " + id.kind().sql() + ' ';
      if (isPath(parts, id)) {
        ObjectId now = new ObjectId(id.kind(), id.schema(), to);
        return both(
            id,
            alter + id.sqlName() + " RENAME TO " + Identifiers.quote(to),
            alter + now.sqlName() + " RENAME TO " + Identifiers.quote(id.name()));
      }
      if (parts.size() > 1 && isPath(parts.subList(0, parts.size() - 1), id)) {
        Optional<Statements> within = within(catalog, object, alter, parts.getLast());
        if (within.isPresent()) {
          return within;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Statements> within(
      Catalog catalog, SchemaObject object, String alter, String name) {
    ObjectId id = object.id();
    String prefix = alter + id.sqlName() + " RENAME ";
    boolean isColumn =
        switch (object) {
          case Relation.Table table ->
              table.columns().stream().map(Column::name).anyMatch(name::equals);
          case Relation.View view -> view.columns().stream().anyMatch(c -> c.name().equals(name));
          case Relation.MaterializedView view ->
              view.columns().stream().anyMatch(c -> c.name().equals(name));
          default -> false;
        };
    if (isColumn) {
      return both(
          id,
          prefix + "COLUMN " + Identifiers.quote(name) + " TO " + Identifiers.quote(to),
          prefix + "COLUMN " + Identifiers.quote(to) + " TO " + Identifiers.quote(name));
    }
    if (object instanceof DataType.Enumeration enumeration && enumeration.labels().contains(name)) {
      return both(
          id,
          prefix + "VALUE " + Identifiers.literal(name) + " TO " + Identifiers.literal(to),
          prefix + "VALUE " + Identifiers.literal(to) + " TO " + Identifiers.literal(name));
    }
    if (object instanceof DataType.Composite composite
        && composite.fields().stream().anyMatch(f -> f.name().equals(name))) {
      return both(
          id,
          prefix + "ATTRIBUTE " + Identifiers.quote(name) + " TO " + Identifiers.quote(to),
          prefix + "ATTRIBUTE " + Identifiers.quote(to) + " TO " + Identifiers.quote(name));
    }
    boolean isConstraint =
        catalog.all(Constraint.class).stream()
            .anyMatch(c -> c.holder().equals(id) && c.id().name().equals(name));
    return isConstraint
        ? both(
            id,
            prefix + "CONSTRAINT " + Identifiers.quote(name) + " TO " + Identifiers.quote(to),
            prefix + "CONSTRAINT " + Identifiers.quote(to) + " TO " + Identifiers.quote(name))
        : Optional.empty();
  }

  private static Optional<Statements> both(ObjectId id, String up, String down) {
    return Optional.of(new Statements(SqlStep.of(id, up), SqlStep.of(id, down)));
  }

  private static boolean isPath(List<String> parts, ObjectId id) {
    return parts.size() == 1 && parts.getFirst().equals(id.name())
        || parts.size() == 2
            && parts.getFirst().equals(id.schema())
            && parts.getLast().equals(id.name());
  }

  @Override
  public String toString() {
    return from + " -> " + to;
  }
}
