package dev.veery.core.catalog;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An object as a flat list of named values: {@code column id: type} → {@code bigint}.
 *
 * <p>The list is made from the components of the records, so nothing that a record holds can be
 * forgotten in a fingerprint or in a comparison. Names come from the components: {@code
 * initiallyDeferred} reads "initially deferred". Elements of a list that have a {@code name} are
 * known by it, others by their place.
 */
final class Properties {

  /** A component: how words name it, and how it is read. */
  private record Part(String component, String words, Method accessor) {}

  private static final ClassValue<List<Part>> PARTS =
      new ClassValue<>() {
        @Override
        protected List<Part> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(c -> new Part(c.getName(), words(c.getName()), c.getAccessor()))
              .toList();
        }
      };

  private Properties() {}

  /** In the order of the components; absent values (empty text, list, optional) are left out. */
  static Map<String, String> of(SchemaObject object) {
    var properties = new LinkedHashMap<String, String>();
    addComponents("", (Record) object, properties);
    return properties;
  }

  private static void addComponents(String prefix, Record object, Map<String, String> properties) {
    for (Part part : PARTS.get(object.getClass())) {
      // The identity of a whole object is its key, not one of its properties.
      if (part.component().equals("id") && object instanceof SchemaObject) {
        continue;
      }
      add(join(prefix, part.words()), value(part, object), properties);
    }
  }

  private static void add(String name, Object value, Map<String, String> properties) {
    switch (value) {
      case Optional<?> optional -> optional.ifPresent(present -> add(name, present, properties));
      case ObjectId id -> properties.put(name, id.toString());
      case Attributes.Privileges privileges -> privileges(name, privileges, properties);
      case Attributes.Grant grant -> properties.put(name, grant.toString());
      case Attributes attributes -> addComponents("", attributes, properties);
      case Column.Value.None ignored -> {}
      case Relation.ReplicaIdentity.PrimaryKey ignored -> {}
      case Column.NotNull notNull -> notNull(name, notNull, properties);
      case Record nested -> nested(name, nested, properties);
      case Map<?, ?> map ->
          new TreeMap<>(map)
              .forEach((key, element) -> add(join(name, key.toString()), element, properties));
      case Set<?> set -> set(name, set, properties);
      case Collection<?> list -> list(name, list, properties);
      case String text -> {
        if (!text.isEmpty()) {
          properties.put(name, text);
        }
      }
      default -> properties.put(name, value.toString());
    }
  }

  /** One case of a sealed choice says which case it is. */
  private static void nested(String name, Record nested, Map<String, String> properties) {
    boolean isChoice = nested.getClass().getInterfaces().length > 0;
    if (isChoice && !(nested instanceof SchemaObject)) {
      properties.put(name, words(nested.getClass().getSimpleName()));
    }
    addComponents(name, nested, properties);
  }

  private static void notNull(String name, Column.NotNull notNull, Map<String, String> properties) {
    switch (notNull) {
      case Column.NotNull.Nullable ignored -> {}
      case Column.NotNull.Required required -> {
        properties.put(name, "true");
        if (!required.equals(Column.NotNull.REQUIRED)) {
          addComponents(name, required, properties);
        }
      }
    }
  }

  private static void privileges(
      String name, Attributes.Privileges privileges, Map<String, String> properties) {
    if (privileges.isDefault()) {
      return;
    }
    var lines = new ArrayList<String>();
    privileges.grants().stream().sorted().forEach(grant -> lines.add(grant.toString()));
    properties.put(name, lines.isEmpty() ? "nobody" : String.join(", ", lines));
  }

  private static void set(String name, Set<?> set, Map<String, String> properties) {
    if (!set.isEmpty()) {
      properties.put(
          name, set.stream().map(Object::toString).sorted().collect(Collectors.joining(", ")));
    }
  }

  private static void list(String name, Collection<?> list, Map<String, String> properties) {
    List<Object> elements = List.copyOf(list);
    if (elements.isEmpty()) {
      return;
    }
    if (elements.getFirst() instanceof Record record && !(record instanceof ObjectId)) {
      String singular = name.endsWith("s") ? name.substring(0, name.length() - 1) : name;
      boolean named = hasName(record);
      int place = 0;
      var order = new ArrayList<String>();
      for (Object element : elements) {
        place++;
        String key = named ? nameOf((Record) element) : Integer.toString(place);
        order.add(key);
        addElement(join(singular, key), (Record) element, named, properties);
      }
      if (named) {
        properties.put(join("order of", name), String.join(", ", order));
      }
      return;
    }
    var parts = new ArrayList<String>();
    elements.forEach(element -> parts.add(element.toString()));
    properties.put(name, String.join(", ", parts));
  }

  private static void addElement(
      String prefix, Record element, boolean named, Map<String, String> properties) {
    for (Part part : PARTS.get(element.getClass())) {
      if (!(named && part.component().equals("name"))) {
        add(join(prefix, part.words()), value(part, element), properties);
      }
    }
  }

  private static boolean hasName(Record element) {
    for (Part part : PARTS.get(element.getClass())) {
      if (part.component().equals("name")) {
        return true;
      }
    }
    return false;
  }

  private static String nameOf(Record element) {
    for (Part part : PARTS.get(element.getClass())) {
      if (part.component().equals("name")) {
        return value(part, element).toString();
      }
    }
    throw new IllegalArgumentException(element.toString());
  }

  private static Object value(Part part, Record object) {
    try {
      return part.accessor().invoke(object);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(part.component() + " of " + object.getClass(), e);
    }
  }

  private static String join(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + ' ' + name;
  }

  /** {@code rowSecurity} as {@code row security}. */
  private static String words(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
