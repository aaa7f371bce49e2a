package dev.veery.core.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** A copy that cannot be changed and keeps the order, which does not count in a comparison. */
  static <V> Map<String, V> copy(Map<String, V> map) {
    return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
