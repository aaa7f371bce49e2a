package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.SessionStatement.Transaction;
import dev.veery.core.sql.ast.SessionStatement.TransactionKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions, settings, locks, cursors and prepared statements. */
final class SessionParser {

  private final Cursor c;

  SessionParser(Cursor c) {
    this.c = c;
  }

  // ---- transactions

  SqlStatement transaction() {
    String verb = c.anyWord();
    switch (verb) {
      case "begin" -> {
        work();
        return plain(TransactionKind.BEGIN);
      }
      case "start" -> {
        c.expect("transaction");
        return plain(TransactionKind.START_TRANSACTION);
      }
      case "commit", "end" -> {
        if (verb.equals("commit") && c.accept("prepared")) {
          return plain(TransactionKind.COMMIT_PREPARED);
        }
        work();
        return plain(TransactionKind.COMMIT);
      }
      case "savepoint" -> {
        return named(TransactionKind.SAVEPOINT);
      }
      case "release" -> {
        c.accept("savepoint");
        return named(TransactionKind.RELEASE);
      }
      default -> {
        // ROLLBACK or ABORT
        if (verb.equals("rollback") && c.accept("prepared")) {
          return plain(TransactionKind.ROLLBACK_PREPARED);
        }
        work();
        if (c.accept("to")) {
          c.accept("savepoint");
          return named(TransactionKind.ROLLBACK_TO);
        }
        return plain(TransactionKind.ROLLBACK);
      }
    }
  }

  private void work() {
    if (!c.accept("work")) {
      c.accept("transaction");
    }
  }

  private Transaction plain(TransactionKind kind) {
    return new Transaction(kind, null, c.rest());
  }

  private Transaction named(TransactionKind kind) {
    return new Transaction(kind, c.identifier(), c.rest());
  }

  /** PREPARE: a transaction or a statement. */
  SqlStatement prepare() {
    c.expect("prepare");
    if (c.is("transaction") && c.kindAhead(1) == TokenKind.STRING) {
      c.advance();
      return plain(TransactionKind.PREPARE_TRANSACTION);
    }
    c.identifier();
    return new SessionStatement.Other("PREPARE", someRest());
  }

  private Expression someRest() {
    if (c.atEnd()) {
      throw c.mismatch();
    }
    return c.rest();
  }

  // ---- settings

  SqlStatement set() {
    c.expect("set");
    if (c.accept("constraints")) {
      return setConstraints();
    }
    String scope = null;
    if (c.isAny("session", "local") && !isSessionForm()) {
      scope = c.anyWord();
    }
    String name = specialName();
    if (name != null) {
      return new SessionStatement.Set(scope, name, c.rest());
    }
    name = AlterParser.settingName(c);
    if (!c.acceptOperator('=') && !c.accept("from", "current")) {
      c.expect("to");
    }
    return new SessionStatement.Set(scope, name, c.rest());
  }

  private boolean isSessionForm() {
    return c.is("session")
        && (c.ahead(1).equals("authorization") || c.ahead(1).equals("characteristics"));
  }

  /** The forms that the standard has, which have no equals sign. */
  private @Nullable String specialName() {
    if (c.accept("time", "zone")) {
      return "time zone";
    }
    if (c.accept("session", "authorization")) {
      return "session authorization";
    }
    if (c.accept("session", "characteristics", "as")) {
      c.expect("transaction");
      return "session characteristics";
    }
    if (c.accept("xml", "option")) {
      return "xml option";
    }
    switch (c.word()) {
      case "role", "transaction", "names", "schema", "catalog", "seed" -> {
        boolean assignment = c.ahead(1).equals("to") || isEqualsAhead();
        return assignment ? null : c.anyWord();
      }
      default -> {
        return null;
      }
    }
  }

  private boolean isEqualsAhead() {
    return c.kindAhead(1) == TokenKind.OPERATOR && c.tokens.is(c.pos() + 1, '=');
  }

  private SqlStatement setConstraints() {
    List<QualifiedName> names = c.accept("all") ? List.of() : c.qualifiedNames();
    boolean deferred = c.accept("deferred");
    if (!deferred) {
      c.expect("immediate");
    }
    return new SessionStatement.SetConstraints(names, deferred);
  }

  SqlStatement reset() {
    c.expect("reset");
    return new SessionStatement.Reset(resetName());
  }

  SqlStatement show() {
    c.expect("show");
    return new SessionStatement.Show(resetName());
  }

  private String resetName() {
    if (c.accept("time", "zone")) {
      return "timezone";
    }
    if (c.accept("session", "authorization")) {
      return "session authorization";
    }
    if (c.accept("transaction", "isolation", "level")) {
      return "transaction isolation level";
    }
    return AlterParser.settingName(c);
  }

  // ---- locks

  SqlStatement lock() {
    c.expect("lock");
    c.accept("table");
    boolean only = false;
    List<QualifiedName> tables = new ArrayList<>(1);
    do {
      boolean one = c.accept("only");
      only |= one;
      boolean parenthesis = one && c.accept(TokenKind.OPEN_PAREN);
      tables.add(c.qualifiedName());
      if (parenthesis) {
        c.expect(TokenKind.CLOSE_PAREN);
      }
      c.acceptOperator('*');
    } while (c.accept(TokenKind.COMMA));
    String mode = "access exclusive";
    if (c.accept("in")) {
      StringBuilder words = new StringBuilder(c.anyWord());
      while (!c.is("mode")) {
        words.append(' ').append(c.anyWord());
      }
      c.expect("mode");
      mode = words.toString();
    }
    return new SessionStatement.Lock(tables, only, mode, c.accept("nowait"));
  }

  SqlStatement discard() {
    c.expect("discard");
    String what = c.anyWord();
    return new SessionStatement.Discard(what.equals("temporary") ? "temp" : what);
  }

  // ---- the rest

  SqlStatement other() {
    String verb = c.anyWord();
    String tag =
        switch (verb) {
          case "declare" -> "DECLARE CURSOR";
          case "close" -> c.is("all") ? "CLOSE CURSOR ALL" : "CLOSE CURSOR";
          case "deallocate" -> {
            c.accept("prepare");
            yield c.is("all") ? "DEALLOCATE ALL" : "DEALLOCATE";
          }
          case "listen" -> "LISTEN";
          case "unlisten" -> "UNLISTEN";
          case "notify" -> "NOTIFY";
          case "fetch" -> "FETCH";
          case "move" -> "MOVE";
          case "execute" -> "EXECUTE";
          default -> throw c.mismatch();
        };
    return new SessionStatement.Other(tag, someRest());
  }
}
