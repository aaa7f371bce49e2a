package dev.veery.core.plan;

import dev.veery.core.migration.Directive;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SplitOptions;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A down script as the journal keeps it: a script of its own, with variables replaced and included
 * files brought in, so that it can be run where the project's files are not.
 */
final class DownText {

  /** Rows for a COPY beyond this are not kept: a journal is no place for a table. */
  private static final int MOST_COPY_BYTES = 1 << 20;

  private DownText() {}

  /** The text to keep; null where there is no way back or it is too large to keep. */
  static @Nullable String of(Migration.Scripts scripts) {
    Migration.Undo undo = scripts.undo();
    if (!undo.possible()) {
      return null;
    }
    Script down = scripts.down();
    if (undo == Migration.Undo.NOTHING || down == null || scripts.sections().down() == null) {
      return "-- veery: nothing-to-undo\n";
    }
    StringBuilder text = new StringBuilder();
    for (Directive directive : scripts.sections().down().directives().all()) {
      appendDirective(text, directive.key(), directive.value());
    }
    if (!text.isEmpty()) {
      text.append('\n'); // the blank line makes them the file's and not the first statement's
    }
    for (ScriptItem item : down.items()) {
      if (!append(text, item)) {
        return null;
      }
    }
    return text.toString();
  }

  private static boolean append(StringBuilder text, ScriptItem item) {
    switch (item) {
      case ScriptItem.Statement statement -> appendStatement(text, statement);
      case ScriptItem.Echo echo -> text.append("\\echo ").append(echo.text()).append('\n');
      case ScriptItem.Copy copy -> {
        appendStatement(text, copy.statement());
        try (InputStream rows = copy.data().open()) {
          byte[] bytes = rows.readNBytes(MOST_COPY_BYTES + 1);
          if (bytes.length > MOST_COPY_BYTES) {
            return false;
          }
          text.append(new String(bytes, StandardCharsets.UTF_8));
          if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
            text.append('\n');
          }
          text.append("\\.\n");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return true;
  }

  private static void appendStatement(StringBuilder text, ScriptItem.Statement statement) {
    for (ScriptItem.RawDirective directive : statement.directives()) {
      text.append("-- veery: ").append(directive.text().strip()).append('\n');
    }
    String sql = statement.text();
    text.append(sql);
    if (!sql.endsWith(";")) {
      text.append("\n;"); // on a line of its own: the statement may end in a comment
    }
    text.append('\n');
  }

  private static void appendDirective(StringBuilder text, String key, String value) {
    text.append("-- veery: ").append(key);
    if (!value.isEmpty()) {
      text.append('=').append(value);
    }
    text.append('\n');
  }

  /** The script that the journal kept. */
  static Script parse(String label, String text) {
    SqlSource source = SqlSource.of("journal:" + label, text.getBytes(StandardCharsets.UTF_8));
    return Splitter.split(source, new SplitOptions(Map.of(), null, null));
  }

  /** What stands at its head. */
  static Directives directives(Script script) {
    return Directives.ofFile(script.directives());
  }
}
