package dev.veery.core.expand;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.diff.DiffOptions;
import dev.veery.core.diff.Difference;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Views, rules, policies and triggers over columns that are exchanged. The server knows columns by
 * their number, so that these would stay with the column that goes. They are taken away and made
 * again in the transaction of the exchange, under its lock: nobody sees the table without its
 * policies, or a view that is not there.
 */
final class Recreated {

  private static final String TAKEN_BACK = "VE009";

  private final Catalog catalog;
  private final Set<ObjectId> objects;

  /** What the author's own statements take away and make again: theirs run in place of ours. */
  private final Set<ObjectId> written;

  private final List<String> writtenDrops;
  private final List<String> writtenCreates;

  private Recreated(
      Catalog catalog,
      Set<ObjectId> objects,
      Set<ObjectId> written,
      List<String> writtenDrops,
      List<String> writtenCreates) {
    this.catalog = catalog;
    this.objects = objects;
    this.written = written;
    this.writtenDrops = List.copyOf(writtenDrops);
    this.writtenCreates = List.copyOf(writtenCreates);
  }

  /**
   * The same where the migration has statements about some of them, as the plain form needs.
   *
   * @param some that it takes away
   * @param drops its statements before the change
   * @param creates those behind it
   */
  Recreated written(Set<ObjectId> some, List<String> drops, List<String> creates) {
    Set<ObjectId> gone = new TreeSet<>(some);
    gone.retainAll(objects);
    // What hangs on a view goes with it, and so does its way back.
    for (ObjectId id : objects) {
      if (catalog.find(id).flatMap(Catalog::holderOf).filter(gone::contains).isPresent()) {
        gone.add(id);
      }
    }
    return new Recreated(catalog, objects, gone, drops, creates);
  }

  /** As if the migration said nothing of them: for the way back. */
  Recreated original() {
    return new Recreated(catalog, objects, Set.of(), List.of(), List.of());
  }

  /** Those of both. */
  Recreated and(Recreated other) {
    Set<ObjectId> both = new TreeSet<>(objects);
    both.addAll(other.objects);
    return new Recreated(catalog, both, Set.of(), List.of(), List.of());
  }

  Set<ObjectId> ids() {
    return Set.copyOf(objects);
  }

  /** Those over some columns, with everything that builds on them. */
  static Recreated over(Catalog catalog, Collection<Shadow> shadows) {
    Set<ObjectId> columns = new LinkedHashSet<>();
    shadows.forEach(s -> columns.add(ObjectId.column(s.table().id(), s.column().name())));
    return over(catalog, columns);
  }

  /** As {@link #over(Catalog, Collection)}, for one column. */
  static Recreated over(Catalog catalog, Relation.Table table, Column column) {
    return over(catalog, Set.of(ObjectId.column(table.id(), column.name())));
  }

  private static Recreated over(Catalog catalog, Set<ObjectId> columns) {
    Set<ObjectId> found = new TreeSet<>();
    for (SchemaObject object : catalog.objects().values()) {
      if (!movesByItself(object)
          && catalog.columnUses(object.id()).stream().anyMatch(columns::contains)) {
        found.add(object.id());
      }
    }
    boolean more = !found.isEmpty();
    while (more) {
      more = false;
      for (SchemaObject object : catalog.objects().values()) {
        boolean builds =
            Catalog.holderOf(object).filter(found::contains).isPresent()
                || catalog.dependencies(object.id()).stream().anyMatch(found::contains);
        more |= builds && found.add(object.id());
      }
    }
    return new Recreated(catalog, found, Set.of(), List.of(), List.of());
  }

  /** What {@link Succession} builds on the other column. */
  private static boolean movesByItself(SchemaObject object) {
    return object instanceof Index
        || object instanceof Constraint
        || object instanceof TablePart.Statistics;
  }

  /** Those that cannot be made again in an instant, or not without more than their text. */
  List<String> refused() {
    List<String> refused = new ArrayList<>();
    for (ObjectId id : objects) {
      switch (catalog.find(id).orElseThrow()) {
        case Relation.View ignored -> {}
        case TablePart.Trigger ignored -> {}
        case TablePart.Rule ignored -> {}
        case TablePart.Policy ignored -> {}
        default -> refused.add(id.toString());
      }
    }
    return refused;
  }

  /** For people. */
  List<String> names() {
    return objects.stream().map(ObjectId::toString).toList();
  }

  /** Views among them, as SQL: who reads one has its lock before that of the table. */
  List<String> views() {
    return objects.stream()
        .filter(id -> catalog.find(id).orElseThrow() instanceof Relation.View)
        .map(ObjectId::sqlName)
        .toList();
  }

  List<String> drop() {
    return around(writtenDrops, between(without(written), catalog.without(this::isOne)));
  }

  List<String> create() {
    // What is made by itself may be part of what the author makes.
    return around(between(catalog.without(this::isOne), without(written)), writtenCreates);
  }

  /**
   * Makes them again behind some statements, and takes all of it back: fails where they cannot be
   * made, and does nothing otherwise.
   */
  String attempt(List<String> between) {
    var all = new ArrayList<String>(drop());
    all.addAll(between);
    all.addAll(create());
    var body = new StringBuilder("\nBEGIN\n");
    all.forEach(sql -> body.append("  EXECUTE ").append(Identifiers.literal(sql)).append(";\n"));
    body.append("  RAISE SQLSTATE '")
        .append(TAKEN_BACK)
        .append("';\nEXCEPTION WHEN SQLSTATE '")
        .append(TAKEN_BACK)
        .append("' THEN\n  NULL;\nEND\n");
    return "DO " + Identifiers.dollarQuoted(body.toString());
  }

  private static List<String> around(List<String> before, List<String> behind) {
    List<String> all = new ArrayList<>(before);
    all.addAll(behind);
    return all;
  }

  private boolean isOne(SchemaObject object) {
    return objects.contains(object.id());
  }

  private Catalog without(Set<ObjectId> some) {
    return some.isEmpty() ? catalog : catalog.without(object -> some.contains(object.id()));
  }

  private static List<String> between(Catalog from, Catalog to) {
    return from.objects().size() == to.objects().size()
        ? List.of()
        : Difference.between(from, to, new DiffOptions(false, true, true, "")).statements();
  }
}
