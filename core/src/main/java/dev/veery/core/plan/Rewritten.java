package dev.veery.core.plan;

import dev.veery.core.sql.Script;
import dev.veery.core.sql.SourcePosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script in the form in which it runs. The journal keeps the texts from the first statement on,
 * so that a run that goes on after an interruption does not decide anew.
 *
 * @param script what runs
 * @param hashes of the statements that the author wrote, in order
 * @param forms the text that stands for each of them; empty where it runs as it is written
 * @param leftovers the text that removes what each form may leave behind; mostly empty
 * @param remarks what a person should know before it runs, in the order of the statements
 * @param halves what is made of it where it is not run as a whole; otherwise null
 */
public record Rewritten(
    Script script,
    List<String> hashes,
    List<String> forms,
    List<String> leftovers,
    List<Remark> remarks,
    @Nullable Halves halves) {

  /** One that runs as a whole. */
  public Rewritten(
      Script script,
      List<String> hashes,
      List<String> forms,
      List<String> leftovers,
      List<Remark> remarks) {
    this(script, hashes, forms, leftovers, remarks, null);
  }

  /**
   * One of which the first half runs.
   *
   * @param script as it was written
   */
  public static Rewritten halved(Script script, Halves halves) {
    return new Rewritten(script, List.of(), List.of(), List.of(), List.of(), halves);
  }

  public Rewritten {
    hashes = List.copyOf(hashes);
    forms = List.copyOf(forms);
    leftovers = List.copyOf(leftovers);
    remarks = List.copyOf(remarks);
    if (hashes.size() != forms.size() || forms.size() != leftovers.size()) {
      throw new IllegalArgumentException("one form for each statement");
    }
  }

  /** Whether any statement runs in another form than it is written in. */
  public boolean isChanged() {
    return halves != null || forms.stream().anyMatch(form -> !form.isEmpty());
  }

  /** The phases of a migration that is made in two halves; null for all others. */
  public Halves.@Nullable Split split() {
    return halves instanceof Halves.Split split ? split : null;
  }

  /**
   * What became of a statement.
   *
   * @param summary the statement on one line
   * @param why what it would do to others as it is written, one sentence without a full stop
   * @param remedy what a person can do where there is no other form; empty otherwise
   * @param pieces the statements that run in its place, on one line each; empty where it has no
   *     other form and runs as it is written
   */
  public record Remark(
      @Nullable SourcePosition position,
      String summary,
      String why,
      String remedy,
      List<String> pieces) {
    public Remark {
      pieces = List.copyOf(pieces);
    }
  }
}
