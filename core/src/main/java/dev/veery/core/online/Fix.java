package dev.veery.core.online;

import dev.veery.core.plan.Rewritten;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SqlComment;
import dev.veery.core.sql.SqlComments;
import dev.veery.core.sql.SqlSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An online form as a change of the file that holds the plain statement.
 *
 * @param file as positions name it
 * @param from offset of the first byte that goes
 * @param to offset behind the last byte that goes
 * @param text what comes in its place, with line feeds
 */
public record Fix(String file, long from, long to, String text) {

  /**
   * The changes that write forms into the files that a script was read from, in the order of the
   * script. Statements whose text is put together from variables or placeholders are left out: the
   * file does not hold them as they run.
   */
  public static List<Fix> of(Script script, Rewritten rewritten) {
    List<Fix> fixes = new ArrayList<>();
    for (int i = 0; i < script.items().size(); i++) {
      String form = rewritten.forms().get(i);
      if (!form.isEmpty()
          && script.items().get(i) instanceof ScriptItem.Statement statement
          && statement.rendering().isVerbatim()) {
        fixes.add(of(statement, form));
      }
    }
    return fixes;
  }

  private static Fix of(ScriptItem.Statement statement, String form) {
    SqlSource source = statement.source();
    StringBuilder text = new StringBuilder();
    String plain = statement.text();
    // What the author has said inside the statement is said above it, unless the form repeats it.
    for (SqlComment comment :
        SqlComments.all(SqlSource.of(source.name(), plain.getBytes(StandardCharsets.UTF_8)))) {
      String words =
          new String(comment.source().bytes(comment.start(), comment.end()), StandardCharsets.UTF_8)
              .strip();
      if (!form.contains(words)) {
        text.append(words).append('\n');
      }
    }
    return new Fix(
        source.position(statement.start()).file(),
        source.position(statement.start()).offset(),
        source.position(statement.end()).offset(),
        text.append(withoutFirstDirectives(form, statement)).toString());
  }

  /** The directives that a form repeats above each statement stand above the first one already. */
  private static String withoutFirstDirectives(String form, ScriptItem.Statement statement) {
    String left = form;
    long start = statement.source().position(statement.start()).offset();
    for (ScriptItem.RawDirective directive : statement.directives()) {
      if (directive.position().offset() > start) {
        continue;
      }
      String line = "-- veery: " + directive.text() + "\n";
      if (left.startsWith(line)) {
        left = left.substring(line.length());
      }
    }
    return left;
  }

  /** A file with some changes made to it; line ends are those that it has. */
  public static byte[] apply(byte[] file, List<Fix> fixes) {
    List<Fix> sorted = new ArrayList<>(fixes);
    sorted.sort((a, b) -> Long.compare(a.from, b.from));
    boolean windows = new String(file, StandardCharsets.ISO_8859_1).contains("\r\n");
    var out = new ByteArrayOutputStream(file.length + 1024);
    int at = 0;
    for (Fix fix : sorted) {
      out.write(file, at, (int) fix.from - at);
      String text = windows ? fix.text.replace("\n", "\r\n") : fix.text;
      out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      at = (int) fix.to;
    }
    out.write(file, at, file.length - at);
    return out.toByteArray();
  }
}
