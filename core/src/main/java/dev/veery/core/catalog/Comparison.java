package dev.veery.core.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one catalog differs from another, in words.
 *
 * @param differences in the order of the objects' names; what hangs on a table that is missing or
 *     not expected is not listed besides it
 */
public record Comparison(List<Difference> differences) {

  public Comparison {
    differences = List.copyOf(differences);
  }

  /** One object that is not as expected. */
  public sealed interface Difference {

    ObjectId id();

    /** It should be there and is not. */
    record Missing(ObjectId id) implements Difference {
      @Override
      public String toString() {
        return id + " is missing";
      }
    }

    /** It is there and should not be. */
    record Unexpected(ObjectId id) implements Difference {
      @Override
      public String toString() {
        return id + " is not expected";
      }
    }

    /** It is there and is not as it should be. */
    record Changed(ObjectId id, List<Change> changes) implements Difference {
      public Changed {
        changes = List.copyOf(changes);
      }

      @Override
      public String toString() {
        var text = new StringBuilder();
        for (Change change : changes) {
          text.append(text.isEmpty() ? "" : "\n").append(id).append(": ").append(change);
        }
        return text.toString();
      }
    }
  }

  /**
   * One property that is not as expected.
   *
   * @param property such as {@code column note type}
   * @param expected empty where there should be none
   * @param actual empty where there is none
   */
  public record Change(String property, String expected, String actual) {
    @Override
    public String toString() {
      if (expected.isEmpty()) {
        return property + " is " + actual + ", none was expected";
      }
      return property + " is " + (actual.isEmpty() ? "absent" : actual) + ", expected " + expected;
    }
  }

  /**
   * Compares two catalogs.
   *
   * @param expected what should be, such as what the history produces
   * @param actual what is, such as the live schema
   */
  public static Comparison of(Catalog expected, Catalog actual, IgnoreList ignored) {
    var differences = new ArrayList<Difference>();
    Set<ObjectId> ids = new TreeSet<>(expected.objects().keySet());
    ids.addAll(actual.objects().keySet());
    for (ObjectId id : ids) {
      SchemaObject should = expected.objects().get(id);
      SchemaObject is = actual.objects().get(id);
      if (should != null && is != null) {
        if (!should.equals(is) && !ignored.ignores(should)) {
          List<Change> changes = changes(should, is, ignored);
          if (!changes.isEmpty()) {
            differences.add(new Difference.Changed(id, changes));
          }
        }
      } else if (should != null) {
        if (!ignored.ignores(should) && !isImplied(should, expected, actual)) {
          differences.add(new Difference.Missing(id));
        }
      } else if (is != null && !ignored.ignores(is) && !isImplied(is, actual, expected)) {
        differences.add(new Difference.Unexpected(id));
      }
    }
    return new Comparison(differences);
  }

  /** Whether its table, too, is on one side only: then that is all there is to say. */
  private static boolean isImplied(SchemaObject object, Catalog here, Catalog there) {
    return Catalog.holderOf(object)
        .filter(holder -> here.find(holder).isPresent() && there.find(holder).isEmpty())
        .isPresent();
  }

  private static List<Change> changes(SchemaObject should, SchemaObject is, IgnoreList ignored) {
    Map<String, String> expected = Properties.of(should);
    Map<String, String> actual = Properties.of(is);
    Set<String> names = new LinkedHashSet<>(expected.keySet());
    names.addAll(actual.keySet());
    var changes = new ArrayList<Change>();
    for (String name : names) {
      String before = expected.getOrDefault(name, "");
      String after = actual.getOrDefault(name, "");
      if (!before.equals(after) && !ignored.ignores(name)) {
        changes.add(new Change(name, before, after));
      }
    }
    return withoutPartsOfWhatIsNew(changes);
  }

  /**
   * A column that was added or dropped differs in each of its properties: its type says it, the
   * rest is left out.
   */
  private static List<Change> withoutPartsOfWhatIsNew(List<Change> changes) {
    var one = new TreeSet<String>();
    for (Change change : changes) {
      if (change.property().endsWith(" type")
          && change.property().startsWith("column ")
          && (change.expected().isEmpty() || change.actual().isEmpty())) {
        one.add(change.property().substring(0, change.property().length() - " type".length()));
      }
    }
    return changes.stream()
        .filter(Comparison::isMoreThanAddedOrDropped)
        .filter(change ->
            change.property().endsWith(" type")
                || one.stream().noneMatch(c -> change.property().startsWith(c + ' ')))
        .toList();
  }

  /** The order of columns counts where those that both sides have stand differently. */
  private static boolean isMoreThanAddedOrDropped(Change change) {
    if (!change.property().startsWith("order of ")) {
      return true;
    }
    var expected = new ArrayList<>(List.of(change.expected().split(", ")));
    var actual = new ArrayList<>(List.of(change.actual().split(", ")));
    List<String> before = List.copyOf(expected);
    expected.retainAll(actual);
    actual.retainAll(before);
    return !expected.equals(actual);
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return differences.isEmpty();
  }

  /** A line for each difference. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    differences.forEach(d -> text.append(text.isEmpty() ? "" : "\n").append(d));
    return text.toString();
  }
}
