package dev.veery.cli.lint;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.SourceExcerpt;
import dev.veery.core.lint.Finding;
import java.util.ArrayList;
import java.util.List;

/** A finding for people: its line in the file, its effect, and what to write instead. */
public final class FindingText {

  private final Call call;
  private final Paint paint;
  private final SourceExcerpt excerpt;

  public FindingText(Call call) {
    this.call = call;
    this.paint = call.terminal().paint();
    this.excerpt = call.excerpt();
  }

  public List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    String word = finding.severity().word();
    lines.add(
        switch (finding.severity()) {
              case ERROR -> paint.boldRed(word);
              case WARNING -> paint.yellow(word);
              case NOTE -> paint.cyan(word);
            }
            + paint.dim("[" + finding.code() + "]")
            + ": "
            + paint.bold(finding.message()));
    lines.addAll(excerpt.lines(finding.position(), finding.end()));
    wrap(finding.effect()).forEach(line -> lines.add("  " + line));
    if (!finding.remedy().isEmpty()) {
      String arrow = call.terminal().symbol("→", "=>");
      lines.add("  " + paint.green(arrow) + " " + place(finding));
      finding.remedy().sql().lines().forEach(line -> lines.add("      " + paint.cyan(line)));
    }
    return lines;
  }

  private static String place(Finding finding) {
    return switch (finding.remedy().place()) {
      case INSTEAD -> "write instead:";
      case BEFORE -> "write before it:";
      case AFTER -> "write behind it:";
      case ELSEWHERE -> "elsewhere:";
    };
  }

  private List<String> wrap(String text) {
    int width = Math.max(40, Math.min(100, call.terminal().width() - 2));
    List<String> wrapped = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        wrapped.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    wrapped.add(line.toString());
    return wrapped;
  }
}
