package dev.veery.core.expand;

import dev.veery.core.catalog.Relation.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a table looks like to the application that was written for the change, while both work. */
final class Shape {

  /** A column as the new application sees it. */
  record Seen(String stored, String name) {}

  private final Table table;
  private final Map<String, Seen> columns = new HashMap<>();
  private final Set<String> without = new HashSet<>();
  private String name;
  private final java.util.List<String> added = new java.util.ArrayList<>();
  private boolean gone;

  Shape(Table table) {
    this.table = table;
    this.name = table.id().name();
  }

  Table table() {
    return table;
  }

  /** Its name in the new shape. */
  String name() {
    return name;
  }

  boolean isGone() {
    return gone;
  }

  /** How the new application sees a column that it knows; null for one that it does not know. */
  @org.jspecify.annotations.Nullable
  Seen column(String old) {
    return without.contains(old) ? null : columns.getOrDefault(old, new Seen(old, old));
  }

  /**
   * A column changes.
   *
   * @param stored where its new value is meanwhile
   * @param now what it is to be called
   */
  void changes(String old, String stored, String now) {
    columns.put(old, new Seen(stored, now));
  }

  /** A column that the old application does not know. */
  void adds(String column) {
    added.add(column);
  }

  java.util.List<String> added() {
    return added;
  }

  void loses(String column) {
    without.add(column);
  }

  void isCalled(String now) {
    name = now;
  }

  void goes() {
    gone = true;
  }
}
