package dev.veery.core.online;

import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** Pieces as the text of a script. */
public final class FormText {

  private static final String OWN = "-- veery: transaction=per-statement\n";

  private FormText() {}

  /** The statements of pieces, with their semicolons and with the directives that they need. */
  public static String of(List<Piece> pieces) {
    return of(pieces, List.of());
  }

  /**
   * As {@link #of(List)}.
   *
   * @param directives lines that stand above every statement
   */
  public static String of(List<Piece> pieces, List<String> directives) {
    StringBuilder above = new StringBuilder();
    directives.forEach(line -> above.append(line).append('\n'));
    List<String> texts = new ArrayList<>();
    for (Piece piece : pieces) {
      texts.add(of(piece, above.toString()));
    }
    return String.join("\n", texts);
  }

  private static String of(Piece piece, String above) {
    return switch (piece) {
      case Piece.Joined joined -> above + joined.sql() + ";";
      case Piece.Own own ->
          own.statements().size() == 1
              ? above + OWN + own.statements().getFirst() + ";"
              : "BEGIN;\n" + above + String.join(";\n" + above, own.statements()) + ";\nCOMMIT;";
      case Piece.Alone alone -> above + alone.sql() + ";";
      case Piece.Backfill backfill ->
          above
              + "-- veery: backfill"
              + (backfill.options().isEmpty() ? "" : " " + backfill.options())
              + "\n"
              + backfill.sql()
              + ";";
      case Piece.Verify verify -> above + OWN + question(verify) + ";";
    };
  }

  /** A block that fails unless the answer is true; NULL is not true. */
  private static String question(Piece.Verify verify) {
    String body =
        "\nBEGIN\n  IF ("
            + verify.query()
            + ") IS NOT TRUE THEN\n    RAISE EXCEPTION USING MESSAGE = "
            + Identifiers.literal(verify.otherwise())
            + ", ERRCODE = 'VE003';\n  END IF;\nEND ";
    return "DO " + Identifiers.dollarQuoted(body);
  }
}
