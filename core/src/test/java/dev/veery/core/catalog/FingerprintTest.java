package dev.veery.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Attributes.Grant;
import dev.veery.core.catalog.Attributes.Privileges;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  private static final ObjectId ID = new ObjectId(ObjectKind.SEQUENCE, "shop", "numbers");

  private static Relation.Sequence sequence(long start, Attributes attributes) {
    return new Relation.Sequence(
        ID, attributes, false, "bigint", start, 1, 1, Long.MAX_VALUE, 1, false, Optional.empty());
  }

  /**
   * Stored fingerprints outlive a build. When this fails, the algorithm has changed, be it by the
   * new name of a component: then its version has to change as well.
   */
  @Test
  void isTheSameAsEver() {
    Attributes attributes =
        new Attributes(
            "ada", "counts", Privileges.of(Set.of(new Grant("bob", "ada", "USAGE", true))));
    assertThat(Fingerprint.of(sequence(7, attributes)).text())
        .isEqualTo("v1:eb89975ddac804a2f132af22212ee4177fbccd6dad37f3fa877fb94e161bee76");
  }

  /** The same for the records that the test above does not make: every name counts. */
  @Test
  void theComponentsOfTheRecordsAreTheSameAsEver() {
    var names = new TreeSet<String>();
    collect(SchemaObject.class, names);
    collect(Column.class, names);
    assertThat(names).hasSizeGreaterThan(60);
    assertThat(Integer.toHexString(names.toString().hashCode())).isEqualTo("9696f788");
  }

  private static void collect(Class<?> type, Set<String> names) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, names);
      }
    }
    if (type.isRecord()) {
      var components = new StringBuilder(type.getSimpleName());
      for (RecordComponent component : type.getRecordComponents()) {
        components.append(' ').append(component.getName());
      }
      if (names.add(components.toString())) {
        for (RecordComponent component : type.getRecordComponents()) {
          for (Class<?> nested :
              type.getEnclosingClass() == null
                  ? type.getDeclaredClasses()
                  : type.getEnclosingClass().getDeclaredClasses()) {
            collect(nested, names);
          }
          collect(component.getType(), names);
        }
      }
    }
  }

  @Test
  void theOrderOfOptionsAndGrantsDoesNotCount() {
    var grants = new LinkedHashSet<Grant>();
    grants.add(new Grant("a", "o", "USAGE", false));
    grants.add(new Grant("b", "o", "USAGE", false));
    var reversed = new LinkedHashSet<Grant>();
    reversed.add(new Grant("b", "o", "USAGE", false));
    reversed.add(new Grant("a", "o", "USAGE", false));
    var one = sequence(1, new Attributes("o", "", Privileges.of(grants)));
    var other = sequence(1, new Attributes("o", "", Privileges.of(reversed)));
    assertThat(one).isEqualTo(other);
    assertThat(Fingerprint.of(one)).isEqualTo(Fingerprint.of(other));

    var options = new LinkedHashMap<String, String>();
    options.put("a", "1");
    options.put("b", "2");
    var turned = new LinkedHashMap<String, String>();
    turned.put("b", "2");
    turned.put("a", "1");
    assertThat(Fingerprint.of(view(options))).isEqualTo(Fingerprint.of(view(turned)));
    assertThat(Fingerprint.of(view(options))).isNotEqualTo(Fingerprint.of(view(Map.of())));
  }

  @Test
  void aPartCannotBeMistakenForAnother() {
    assertThat(Fingerprint.of(sequence(1, new Attributes("ab", "c", Privileges.DEFAULT))))
        .isNotEqualTo(Fingerprint.of(sequence(1, new Attributes("a", "bc", Privileges.DEFAULT))));
  }

  private static Relation.View view(Map<String, String> options) {
    return new Relation.View(
        new ObjectId(ObjectKind.VIEW, "shop", "v"), Attributes.NONE, List.of(), "SELECT", options);
  }
}
