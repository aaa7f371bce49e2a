package dev.veery.postgres.rehearse.trace;

import dev.veery.core.ErrorCode;
import dev.veery.core.Sha256;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells whether what a statement is about has changed: its definition with everything on it. */
public final class TargetMarks {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

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
    Catalog catalog = inspect(session, schemas);
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

  /** Some of what is read needs a lock that an open change of a table keeps away. */
  private static Catalog inspect(Session session, Set<String> schemas) throws SQLException {
    session.execute("SET lock_timeout = '" + PATIENCE.toMillis() + "ms'");
    try {
      return Inspector.inspect(session.connection(), new InspectOptions(schemas, Set.of()));
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      throw new VeeryException(
          new Problem(
              ErrorCode.LOCK_TIMEOUT,
              "the schema cannot be read: somebody has locked a table for "
                  + PATIENCE.toSeconds()
                  + " s and longer",
              "veery locks tells who; run again when that is over"),
          e);
    } finally {
      if (!session.connection().isClosed()) {
        session.execute("RESET lock_timeout");
      }
    }
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
