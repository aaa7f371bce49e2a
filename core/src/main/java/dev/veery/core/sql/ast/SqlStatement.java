package dev.veery.core.sql.ast;

import dev.veery.core.sql.Tokens;
import java.util.List;

/**
 * A statement as the parser understands it. The families are sealed too, so a {@code switch} over a
 * family, or over all of them, needs no {@code default}.
 */
public sealed interface SqlStatement
    permits TableStatement,
        IndexStatement,
        ViewStatement,
        SequenceStatement,
        TypeStatement,
        RoutineStatement,
        TriggerStatement,
        AccessStatement,
        ObjectStatement,
        DataStatement,
        SessionStatement,
        MaintenanceStatement,
        Unrecognised {

  /**
   * The tag that the server answers with when it has run the statement, counts left out: {@code
   * CREATE TABLE}, {@code INSERT}. For {@code EXPLAIN} and the like, which answer with rows, the
   * tag is theirs.
   */
  String tag();

  /** The objects that it creates, changes or drops by name, in order. */
  List<ObjectName> targets();

  /** Parses a statement; never throws. */
  static ParsedStatement parse(String text) {
    return StatementParser.parse(Tokens.of(text));
  }

  /** As {@link #parse(String)}, for UTF-8. */
  static ParsedStatement parse(byte[] text) {
    return StatementParser.parse(Tokens.of(text));
  }
}
