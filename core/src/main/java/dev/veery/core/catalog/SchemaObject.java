package dev.veery.core.catalog;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One object of a schema. The records are grouped by what they are for; a {@code switch} over a
 * group needs no default.
 */
public sealed interface SchemaObject
    permits Relation,
        Index,
        Constraint,
        TablePart,
        DataType,
        Routine,
        OperatorObject,
        TextSearch,
        ForeignData,
        DatabaseObject {

  ObjectId id();

  Attributes attributes();

  /** A sorted copy that cannot be changed. */
  static <V> SortedMap<String, V> sorted(SortedMap<String, V> map) {
    return map.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
