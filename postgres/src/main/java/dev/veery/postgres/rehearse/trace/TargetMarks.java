package dev.veery.postgres.rehearse.trace;

import dev.veery.core.Sha256;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells whether what a statement is about has changed: its definition with everything on it. */
public final class TargetMarks {

  private TargetMarks() {}

  /**
   * Fingerprints of tables and views as they are now, indexes, constraints, triggers and policies
   * included.
   *
   * @param session outside of any transaction
   * @return what is not there has none
   */
  public static Map<TracedObject, String> read(Session session, Set<TracedObject> objects)
      throws SQLException {
    Map<TracedObject, String> marks = new HashMap<>();
    Set<String> schemas = new HashSet<>();
    objects.forEach(object -> schemas.add(object.schema()));
    if (schemas.isEmpty()) {
      return marks;
    }
    Catalog catalog =
        Inspector.inspect(session.connection(), new InspectOptions(schemas, Set.of()));
    Map<TracedObject, StringBuilder> texts = new HashMap<>();
    for (SchemaObject object : catalog.objects().values()) {
      ObjectId id = object instanceof Index index ? index.table() : holder(object.id());
      for (TracedObject.Kind kind : TracedObject.Kind.values()) {
        TracedObject traced = new TracedObject(kind, id.schema(), id.name());
        if (objects.contains(traced)) {
          texts
              .computeIfAbsent(traced, t -> new StringBuilder())
              .append(Fingerprint.of(object).text())
              .append('\n');
        }
      }
    }
    texts.forEach((object, text) -> marks.put(object, Sha256.shortHex(text.toString())));
    return marks;
  }

  private static ObjectId holder(ObjectId id) {
    return id.on().isEmpty() ? id : new ObjectId(id.kind(), id.schema(), id.on(), id.on());
  }

  /**
   * What each statement is the first to touch: later it is not what it was, because of the run
   * itself.
   *
   * @return by migration label and ordinal
   */
  public static Map<String, Map<Integer, Set<TracedObject>>> firstTouched(
      List<TracedMigration> migrations) {
    Map<String, Map<Integer, Set<TracedObject>>> first = new LinkedHashMap<>();
    Set<TracedObject> touched = new HashSet<>();
    for (TracedMigration migration : migrations) {
      Map<Integer, Set<TracedObject>> steps = new LinkedHashMap<>();
      for (TracedStatement statement : migration.statements()) {
        Set<TracedObject> fresh = new LinkedHashSet<>();
        for (HeldLock lock : statement.locks()) {
          TracedObject object = lock.object();
          boolean stable =
              object.kind() != TracedObject.Kind.INDEX
                  && object.kind() != TracedObject.Kind.SEQUENCE
                  && object.kind() != TracedObject.Kind.OTHER;
          if (stable && touched.add(object)) {
            fresh.add(object);
          }
        }
        steps.put(statement.ordinal(), fresh);
      }
      first.put(migration.label(), steps);
    }
    return first;
  }
}
