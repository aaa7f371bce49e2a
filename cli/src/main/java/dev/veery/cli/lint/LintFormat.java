package dev.veery.cli.lint;

import dev.veery.cli.args.Call;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LintReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The forms in which a report can be written. */
public enum LintFormat {
  TEXT,
  JSON,
  SARIF,
  JUNIT,
  GITHUB,
  MARKDOWN;

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
  public static LintFormat of(@Nullable String word, boolean json) {
    if (word == null) {
      return json ? JSON : TEXT;
    }
    List<String> known = new ArrayList<>();
    for (LintFormat format : values()) {
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

  /** The report in this form, with a line end at its end. */
  public String write(Call call, LintReport report, boolean failed) {
    return switch (this) {
      case TEXT -> new LintText(call).of(report);
      case JSON -> captured(call, report, (out, r) -> LintJson.write(call, out, r, failed));
      case SARIF -> captured(call, report, (out, r) -> Sarif.write(call, out, r));
      case JUNIT -> JunitXml.of(report);
      case GITHUB -> GithubAnnotations.of(report);
      case MARKDOWN -> LintMarkdown.of(report);
    };
  }

  private static String captured(
      Call call, LintReport report, BiConsumer<PrintStream, LintReport> writer) {
    var bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      writer.accept(out, report);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
