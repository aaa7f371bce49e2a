package dev.veery.core.expand;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.migration.Directives;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a script.
 *
 * @param home the schema of the journal, quoted
 * @param keep how long the old is kept behind the second half, as an interval; null for not at all
 * @param label of the migration
 * @param before the version that the running application was written for, where each version is to
 *     see the tables in a schema of its own; null where not
 * @param refusal how a reason against it begins
 * @param otherwise what else a person can do, behind the remedy of each reason; mostly empty
 */
public record ScriptExpansion(
    String home,
    @Nullable String keep,
    String label,
    @Nullable String before,
    String refusal,
    String otherwise) {

  /**
   * Takes a script apart.
   *
   * @param catalog the live schema
   * @param searchPath where names without a schema are looked up
   * @throws VeeryException with every reason why it cannot be made in two halves
   */
  public Expansion of(Script script, Catalog catalog, List<String> searchPath) {
    List<Problem> problems = new ArrayList<>();
    List<ScriptItem.Statement> items = new ArrayList<>();
    List<ParsedStatement> parsed = new ArrayList<>();
    List<String> backwards = new ArrayList<>();
    for (ScriptItem item : script.items()) {
      switch (item) {
        case ScriptItem.Statement statement -> {
          items.add(statement);
          parsed.add(SqlStatement.parse(statement.bytes()));
          backwards.add(
              Objects.requireNonNullElse(
                  Directives.ofStatement(statement.directives()).reverse(), ""));
        }
        case ScriptItem.Copy copy ->
            problems.add(
                new Problem(
                    ErrorCode.CHANGE_IMPOSSIBLE,
                    refusal + "rows are copied in, which could not be taken back with the rest",
                    copy.position(),
                    "move them to a migration of their own" + otherwise));
        case ScriptItem.Echo ignored -> {}
      }
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    Expander.Result result =
        Expander.split(
            new Expander.Request(
                parsed, backwards, catalog, searchPath, home, keep, label, before));
    return switch (result) {
      case Expander.Result.Split split -> split.expansion();
      case Expander.Result.Refused refused -> {
        for (Expander.Refusal reason : refused.refusals()) {
          problems.add(
              new Problem(
                  ErrorCode.CHANGE_IMPOSSIBLE,
                  refusal + reason.reason(),
                  reason.statement() < items.size()
                      ? items.get(reason.statement()).position()
                      : null,
                  reason.remedy() + otherwise));
        }
        throw new VeeryException(problems);
      }
    };
  }
}
