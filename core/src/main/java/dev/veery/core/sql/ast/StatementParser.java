package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides by its first words what a statement is and hands it to the parser of its family.
 *
 * <p>A family's parser gives up by an exception that is thrown without a stack trace; the statement
 * is then {@link Unrecognised}. A statement is recognised only as a whole: what is left over at its
 * end makes it unrecognised too, so that nothing is overlooked.
 */
final class StatementParser {

  private StatementParser() {}

  static ParsedStatement parse(Tokens tokens) {
    return new ParsedStatement(tokens, parse(tokens, 0, tokens.count()));
  }

  /** The statement in the tokens {@code [from, to)}, which may end in semicolons. */
  static SqlStatement parse(Tokens tokens, int from, int to) {
    while (to > from && tokens.kind(to - 1) == TokenKind.SEMICOLON) {
      to--;
    }
    Cursor cursor = new Cursor(tokens, from, to);
    try {
      SqlStatement statement = dispatch(cursor);
      cursor.expectEnd();
      return statement;
    } catch (Cursor.Mismatch e) {
      return unrecognised(cursor, tokens, from, to);
    }
  }

  private static Unrecognised unrecognised(Cursor cursor, Tokens tokens, int from, int to) {
    List<String> words = new ArrayList<>(4);
    for (int i = from; i < to && words.size() < 4 && !tokens.word(i).isEmpty(); i++) {
      words.add(tokens.word(i));
    }
    return new Unrecognised(words, tokens.start(Math.min(cursor.furthest(), to)));
  }

  private static SqlStatement dispatch(Cursor c) {
    return switch (c.word()) {
      case "create" -> new CreateParser(c).create();
      case "alter" -> new AlterParser(c).alter();
      case "drop" -> new DropParser(c).drop();
      case "select", "values", "table", "with", "insert", "update", "delete", "merge" ->
          new DataParser(c).withQuery();
      case "truncate" -> new DataParser(c).truncate();
      case "copy" -> new DataParser(c).copy();
      case "explain" -> new DataParser(c).explain();
      case "grant", "revoke" -> new GrantParser(c).grant();
      case "comment" -> new ObjectParser(c).comment();
      case "security" -> new ObjectParser(c).securityLabel();
      case "import" -> new ObjectParser(c).importForeignSchema();
      case "reassign" -> new ObjectParser(c).reassignOwned();
      case "refresh" -> new ViewParser(c).refresh();
      case "do" -> new RoutineParser(c).doBlock();
      case "call" -> new RoutineParser(c).call();
      case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release" ->
          new SessionParser(c).transaction();
      case "prepare" -> new SessionParser(c).prepare();
      case "set" -> new SessionParser(c).set();
      case "reset" -> new SessionParser(c).reset();
      case "show" -> new SessionParser(c).show();
      case "lock" -> new SessionParser(c).lock();
      case "discard" -> new SessionParser(c).discard();
      case "declare",
          "close",
          "deallocate",
          "listen",
          "unlisten",
          "notify",
          "fetch",
          "move",
          "execute" ->
          new SessionParser(c).other();
      case "vacuum" -> new MaintenanceParser(c).vacuum();
      case "analyze", "analyse" -> new MaintenanceParser(c).analyze();
      case "cluster" -> new MaintenanceParser(c).cluster();
      case "reindex" -> new MaintenanceParser(c).reindex();
      case "checkpoint" -> new MaintenanceParser(c).checkpoint();
      case "load" -> new MaintenanceParser(c).load();
      default -> {
        if (c.isKind(TokenKind.OPEN_PAREN)) {
          yield new DataParser(c).withQuery();
        }
        throw c.mismatch();
      }
    };
  }
}
