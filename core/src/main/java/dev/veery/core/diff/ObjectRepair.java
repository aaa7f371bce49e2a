package dev.veery.core.diff;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.SchemaObject;
import java.util.ArrayList;
import java.util.List;

/** What makes one object of a schema what it is in another, and leaves everything else as it is. */
public final class ObjectRepair {

  private ObjectRepair() {}

  /**
   * The statements, without a semicolon at their end.
   *
   * @param id of an object that is in both
   * @param owners whether its owner is to become the same, too
   * @param privileges whether its privileges are
   * @return none where it is missing in one of them, or their servers are of different majors
   */
  public static List<String> of(
      Catalog actual, Catalog expected, ObjectId id, boolean owners, boolean privileges) {
    SchemaObject wanted = expected.find(id).orElse(null);
    if (wanted == null || actual.find(id).isEmpty() || actual.major() != expected.major()) {
      return List.of();
    }
    List<SchemaObject> objects = new ArrayList<>();
    for (SchemaObject object : actual.objects().values()) {
      objects.add(object.id().equals(id) ? wanted : object);
    }
    return Difference.between(
            actual, actual.of(objects), new DiffOptions(false, owners, privileges, ""))
        .statements();
  }
}
