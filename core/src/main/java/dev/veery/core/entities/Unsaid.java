package dev.veery.core.entities;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What entities have no words for, among what hangs on the tables that they name. */
final class Unsaid {

  /**
   * How the server prints the checks that Hibernate writes by itself for an enum: its labels, its
   * numbers, and for a single table of several classes what each class requires.
   */
  private static final List<Pattern> MADE_BY_HIBERNATE =
      List.of(
          Pattern.compile(
              "\\(*\"?\\w+\"?\\)?(::\\w+)?\\)? = ANY \\(\\(?ARRAY\\[.*", Pattern.DOTALL),
          Pattern.compile("\\(+\"?\\w+\"? >= -?\\d+\\) AND \\(\"?\\w+\"? <= -?\\d+\\)+"),
          Pattern.compile("\\(*\"?\\w+\"?\\)?(::text)? = '[^']*'::text\\)*"),
          Pattern.compile(".*<> .* OR .*IS NOT NULL.*", Pattern.DOTALL));

  private Unsaid() {}

  static boolean is(
      Constraint constraint,
      Map<ObjectId, SchemaObject> wanted,
      Catalog history,
      Catalog entities) {
    Table table = wanted.get(constraint.holder()) instanceof Table t ? t : null;
    if (table == null) {
      // Of a domain.
      return true;
    }
    boolean named = entities.find(constraint.holder()).isPresent();
    return switch (constraint) {
      case Constraint.ForeignKey key ->
          hasAll(table, key.columns())
              && wanted.get(key.referenced()) instanceof Table referenced
              && hasAll(referenced, key.referencedColumns())
              && !isSaidOtherwise(key, wanted);
      case Constraint.Check check ->
          !named
              || !(history.objects().get(table.id()) instanceof Table old
                      && namesGone(check.expression(), old, table))
                  && !(isNamedByServer(check)
                      && MADE_BY_HIBERNATE.stream()
                          .anyMatch(made -> made.matcher(check.expression()).matches()));
      case Constraint.Key key ->
          switch (key.type()) {
            case EXCLUSION -> hasAll(table, columns(key.index()));
            case PRIMARY_KEY ->
                hasAll(table, columns(key.index())) && !hasPrimaryKey(table, wanted);
            case UNIQUE ->
                hasAll(table, columns(key.index()))
                    && (!named
                        || key.timing() != Constraint.Timing.IMMEDIATE
                        || key.withoutOverlaps()
                        || !PartMatch.isPlain(key.index()));
          };
    };
  }

  static boolean is(Index index, Map<ObjectId, SchemaObject> wanted) {
    if (!(wanted.get(index.table()) instanceof Table table)) {
      // Of a materialized view.
      return true;
    }
    return hasAll(table, columns(index))
        && hasAll(table, index.include())
        && (table.partitionOf().isPresent() || !PartMatch.isPlain(index));
  }

  private static List<String> columns(Index index) {
    return index.keys().stream()
        .map(Index.Key::column)
        .filter(column -> !column.isEmpty())
        .toList();
  }

  private static boolean hasAll(Table table, List<String> columns) {
    return columns.stream().allMatch(name -> ColumnMatch.find(table.columns(), name) != null);
  }

  private static boolean hasPrimaryKey(Table table, Map<ObjectId, SchemaObject> wanted) {
    return wanted.values().stream()
        .anyMatch(object ->
            object instanceof Constraint.Key key
                && key.type() == Constraint.KeyType.PRIMARY_KEY
                && key.holder().equals(table.id()));
  }

  private static boolean isSaidOtherwise(
      Constraint.ForeignKey key, Map<ObjectId, SchemaObject> wanted) {
    return wanted.values().stream()
        .anyMatch(object ->
            object instanceof Constraint.ForeignKey other
                && other.holder().equals(key.holder())
                && other.columns().equals(key.columns())
                && !other.id().equals(key.id()));
  }

  /** Whether an expression names a column that a table no longer has. */
  static boolean namesGone(String expression, Table old, Table now) {
    String code = expression.replaceAll("'[^']*'", "''");
    for (Column column : old.columns()) {
      if (ColumnMatch.find(now.columns(), column.name()) == null
          && Pattern.compile("(?<![\\w$])" + Pattern.quote(column.name()) + "(?![\\w$])")
              .matcher(code)
              .find()) {
        return true;
      }
    }
    return false;
  }

  /** {@code orders_state_check}, {@code orders_check1}: nobody chose these names. */
  private static boolean isNamedByServer(Constraint.Check check) {
    return check.id().name().startsWith(check.holder().name() + '_')
        && check.id().name().matches(".*_check[0-9]*");
  }

  /** What entities say, under the owner, the rights and, if they have none, the comment it had. */
  static SchemaObject attributes(SchemaObject old, SchemaObject said) {
    Attributes had = old.attributes();
    var attributes =
        new Attributes(
            had.owner(),
            said.attributes().comment().isEmpty() ? had.comment() : said.attributes().comment(),
            said.attributes().privileges().isDefault()
                ? had.privileges()
                : said.attributes().privileges());
    return attributes.equals(said.attributes()) ? said : With.attributes(said, attributes);
  }
}
