package dev.veery.core.backfill;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.DataStatement.Delete;
import dev.veery.core.sql.ast.DataStatement.Update;
import dev.veery.core.sql.ast.Expression;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.CreateTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds statements of a plan that change a whole table at once and could run in batches. */
public final class Unmarked {

  private Unmarked() {}

  /** A remark for each, with the mark as its remedy. */
  public static List<Problem> in(Plan plan) {
    List<Problem> remarks = new ArrayList<>();
    Set<String> made = new HashSet<>();
    for (PlannedMigration migration : plan.migrations()) {
      for (Segment segment : migration.segments()) {
        if (segment instanceof Segment.Transaction) {
          for (Step step : segment.steps()) {
            remark(step, made, remarks);
          }
        }
      }
    }
    return remarks;
  }

  private static void remark(Step step, Set<String> made, List<Problem> remarks) {
    if (!(step.action() instanceof Step.Action.Sql sql) || sql.statement().words().isEmpty()) {
      return;
    }
    switch (sql.statement().words().getFirst()) {
      case "create", "update", "delete", "with" -> {}
      default -> {
        return; // not worth parsing
      }
    }
    String text = sql.statement().text();
    ParsedStatement parsed = SqlStatement.parse(text);
    switch (parsed.statement()) {
      case CreateTable create -> made.add(create.name().name());
      case Update update -> remark(step, text, update.table(), update.where(), made, remarks);
      case Delete delete -> remark(step, text, delete.table(), delete.where(), made, remarks);
      default -> {}
    }
  }

  private static void remark(
      Step step,
      String text,
      QualifiedName table,
      @Nullable Expression where,
      Set<String> made,
      List<Problem> remarks) {
    if (made.contains(table.name()) || isBounded(where) || !isSliceable(text)) {
      return;
    }
    remarks.add(
        new Problem(
            ErrorCode.BACKFILL_UNMARKED,
            "all rows of "
                + table
                + " may be changed in one statement, which locks each to the end",
            step.position(),
            "write -- veery: backfill above it, and it runs in batches"));
  }

  private static boolean isSliceable(String text) {
    try {
      BackfillSpec.of(text, BackfillOptions.DEFAULT, false, null);
      return true;
    } catch (VeeryException e) {
      return false;
    }
  }

  /** Whether a condition names single rows, as far as one can tell without the table. */
  private static boolean isBounded(@Nullable Expression where) {
    if (where == null) {
      return false;
    }
    Tokens tokens = where.tokens();
    for (int i = where.from(); i + 1 < where.to(); i++) {
      String word = tokens.word(i);
      boolean key = word.equals("id") || word.endsWith("_id") || word.equals("ctid");
      boolean list = tokens.word(i + 1).equals("in") && !tokens.word(i + 3).equals("select");
      boolean one = tokens.is(i + 1, '=') && tokens.kind(i + 2) != null && !tokens.is(i + 3, '.');
      if (key && (list || one || tokens.word(i + 1).equals("between"))) {
        return true;
      }
    }
    return where.hasWord("limit");
  }
}
