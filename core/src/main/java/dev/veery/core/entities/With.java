package dev.veery.core.entities;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.SchemaObject;
import java.lang.reflect.RecordComponent;

/** An object under other attributes: every one of them is a record that has some. */
final class With {

  private With() {}

  static SchemaObject attributes(SchemaObject object, Attributes attributes) {
    RecordComponent[] components = object.getClass().getRecordComponents();
    var types = new Class<?>[components.length];
    var values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] =
            types[i] == Attributes.class ? attributes : components[i].getAccessor().invoke(object);
      }
      return (SchemaObject) object.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(object.getClass().toString(), e);
    }
  }
}
