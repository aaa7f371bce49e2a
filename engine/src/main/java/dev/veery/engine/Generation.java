package dev.veery.engine;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.diff.Change;
import dev.veery.core.diff.Lookalike;
import dev.veery.core.diff.SqlStep;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A migration that was generated and proven.
 *
 * @param changes what becomes of which object
 * @param up the statements from what the migrations make to what is desired
 * @param down the statements back
 * @param before what the migrations make, as a phrase
 * @param kept what stays as it is because the source has no words for it; empty where it has words
 *     for everything
 */
public record Generation(
    List<Change> changes,
    List<SqlStep> up,
    List<SqlStep> down,
    String before,
    List<ObjectId> kept) {

  public Generation {
    changes = List.copyOf(changes);
    up = List.copyOf(up);
    down = List.copyOf(down);
    kept = List.copyOf(kept);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return up.isEmpty();
  }

  /**
   * What to generate.
   *
   * @param from what the schema should be
   * @param online the form that keeps nobody waiting
   * @param owners owners are compared
   * @param renames what was renamed, as {@code orders.total -> amount}
   * @param drops what goes although something like it comes, as {@code orders.total}
   * @param allowLoss whether rows and values may go
   * @param question asks whether something was renamed; empty where nobody can be asked, so that it
   *     is refused
   * @param remarks hears at once what is to be known before anything else, such as that the target
   *     has drifted from its history
   */
  public record Request(
      SchemaSource from,
      boolean online,
      boolean owners,
      List<String> renames,
      List<String> drops,
      boolean allowLoss,
      Function<Lookalike, Optional<Answer>> question,
      Consumer<Problem> remarks) {
    public Request {
      renames = List.copyOf(renames);
      drops = List.copyOf(drops);
    }
  }

  /** What became of something when something like it comes. */
  public enum Answer {
    RENAMED,
    /** It goes, with what it holds. */
    DROPPED
  }

  /** The way there as the text of a script. */
  public String upScript() {
    return script(up);
  }

  /** The way back as the text of a script, with what it cannot bring back. */
  public String downScript() {
    var text = new StringBuilder();
    up.stream()
        .map(SqlStep::loss)
        .filter(loss -> !loss.isEmpty())
        .distinct()
        .forEach(loss -> text.append("-- Does not bring back ").append(loss).append(".\n"));
    return text.append(script(down)).toString();
  }

  /** As the text of a script. */
  public static String script(List<SqlStep> steps) {
    var text = new StringBuilder();
    for (SqlStep step : steps) {
      if (!step.loss().isEmpty()) {
        text.append("-- Loses ").append(step.loss()).append(".\n");
      }
      if (step.alone()) {
        text.append("-- veery: transaction=per-statement\n");
      }
      text.append(step.sql()).append(";\n");
    }
    return text.toString();
  }
}
