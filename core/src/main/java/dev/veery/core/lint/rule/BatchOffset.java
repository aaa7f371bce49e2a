package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Insert;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.RoutineStatement.CreateRoutine;
import dev.veery.core.sql.ast.RoutineStatement.Do;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Batches by OFFSET. */
final class BatchOffset extends Rule {

  BatchOffset() {
    super(
        About.warning("correct-batch-offset")
            .title("rows are worked through by OFFSET")
            .explain(
                """
                `OFFSET` counts the rows before it each time, so the last batch costs as much as all; and
                rows that come, go or no longer match meanwhile shift the rest, so that some are missed.
                Go on behind the last key instead: `WHERE id > … ORDER BY id LIMIT …`.\
                """)
            .manual("queries-limit.html")
            .example(
                Example.of(
                    """
                    UPDATE orders SET note = '' WHERE id IN
                      (SELECT id FROM orders WHERE note IS NULL ORDER BY id LIMIT 1000 OFFSET 1000);
                    """,
                    """
                    UPDATE orders SET note = '' WHERE id IN
                      (SELECT id FROM orders WHERE note IS NULL AND id > 1000 ORDER BY id LIMIT 1000);
                    """))
            .build());
  }

  @Override
  public void statement(Site at) {
    boolean body = at.sql() instanceof Do || at.sql() instanceof CreateRoutine;
    boolean writes =
        at.sql() instanceof Update || at.sql() instanceof Delete || at.sql() instanceof Insert;
    if (!body && !writes) {
      return;
    }
    String text = at.text().toLowerCase(Locale.ROOT);
    if (body && !(text.contains("loop") && (text.contains("update") || text.contains("delete")))) {
      return;
    }
    if (OFFSET.matcher(text).find() && text.contains("limit")) {
      at.report(
          this,
          null,
          "rows are worked through by OFFSET",
          "Each batch counts all rows before it, and rows that change meanwhile are missed.",
          remedy(at, text));
    }
  }

  /** By key or page in place of by count, for the table that the text changes first. */
  private static Remedy remedy(Site at, String text) {
    Matcher changed = CHANGED.matcher(text);
    if (!changed.find()) {
      return Remedy.NONE;
    }
    boolean deletes = text.startsWith("delete", changed.start());
    String name = changed.group(1);
    TableState table = at.table(Texts.qualified(name));
    String set = changed.group(2) == null ? "" : changed.group(2).strip();
    String change = deletes ? "DELETE FROM " + name : "UPDATE " + name + " SET " + set;
    return Remedy.elsewhere(String.join("\n", Batches.of(table, name, name, change, "")));
  }

  private static final Pattern CHANGED =
      Pattern.compile(
          "\\b(?:update|delete\\s+from)\\s+([\\w.]+)(?:\\s+set\\s+(.*?)\\s+where\\b)?",
          Pattern.DOTALL);

  private static final Pattern OFFSET = Pattern.compile("\\boffset\\b");
}
