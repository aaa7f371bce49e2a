package dev.veery.cli;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.ProblemText;
import dev.veery.cli.terminal.Terminal;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Secrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what went wrong, as text or as JSON. */
final class Failures {

  private Failures() {}

  static void show(
      Terminal terminal,
      @Nullable Call call,
      List<String> words,
      Path working,
      VeeryException failure) {
    if (isJson(call, words)) {
      JsonOutput.problems(terminal.out(), failure.problems(), secrets(call));
      return;
    }
    terminal.out().flush();
    ProblemText text =
        call == null ? new ProblemText(terminal, List.of(working), new Secrets()) : call.problems();
    for (Problem problem : failure.problems()) {
      text.show(problem);
    }
    if (call != null && call.verbose() && failure.getCause() != null) {
      terminal.err().println(secrets(call).mask(trace(failure.getCause())));
    }
  }

  static void showDefect(
      Terminal terminal, @Nullable Call call, List<String> words, Throwable defect) {
    Secrets secrets = secrets(call);
    Problem problem =
        new Problem(
            ErrorCode.INTERNAL,
            "this is a defect of Veery: " + defect,
            call != null && call.verbose()
                ? "please report it with the trace"
                : "run it again with --verbose and report it with the trace");
    if (isJson(call, words)) {
      JsonOutput.problems(terminal.out(), List.of(problem), secrets);
    } else {
      new ProblemText(terminal, List.of(), secrets).show(problem);
    }
    if (call != null && call.verbose()) {
      terminal.err().println(secrets.mask(trace(defect)));
    }
  }

  private static boolean isJson(@Nullable Call call, List<String> words) {
    return call == null ? words.contains("--json") : call.json();
  }

  private static Secrets secrets(@Nullable Call call) {
    return call == null ? new Secrets() : call.secrets();
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
