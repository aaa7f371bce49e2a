package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about views. */
public sealed interface ViewStatement extends SqlStatement {

  /** CREATE VIEW. {@code checkOption} is {@code local}, {@code cascaded} or null. */
  record CreateView(
      boolean orReplace,
      boolean temporary,
      boolean recursive,
      QualifiedName name,
      List<Identifier> columns,
      List<Option> options,
      Expression query,
      @Nullable String checkOption)
      implements ViewStatement {
    public CreateView {
      columns = List.copyOf(columns);
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "CREATE VIEW";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.VIEW, name));
    }
  }

  /** CREATE MATERIALIZED VIEW. */
  record CreateMaterializedView(
      boolean ifNotExists,
      QualifiedName name,
      List<Identifier> columns,
      @Nullable Identifier accessMethod,
      List<Option> with,
      @Nullable Identifier tablespace,
      Expression query,
      boolean withData)
      implements ViewStatement {
    public CreateMaterializedView {
      columns = List.copyOf(columns);
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return withData ? "SELECT" : "CREATE MATERIALIZED VIEW";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.MATERIALIZED_VIEW, name));
    }
  }

  /** REFRESH MATERIALIZED VIEW. */
  record Refresh(boolean concurrently, QualifiedName name, boolean withData)
      implements ViewStatement {
    @Override
    public String tag() {
      return "REFRESH MATERIALIZED VIEW";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.MATERIALIZED_VIEW, name));
    }
  }
}
