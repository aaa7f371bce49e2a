package dev.veery.core.online;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of one subcommand of ALTER TABLE.
 *
 * @param head subcommands that take its place in the ALTER TABLE; empty where none does
 * @param then what follows that ALTER TABLE, in order
 * @param why what the plain subcommand would have done to others; empty where it stays as it is
 */
record ActionForm(List<String> head, List<Piece> then, String why) {

  ActionForm {
    head = List.copyOf(head);
    then = List.copyOf(then);
  }

  static ActionForm asItIs(String text) {
    return new ActionForm(List.of(text), List.of(), "");
  }

  static ActionForm of(List<String> head, List<Piece> then, String why) {
    return new ActionForm(head, then, why);
  }

  /** The pieces behind the head and then some. */
  ActionForm and(List<Piece> more) {
    List<Piece> all = new ArrayList<>(then);
    all.addAll(more);
    return new ActionForm(head, all, why);
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
