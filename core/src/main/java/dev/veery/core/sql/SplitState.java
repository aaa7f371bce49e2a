package dev.veery.core.sql;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.ScriptItem.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script and the files that it includes have in common while they are split. */
final class SplitState {

  final SplitOptions options;
  final List<ScriptItem> items = new ArrayList<>();
  final List<RawDirective> directives = new ArrayList<>(0);
  final List<String> includes = new ArrayList<>(0);
  final List<Problem> problems = new ArrayList<>(0);
  final TokenDigest digest = new TokenDigest();
  final WordCache words = new WordCache();
  final StringSyntax stringSyntax = new StringSyntax();
  final PsqlVariables variables;

  /** The key of {@code \restrict}, while it holds. */
  @Nullable String restriction;

  /** Whether an end was missing that swallowed the rest of the script. */
  boolean unterminated;

  /** The files that are being read, the outermost first. */
  private final List<String> open = new ArrayList<>(1);

  private List<String> previousWords = List.of();

  SplitState(SplitOptions options, String name) {
    this.options = options;
    this.variables = new PsqlVariables(options.variables());
    open.add(name);
  }

  /** The same list for statements that begin alike, as the rows of a data script do. */
  List<String> shared(List<String> current) {
    if (!previousWords.equals(current)) {
      previousWords = List.copyOf(current);
    }
    return previousWords;
  }

  boolean isOpen(String file) {
    return open.contains(file);
  }

  /** The files from {@code file} down to the current one. */
  List<String> openFrom(String file) {
    return open.subList(open.indexOf(file), open.size());
  }

  void include(SqlSource file) {
    open.add(file.name());
    if (!includes.contains(file.name())) {
      includes.add(file.name());
    }
  }

  void leave() {
    open.removeLast();
  }

  /** Gives a directive to a statement that has already ended. */
  void attach(int item, RawDirective directive) {
    if (items.get(item) instanceof Statement s) {
      List<RawDirective> all = new ArrayList<>(s.directives());
      all.add(directive);
      items.set(
          item,
          new Statement(
              s.position(), s.source(), s.start(), s.end(), s.words(), all, s.rendering()));
    }
  }

  void digestFile(SqlSource file) {
    digest.startOfData();
    byte[] chunk = new byte[64 << 10];
    for (long at = 0; at < file.length(); at += chunk.length) {
      int n = (int) Math.min(chunk.length, file.length() - at);
      file.read(at, chunk, 0, n);
      digest.data(chunk, 0, n);
    }
    digest.endOfData();
  }
}
