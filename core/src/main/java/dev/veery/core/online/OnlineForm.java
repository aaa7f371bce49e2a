package dev.veery.core.online;

import java.util.List;
import java.util.Objects;

/** How a plain statement is run without keeping anybody waiting. */
public sealed interface OnlineForm {

  /** It is in nobody's way as it stands, or only for a moment. */
  record AsItIs() implements OnlineForm {
    public static final AsItIs FORM = new AsItIs();
  }

  /**
   * Other statements that end in the same schema and rows.
   *
   * @param pieces in their order, at least one
   * @param leftovers what removes things that only stand while the pieces run, each harmless where
   *     there is nothing to remove; for a migration that is taken back half done, behind its down
   * @param why one sentence without a full stop: what the plain statement would have done to others
   */
  record Pieces(List<Piece> pieces, List<Piece> leftovers, String why) implements OnlineForm {
    public Pieces {
      pieces = List.copyOf(pieces);
      leftovers = List.copyOf(leftovers);
      Objects.requireNonNull(why);
      if (pieces.isEmpty()) {
        throw new IllegalArgumentException("a form without pieces");
      }
    }

    public Pieces(List<Piece> pieces, String why) {
      this(pieces, List.of(), why);
    }
  }

  /**
   * A change that the running application does not survive: old and new stand side by side until
   * every instance of it is the new one.
   *
   * @param expand makes the new beside the old; both work from then on
   * @param contract removes the old
   * @param abort goes back to exactly the old state, with the rows written since; possible until
   *     {@code contract} has run
   * @param why as in {@link Pieces}
   */
  record Phased(List<Piece> expand, List<Piece> contract, List<Piece> abort, String why)
      implements OnlineForm {
    public Phased {
      expand = List.copyOf(expand);
      contract = List.copyOf(contract);
      abort = List.copyOf(abort);
      Objects.requireNonNull(why);
    }
  }

  /**
   * There is no such form, or not for this statement.
   *
   * @param reason one sentence without a full stop
   * @param remedy what a person can do instead; empty where there is nothing to say
   */
  record Refused(String reason, String remedy) implements OnlineForm {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(remedy);
    }
  }
}
