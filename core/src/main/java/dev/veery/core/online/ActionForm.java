package dev.veery.core.online;

import java.util.List;

/**
 * What becomes of one subcommand of ALTER TABLE.
 *
 * @param head subcommands that take its place in the ALTER TABLE; empty where none does
 * @param then what follows that ALTER TABLE, in order
 * @param leftovers as in {@link OnlineForm.Pieces}
 * @param why what the plain subcommand would have done to others; empty where it stays as it is
 */
record ActionForm(List<String> head, List<Piece> then, List<Piece> leftovers, String why) {

  ActionForm {
    head = List.copyOf(head);
    then = List.copyOf(then);
    leftovers = List.copyOf(leftovers);
  }

  static ActionForm asItIs(String text) {
    return new ActionForm(List.of(text), List.of(), List.of(), "");
  }

  static ActionForm of(List<String> head, List<Piece> then, String why) {
    return new ActionForm(head, then, List.of(), why);
  }

  /** With what it may leave behind. */
  ActionForm leaving(List<Piece> more) {
    return new ActionForm(head, then, more, why);
  }

  boolean isAsItIs() {
    return why.isEmpty();
  }

  /** Thrown where a subcommand has no form: the statement then has none as a whole. */
  static final class NoForm extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient OnlineForm.Refused refused;

    NoForm(String reason, String remedy) {
      super(reason, null, false, false);
      this.refused = new OnlineForm.Refused(reason, remedy);
    }

    OnlineForm.Refused refused() {
      return refused;
    }
  }
}
