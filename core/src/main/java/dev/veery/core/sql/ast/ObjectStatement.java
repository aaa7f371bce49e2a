package dev.veery.core.sql.ast;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Statements that are alike for many kinds of objects, and those about the rarer kinds. */
public sealed interface ObjectStatement extends SqlStatement {

  /** DROP of anything but owned objects. */
  record Drop(
      ObjectType type,
      boolean concurrently,
      boolean ifExists,
      List<ObjectName> objects,
      Behavior behavior)
      implements ObjectStatement {
    public Drop {
      objects = List.copyOf(objects);
    }

    @Override
    public String tag() {
      return "DROP " + type.words();
    }

    @Override
    public List<ObjectName> targets() {
      return objects;
    }
  }

  /** ALTER of what has no statement of its own. The server calls a user a role. */
  record Alter(ObjectName object, boolean ifExists, AlterAction action) implements ObjectStatement {
    @Override
    public String tag() {
      return "ALTER " + object.type().words();
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(object);
    }
  }

  /** COMMENT ON. {@code text} is the literal as written, or null to remove the comment. */
  record Comment(ObjectName object, @Nullable Expression text) implements ObjectStatement {
    @Override
    public String tag() {
      return "COMMENT";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(object);
    }
  }

  /** SECURITY LABEL. */
  record SecurityLabel(@Nullable String provider, ObjectName object, @Nullable Expression label)
      implements ObjectStatement {
    @Override
    public String tag() {
      return "SECURITY LABEL";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(object);
    }
  }

  /** CREATE SCHEMA. {@code elements} are the statements that it holds, as written. */
  record CreateSchema(
      boolean ifNotExists,
      @Nullable Identifier name,
      @Nullable Identifier owner,
      Expression elements)
      implements ObjectStatement {
    @Override
    public String tag() {
      return "CREATE SCHEMA";
    }

    @Override
    public List<ObjectName> targets() {
      return name == null && owner == null
          ? List.of()
          : List.of(
              new ObjectName(
                  ObjectType.SCHEMA,
                  new QualifiedName(List.of(name != null ? name : Objects.requireNonNull(owner)))));
    }
  }

  /** CREATE EXTENSION. */
  record CreateExtension(
      boolean ifNotExists,
      Identifier name,
      @Nullable Identifier schema,
      @Nullable String version,
      boolean cascade)
      implements ObjectStatement {
    @Override
    public String tag() {
      return "CREATE EXTENSION";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.EXTENSION, new QualifiedName(List.of(name))));
    }
  }

  /** CREATE STATISTICS. A name is optional since PostgreSQL 16. */
  record CreateStatistics(
      boolean ifNotExists,
      @Nullable QualifiedName name,
      List<Identifier> kinds,
      Expression columns,
      Expression from)
      implements ObjectStatement {
    public CreateStatistics {
      kinds = List.copyOf(kinds);
    }

    @Override
    public String tag() {
      return "CREATE STATISTICS";
    }

    @Override
    public List<ObjectName> targets() {
      return name == null ? List.of() : List.of(new ObjectName(ObjectType.STATISTICS, name));
    }
  }

  /** CREATE PUBLICATION. {@code objects} is what stands behind FOR, as written. */
  record CreatePublication(
      Identifier name,
      boolean allTables,
      List<QualifiedName> tables,
      List<Identifier> schemas,
      List<Option> with)
      implements ObjectStatement {
    public CreatePublication {
      tables = List.copyOf(tables);
      schemas = List.copyOf(schemas);
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "CREATE PUBLICATION";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.PUBLICATION, new QualifiedName(List.of(name))));
    }
  }

  /** CREATE SUBSCRIPTION. */
  record CreateSubscription(Identifier name, List<Identifier> publications, List<Option> with)
      implements ObjectStatement {
    public CreateSubscription {
      publications = List.copyOf(publications);
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "CREATE SUBSCRIPTION";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.SUBSCRIPTION, new QualifiedName(List.of(name))));
    }
  }

  /** IMPORT FOREIGN SCHEMA. {@code selection} is LIMIT TO or EXCEPT with its tables, as written. */
  record ImportForeignSchema(
      Identifier remoteSchema, @Nullable Expression selection, Identifier server, Identifier into)
      implements ObjectStatement {
    @Override
    public String tag() {
      return "IMPORT FOREIGN SCHEMA";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /**
   * CREATE of what has no record of its own: servers, casts, collations, operators, text search,
   * databases. {@code definition} is what stands behind the name, as written.
   */
  record Create(boolean orReplace, boolean ifNotExists, ObjectName object, Expression definition)
      implements ObjectStatement {
    @Override
    public String tag() {
      return "CREATE " + object.type().words();
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(object);
    }
  }
}
