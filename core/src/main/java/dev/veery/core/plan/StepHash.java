package dev.veery.core.plan;

import dev.veery.core.Sha256;
import java.util.HexFormat;

/** What identifies a step when a run is resumed: its text, white space folded. */
public final class StepHash {

  private StepHash() {}

  /** The first 16 hex digits of SHA-256: enough to notice a change, short enough to read. */
  public static String of(Step step) {
    String text =
        switch (step.action()) {
          case Step.Action.Sql sql -> sql.statement().text();
          case Step.Action.Copy copy -> copy.copy().statement().text();
          case Step.Action.Echo echo -> echo.echo().text();
          case Step.Action.Java java -> java.className();
        };
    return HexFormat.of().formatHex(Sha256.of(folded(text)), 0, 8);
  }

  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        space = true;
      } else {
        if (space && !folded.isEmpty()) {
          folded.append(' ');
        }
        space = false;
        folded.append(c);
      }
    }
    return folded.toString();
  }
}
