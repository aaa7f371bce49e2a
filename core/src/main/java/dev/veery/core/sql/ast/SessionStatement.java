package dev.veery.core.sql.ast;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Statements about transactions, settings, locks, cursors and the like. */
public sealed interface SessionStatement extends SqlStatement {

  /** What a statement does to the transaction. */
  enum TransactionKind {
    BEGIN,
    START_TRANSACTION,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    PREPARE_TRANSACTION,
    COMMIT_PREPARED,
    ROLLBACK_PREPARED
  }

  /**
   * Transaction control.
   *
   * @param name of a savepoint, or null
   * @param options modes, AND CHAIN or the identifier of a prepared transaction, as written
   */
  record Transaction(TransactionKind kind, @Nullable Identifier name, Expression options)
      implements SessionStatement {
    @Override
    public String tag() {
      return switch (kind) {
        case ROLLBACK_TO -> "ROLLBACK";
        default -> kind.name().replace('_', ' ');
      };
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /**
   * SET.
   *
   * @param scope {@code session}, {@code local} or null where nothing is said, which means session
   * @param name in lower case; {@code time zone}, {@code role}, {@code session authorization},
   *     {@code transaction} and {@code session characteristics} for those forms
   * @param value as written; empty for nothing behind the name
   */
  record Set(@Nullable String scope, String name, Expression value) implements SessionStatement {
    @Override
    public String tag() {
      return "SET";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** RESET. The name is {@code all} for RESET ALL. */
  record Reset(String name) implements SessionStatement {
    @Override
    public String tag() {
      return "RESET";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** SHOW. */
  record Show(String name) implements SessionStatement {
    @Override
    public String tag() {
      return "SHOW";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** SET CONSTRAINTS. No name means ALL. */
  record SetConstraints(List<QualifiedName> names, boolean deferred) implements SessionStatement {
    public SetConstraints {
      names = List.copyOf(names);
    }

    @Override
    public String tag() {
      return "SET CONSTRAINTS";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** LOCK TABLE. The mode is in lower case, {@code access exclusive} where none is named. */
  record Lock(List<QualifiedName> tables, boolean only, String mode, boolean noWait)
      implements SessionStatement {
    public Lock {
      tables = List.copyOf(tables);
    }

    @Override
    public String tag() {
      return "LOCK TABLE";
    }

    @Override
    public List<ObjectName> targets() {
      return tables.stream().map(t -> new ObjectName(ObjectType.TABLE, t)).toList();
    }
  }

  /** DISCARD. {@code what} is {@code all}, {@code plans}, {@code sequences} or {@code temp}. */
  record Discard(String what) implements SessionStatement {
    @Override
    public String tag() {
      return "DISCARD " + what.toUpperCase(Locale.ROOT);
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /**
   * What only concerns the session: LISTEN, NOTIFY, UNLISTEN, cursors and prepared statements.
   * {@code command} is its tag, {@code rest} what stands behind it.
   */
  record Other(String command, Expression rest) implements SessionStatement {
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
