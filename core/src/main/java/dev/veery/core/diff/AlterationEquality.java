package dev.veery.core.diff;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.SchemaObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/** Whether two definitions are the same, whoever owns them and whatever is said about them. */
final class AlterationEquality {

  private AlterationEquality() {}

  /** Every component but owner, comment and privileges. */
  static boolean of(SchemaObject before, SchemaObject after) {
    if (before.getClass() != after.getClass()) {
      return false;
    }
    try {
      for (RecordComponent component : after.getClass().getRecordComponents()) {
        if (component.getType() != Attributes.class
            && !component
                .getAccessor()
                .invoke(before)
                .equals(component.getAccessor().invoke(after))) {
          return false;
        }
      }
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(after.id().toString(), e);
    }
  }

  /** What cannot be changed of an index without building it again. */
  static boolean sameIndex(Index before, Index after) {
    if (!before.table().equals(after.table())
        || !before.method().equals(after.method())
        || before.unique() != after.unique()
        || before.nullsNotDistinct() != after.nullsNotDistinct()
        || !before.include().equals(after.include())
        || !before.predicate().equals(after.predicate())
        || before.valid() != after.valid()
        || before.keys().size() != after.keys().size()
        || before.parent().isPresent() && !before.parent().equals(after.parent())) {
      return false;
    }
    for (int i = 0; i < after.keys().size(); i++) {
      Index.Key old = before.keys().get(i);
      Index.Key key = after.keys().get(i);
      Index.Key comparable =
          new Index.Key(
              old.column(),
              old.expression(),
              old.collation(),
              old.operatorClass(),
              old.operatorClassOptions(),
              old.descending(),
              old.nullsFirst(),
              key.statistics());
      if (!comparable.equals(key)) {
        return false;
      }
    }
    return true;
  }
}
