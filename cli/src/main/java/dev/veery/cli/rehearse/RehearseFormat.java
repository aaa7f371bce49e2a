package dev.veery.cli.rehearse;

import dev.veery.cli.args.Call;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.RehearsalReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms in which a rehearsal can be written. */
public enum RehearseFormat {
  TEXT,
  JSON,
  MARKDOWN,
  HTML;

  /** As users write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format that is asked for.
   *
   * @param word null for the default
   * @throws VeeryException for a word that is none
   */
  public static RehearseFormat of(@Nullable String word, boolean json) {
    if (word == null) {
      return json ? JSON : TEXT;
    }
    List<String> known = new ArrayList<>();
    for (RehearseFormat format : values()) {
      if (format.word().equals(word.toLowerCase(Locale.ROOT))) {
        return format;
      }
      known.add(format.word());
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "--format does not understand '" + word + "'",
            NearMiss.remedy(word, known, "it is " + String.join(", ", known))));
  }

  /**
   * The report in this form, with a line end at its end.
   *
   * @param failed whether the gate is shut
   */
  public String write(Call call, RehearsalReport report, boolean failed) {
    String text = text(call, report, failed);
    // What is a value of a JSON document has been masked one by one.
    return this == JSON ? text : call.secrets().mask(text);
  }

  private String text(Call call, RehearsalReport report, boolean failed) {
    return switch (this) {
      case TEXT -> new RehearseText(call).of(report);
      case JSON -> {
        var bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
          RehearseJson.write(call, out, report, failed);
        }
        yield bytes.toString(StandardCharsets.UTF_8);
      }
      case MARKDOWN -> RehearseMarkdown.of(report);
      case HTML -> RehearseHtml.of(report);
    };
  }
}
