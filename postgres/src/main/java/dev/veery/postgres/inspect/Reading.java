package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.Attributes.Privileges;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.SchemaObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a server's catalogs: what the readers share (names of roles and schemas, comments,
 * privileges, what belongs to extensions) and what they have found so far.
 *
 * <p>The readers run one after the other, each with one or two queries over all objects of its
 * kind, never a query per object. They register the name of every object under its address, so that
 * a later reader resolves references without asking the server.
 */
final class Reading {

  private final Connection connection;
  private final int major;
  private final Map<Long, String> roles = new HashMap<>();
  private final Map<Long, String> schemas = new HashMap<>();
  private final Set<ObjectAddress> extensionMembers = new HashSet<>();
  private final Map<ObjectAddress, ObjectId> extensionOfMember = new HashMap<>();
  private final Map<ObjectAddress, String> comments = new HashMap<>();
  private final Map<ObjectAddress, Privileges> privileges = new HashMap<>();
  private final Map<ObjectAddress, ObjectId> names = new HashMap<>();
  private final Map<Attributes, Attributes> sharedAttributes = new HashMap<>();
  private final List<SchemaObject> objects = new ArrayList<>();
  private @Nullable QueriesAhead ahead;

  /** Gets the queries in place of the server, where only they are wanted. */
  private @Nullable List<String> asked;

  Reading(Connection connection, int major) {
    this.connection = connection;
    this.major = major;
  }

  /** Something that reads a row. */
  interface RowReader {
    void read(Row row) throws SQLException;
  }

  /**
   * Runs a query and hands over its rows. Each {@code :schemas} in it stands for the numbers of the
   * schemas that are read.
   */
  void query(String sql, RowReader reader) throws SQLException {
    if (asked != null) {
      asked.add(sql);
    } else if (ahead != null) {
      ahead.read(sql, reader);
    } else {
      try (PreparedStatement statement = prepare(connection, sql, schemaNumbers());
          var results = statement.executeQuery()) {
        var row = new Row(results);
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }

  static PreparedStatement prepare(Connection connection, String sql, String schemaNumbers)
      throws SQLException {
    String bound = sql.replace(":schemas", "?::oid[]");
    long parameters = bound.chars().filter(c -> c == '?').count();
    PreparedStatement statement = connection.prepareStatement(bound);
    for (int i = 1; i <= parameters; i++) {
      statement.setString(i, schemaNumbers);
    }
    return statement;
  }

  /** A part of the readers' work. */
  interface Part {
    void read(Reading reading) throws SQLException;
  }

  /**
   * Has a part done whose questions do not depend on the answers: all of them are put to the server
   * at once, one behind the other. Which they are, the part says when it is done without any rows.
   */
  void ahead(Part part) throws SQLException {
    var questions = new Reading(connection, major);
    questions.asked = new ArrayList<>();
    part.read(questions);
    try (var queries = new QueriesAhead(connection, questions.asked, schemaNumbers())) {
      ahead = queries;
      part.read(this);
    } finally {
      ahead = null;
    }
  }

  private String schemaNumbers() {
    var text = new StringBuilder("{");
    for (Long oid : schemas.keySet()) {
      text.append(text.length() == 1 ? "" : ",").append(oid);
    }
    return text.append('}').toString();
  }

  int major() {
    return major;
  }

  /** A part of a query that only servers from some major on understand. */
  String since(int version, String sql, String otherwise) {
    return major >= version ? sql : otherwise;
  }

  void addRole(long oid, String name) {
    roles.put(oid, name);
  }

  /** The name of a role; one that no longer exists shows as its number, as PostgreSQL does it. */
  String role(long oid) {
    return oid == 0 ? "" : roles.getOrDefault(oid, "unknown (OID=" + oid + ")");
  }

  void addSchema(long oid, String name) {
    schemas.put(oid, name);
  }

  boolean hasSchema(long oid) {
    return schemas.containsKey(oid);
  }

  String schema(long oid) {
    String name = schemas.get(oid);
    if (name == null) {
      throw new IllegalStateException("schema " + oid + " was not read");
    }
    return name;
  }

  void addExtensionMember(ObjectAddress member, ObjectId extension) {
    extensionMembers.add(member);
    extensionOfMember.put(member, extension);
  }

  boolean isExtensionMember(SystemTable table, long oid) {
    return extensionMembers.contains(ObjectAddress.of(table, oid));
  }

  void addComment(ObjectAddress address, String text) {
    comments.put(address, text);
  }

  String comment(SystemTable table, long oid, int column) {
    return comments.getOrDefault(ObjectAddress.of(table, oid, column), "");
  }

  void addPrivileges(ObjectAddress address, Privileges granted) {
    privileges.put(address, granted);
  }

  Privileges privileges(SystemTable table, long oid, int column) {
    return privileges.getOrDefault(ObjectAddress.of(table, oid, column), Privileges.DEFAULT);
  }

  /** Owner, comment and privileges of an object; {@code owner} 0 where it has none of its own. */
  Attributes attributes(SystemTable table, long oid, long owner) {
    var attributes = new Attributes(role(owner), comment(table, oid, 0), privileges(table, oid, 0));
    Attributes known = sharedAttributes.putIfAbsent(attributes, attributes);
    return known == null ? attributes : known;
  }

  /** Lets later readers resolve an object that is not (yet) added. */
  ObjectId register(SystemTable table, long oid, ObjectId id) {
    names.put(ObjectAddress.of(table, oid), id);
    return id;
  }

  ObjectId register(SystemTable table, long oid, ObjectKind kind, String schema, String name) {
    return register(table, oid, new ObjectId(kind, schema, name));
  }

  /** The object at an address; null where it is not read, built in or an extension's. */
  @Nullable ObjectId name(SystemTable table, long oid) {
    return names.get(ObjectAddress.of(table, oid));
  }

  /** The object at an address, or the extension it belongs to; null where it is neither. */
  @Nullable ObjectId nameOrExtension(ObjectAddress address) {
    ObjectId id = names.get(address);
    return id == null ? extensionOfMember.get(address) : id;
  }

  void add(SchemaObject object) {
    objects.add(object);
  }

  List<SchemaObject> objects() {
    return objects;
  }
}
