package dev.veery.core.catalog;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What belongs to the database as a whole, and the rarer objects of schemas. */
public sealed interface DatabaseObject extends SchemaObject {

  /** A schema. */
  record Schema(ObjectId id, Attributes attributes) implements DatabaseObject {}

  /** An extension; what it contains is its own and not listed. */
  record Extension(ObjectId id, Attributes attributes, String schema, String version)
      implements DatabaseObject {}

  /** A procedural language; inline and validator are empty where there is none. */
  record Language(
      ObjectId id,
      Attributes attributes,
      boolean trusted,
      String handler,
      String inline,
      String validator)
      implements DatabaseObject {}

  /** An access method; type is {@code TABLE} or {@code INDEX}. */
  record AccessMethod(ObjectId id, Attributes attributes, String type, String handler)
      implements DatabaseObject {}

  /**
   * A collation.
   *
   * @param provider {@code libc}, {@code icu} or {@code builtin}
   * @param collate of libc, else empty
   * @param ctype of libc, else empty
   * @param locale of the other providers, else empty
   * @param rules of ICU, since PostgreSQL 16, else empty
   */
  record Collation(
      ObjectId id,
      Attributes attributes,
      String provider,
      boolean deterministic,
      String collate,
      String ctype,
      String locale,
      String rules)
      implements DatabaseObject {}

  /** A conversion between encodings. */
  record Conversion(
      ObjectId id,
      Attributes attributes,
      boolean isDefault,
      String source,
      String target,
      String function)
      implements DatabaseObject {}

  /**
   * An event trigger.
   *
   * @param tags empty for every command; the order does not count
   */
  record EventTrigger(
      ObjectId id,
      Attributes attributes,
      String event,
      Set<String> tags,
      String function,
      TablePart.Enabled enabled)
      implements DatabaseObject {
    public EventTrigger {
      tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
    }
  }

  /**
   * A publication.
   *
   * @param publish {@code insert}, {@code update}, {@code delete}, {@code truncate}
   * @param viaRoot changes of partitions appear as the root's
   * @param generatedColumns {@code stored}, since PostgreSQL 18, else empty
   * @param tables what it names; sorted
   * @param schemas whose tables it takes all, since PostgreSQL 15; sorted
   */
  record Publication(
      ObjectId id,
      Attributes attributes,
      boolean allTables,
      List<String> publish,
      boolean viaRoot,
      String generatedColumns,
      List<PublishedTable> tables,
      List<String> schemas)
      implements DatabaseObject {
    public Publication {
      publish = List.copyOf(publish);
      tables =
          tables.stream().sorted(java.util.Comparator.comparing(PublishedTable::table)).toList();
      schemas = schemas.stream().sorted().toList();
    }
  }

  /**
   * A table of a publication.
   *
   * @param columns empty for all
   * @param where a row filter, empty where there is none
   */
  record PublishedTable(ObjectId table, List<String> columns, String where) {
    public PublishedTable {
      columns = columns.stream().sorted().toList();
    }
  }

  /**
   * A subscription. How it connects is not read: that names another server, holds a password, and
   * is shown to superusers only. Whether it is enabled is the state of a server.
   *
   * @param publications on the other server; sorted
   * @param slot the replication slot there; empty for none
   * @param options those that are not what PostgreSQL takes by itself, as {@code CREATE
   *     SUBSCRIPTION} has them
   */
  record Subscription(
      ObjectId id,
      Attributes attributes,
      List<String> publications,
      String slot,
      Map<String, String> options)
      implements DatabaseObject {
    public Subscription {
      publications = publications.stream().sorted().toList();
      options = SchemaObject.copy(options);
    }
  }

  /**
   * A security label.
   *
   * @param object what is labelled, or the relation of the column that is
   * @param column empty for the object itself
   * @param provider the module that the label is for
   */
  record SecurityLabel(
      ObjectId id,
      Attributes attributes,
      ObjectId object,
      String column,
      String provider,
      String label)
      implements DatabaseObject {}

  /**
   * What was granted and revoked on an object that the schema does not make: an extension's, or one
   * of PostgreSQL's own.
   *
   * @param extension whose object it is; empty for PostgreSQL's own
   * @param given the rights that it did not come with
   * @param taken the rights that it came with
   */
  record Grants(
      ObjectId id,
      Attributes attributes,
      String extension,
      Set<Attributes.Grant> given,
      Set<Attributes.Grant> taken)
      implements DatabaseObject {

    /**
     * Stands for the grantor who owns the object: who that is, is decided by who makes the
     * extension.
     */
    public static final String OWNER = "its owner";

    public Grants {
      given = Collections.unmodifiableSet(new LinkedHashSet<>(given));
      taken = Collections.unmodifiableSet(new LinkedHashSet<>(taken));
    }
  }

  /**
   * {@code ALTER DEFAULT PRIVILEGES}.
   *
   * @param role whose new objects it is about
   * @param schema empty where it holds in every schema
   * @param objects {@code TABLES}, {@code SEQUENCES}, {@code FUNCTIONS}, {@code TYPES}, {@code
   *     SCHEMAS} or {@code LARGE OBJECTS}
   * @param grants what a new object gets: in a schema what is added, otherwise the whole list
   * @param builtin what PostgreSQL itself would grant; empty within a schema
   */
  record DefaultPrivileges(
      ObjectId id,
      Attributes attributes,
      String role,
      String schema,
      String objects,
      Set<Attributes.Grant> grants,
      Set<Attributes.Grant> builtin)
      implements DatabaseObject {
    public DefaultPrivileges {
      grants = Collections.unmodifiableSet(new LinkedHashSet<>(grants));
      builtin = Collections.unmodifiableSet(new LinkedHashSet<>(builtin));
    }
  }
}
