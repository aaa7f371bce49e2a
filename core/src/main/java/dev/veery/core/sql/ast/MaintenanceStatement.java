package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that look after tables and the server. */
public sealed interface MaintenanceStatement extends SqlStatement {

  /** A table and, for VACUUM and ANALYZE, columns of it. */
  record Relation(QualifiedName name, List<Identifier> columns) {
    public Relation {
      columns = List.copyOf(columns);
    }
  }

  /** VACUUM. No relation means all. */
  record Vacuum(List<Option> options, List<Relation> relations) implements MaintenanceStatement {
    public Vacuum {
      options = List.copyOf(options);
      relations = List.copyOf(relations);
    }

    @Override
    public String tag() {
      return "VACUUM";
    }

    @Override
    public List<ObjectName> targets() {
      return relations.stream().map(r -> new ObjectName(ObjectType.TABLE, r.name())).toList();
    }
  }

  /** ANALYZE. No relation means all. */
  record Analyze(List<Option> options, List<Relation> relations) implements MaintenanceStatement {
    public Analyze {
      options = List.copyOf(options);
      relations = List.copyOf(relations);
    }

    @Override
    public String tag() {
      return "ANALYZE";
    }

    @Override
    public List<ObjectName> targets() {
      return relations.stream().map(r -> new ObjectName(ObjectType.TABLE, r.name())).toList();
    }
  }

  /** CLUSTER. No table means all that were clustered before. */
  record Cluster(List<Option> options, @Nullable QualifiedName table, @Nullable Identifier index)
      implements MaintenanceStatement {
    public Cluster {
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "CLUSTER";
    }

    @Override
    public List<ObjectName> targets() {
      return table == null ? List.of() : List.of(new ObjectName(ObjectType.TABLE, table));
    }
  }

  /**
   * REINDEX.
   *
   * @param what {@code index}, {@code table}, {@code schema}, {@code database} or {@code system}
   * @param name null for the current database
   */
  record Reindex(
      List<Option> options, String what, boolean concurrently, @Nullable QualifiedName name)
      implements MaintenanceStatement {
    public Reindex {
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "REINDEX";
    }

    @Override
    public List<ObjectName> targets() {
      if (name == null) {
        return List.of();
      }
      return switch (what) {
        case "index" -> List.of(new ObjectName(ObjectType.INDEX, name));
        case "table" -> List.of(new ObjectName(ObjectType.TABLE, name));
        case "schema" -> List.of(new ObjectName(ObjectType.SCHEMA, name));
        default -> List.of();
      };
    }
  }

  /** ALTER SYSTEM. {@code value} is null for RESET. */
  record AlterSystem(String name, @Nullable Expression value) implements MaintenanceStatement {
    @Override
    public String tag() {
      return "ALTER SYSTEM";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** CHECKPOINT or LOAD. */
  record Other(String command, Expression rest) implements MaintenanceStatement {
    @Override
    public String tag() {
      return command;
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }
}
