package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that read and write rows. */
public sealed interface DataStatement extends SqlStatement {

  /** A common table expression. */
  record Cte(Identifier name, List<Identifier> columns, Expression query) {
    public Cte {
      columns = List.copyOf(columns);
    }
  }

  /**
   * SELECT, VALUES or TABLE, set operations included.
   *
   * @param select null for VALUES and TABLE, and where the query begins with a parenthesis: the
   *     list between SELECT and FROM, as written
   * @param from of the first SELECT, or null
   * @param where of the first SELECT, or null
   * @param locking FOR UPDATE and the like, as written, or null
   * @param query the whole without its WITH
   */
  record Select(
      List<Cte> with,
      @Nullable Expression select,
      @Nullable Expression from,
      @Nullable Expression where,
      @Nullable Expression locking,
      Expression query)
      implements DataStatement {
    public Select {
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "SELECT";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /**
   * INSERT.
   *
   * @param source VALUES, a query or DEFAULT VALUES, as written
   * @param onConflict what stands behind ON CONFLICT, or null
   */
  record Insert(
      List<Cte> with,
      QualifiedName table,
      @Nullable Identifier alias,
      List<Identifier> columns,
      Expression source,
      @Nullable Expression onConflict,
      @Nullable Expression returning)
      implements DataStatement {
    public Insert {
      with = List.copyOf(with);
      columns = List.copyOf(columns);
    }

    @Override
    public String tag() {
      return "INSERT";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TABLE, table));
    }
  }

  /** UPDATE. */
  record Update(
      List<Cte> with,
      boolean only,
      QualifiedName table,
      @Nullable Identifier alias,
      Expression set,
      @Nullable Expression from,
      @Nullable Expression where,
      @Nullable Expression returning)
      implements DataStatement {
    public Update {
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "UPDATE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TABLE, table));
    }
  }

  /** DELETE. */
  record Delete(
      List<Cte> with,
      boolean only,
      QualifiedName table,
      @Nullable Identifier alias,
      @Nullable Expression using,
      @Nullable Expression where,
      @Nullable Expression returning)
      implements DataStatement {
    public Delete {
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "DELETE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TABLE, table));
    }
  }

  /**
   * MERGE.
   *
   * @param actions from the first WHEN on, as written
   */
  record Merge(
      List<Cte> with,
      QualifiedName table,
      @Nullable Identifier alias,
      Expression using,
      Expression on,
      Expression actions,
      @Nullable Expression returning)
      implements DataStatement {
    public Merge {
      with = List.copyOf(with);
    }

    @Override
    public String tag() {
      return "MERGE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TABLE, table));
    }
  }

  /** TRUNCATE. */
  record Truncate(List<QualifiedName> tables, boolean restartIdentity, Behavior behavior)
      implements DataStatement {
    public Truncate {
      tables = List.copyOf(tables);
    }

    @Override
    public String tag() {
      return "TRUNCATE TABLE";
    }

    @Override
    public List<ObjectName> targets() {
      return tables.stream().map(t -> new ObjectName(ObjectType.TABLE, t)).toList();
    }
  }

  /**
   * COPY.
   *
   * @param table null for COPY (query)
   * @param query null for COPY table
   * @param from otherwise TO
   * @param place {@code stdin}, {@code stdout}, {@code program} or {@code file}
   * @param options as written
   */
  record Copy(
      @Nullable QualifiedName table,
      List<Identifier> columns,
      @Nullable Expression query,
      boolean from,
      String place,
      Expression options,
      @Nullable Expression where)
      implements DataStatement {
    public Copy {
      columns = List.copyOf(columns);
    }

    @Override
    public String tag() {
      return "COPY";
    }

    @Override
    public List<ObjectName> targets() {
      return table == null ? List.of() : List.of(new ObjectName(ObjectType.TABLE, table));
    }
  }

  /** EXPLAIN. */
  record Explain(List<Option> options, SqlStatement statement) implements DataStatement {
    public Explain {
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "EXPLAIN";
    }

    @Override
    public List<ObjectName> targets() {
      return statement.targets();
    }
  }
}
