package dev.veery.cli.terminal;

import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Secrets;
import java.nio.file.Path;
import java.util.List;

/** A problem for people: what, where with the line and a caret, and what to do. */
public final class ProblemText {

  private final Terminal terminal;
  private final SourceExcerpt excerpt;
  private final Secrets secrets;

  /**
   * @param folders where files that problems name may be found, nearest first
   */
  public ProblemText(Terminal terminal, List<Path> folders, Secrets secrets) {
    this.terminal = terminal;
    this.excerpt = new SourceExcerpt(terminal, folders);
    this.secrets = secrets;
  }

  public void show(Problem problem) {
    Paint paint = terminal.paint();
    write(
        paint.boldRed("error")
            + paint.dim("[" + problem.code().id() + "]")
            + ": "
            + paint.bold(problem.message()));
    if (problem.position() != null) {
      excerpt.lines(problem.position(), null).forEach(this::write);
    }
    remedy(problem.remedy());
  }

  /** Whether the excerpt that is shown with a problem has this text in one of its lines. */
  public boolean quotes(Problem problem, String text) {
    return problem.position() != null
        && excerpt.lines(problem.position(), null).stream().anyMatch(line -> line.contains(text));
  }

  public void showWarning(Problem problem) {
    Paint paint = terminal.paint();
    write(
        paint.yellow("warning")
            + paint.dim("[" + problem.code().id() + "]")
            + ": "
            + problem.message());
    if (problem.position() != null) {
      write(
          "  "
              + paint.dim(terminal.symbol("╭─ ", "--> "))
              + paint.cyan(excerpt.place(problem.position())));
    }
    remedy(problem.remedy());
  }

  private void remedy(String remedy) {
    if (!remedy.isEmpty()) {
      String arrow = terminal.symbol("→", "=>");
      write("  " + terminal.paint().green(arrow) + " " + remedy.strip().replace("\n", "\n    "));
    }
  }

  private void write(String line) {
    terminal.err().println(secrets.mask(line));
  }
}
