package dev.veery.core.lint;

import dev.veery.core.lint.rule.Rules;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.core.sql.ast.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lints texts. */
public final class Linting {

  private Linting() {}

  /** A migration made of a text. */
  public static Subject subject(String label, String up, String down, boolean wanted) {
    Script back = down.isEmpty() ? null : split(label + ".down.sql", down);
    return Subject.of(label, split(label + ".sql", up), back, wanted);
  }

  private static Script split(String name, String text) {
    return Splitter.split(SqlSource.of(name, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What is found in the last of some scripts. */
  public static LintReport.MigrationReport last(LintSettings settings, String... ups) {
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < ups.length; i++) {
      subjects.add(subject("m" + i, ups[i], "", i == ups.length - 1));
    }
    LintReport report = Linter.lint(subjects, Rules.ALL, settings);
    if (!report.problems().isEmpty()) {
      throw new AssertionError(report.problems());
    }
    return report.migrations().getLast();
  }

  /** What is found in one of the two migrations of an example. */
  public static List<Finding> findings(Rule rule, Example example, boolean bad) {
    List<String> problems = new ArrayList<>();
    LintSettings settings =
        LintSettings.read(example.settings(), Rules.ALL, problems).on(example.server());
    if (!problems.isEmpty()) {
      throw new AssertionError(problems);
    }
    if (!settings.isOn(rule.about())) {
      settings = settings.with(rule.about().code(), rule.about().severity());
    }
    LintReport report =
        Linter.lint(
            List.of(
                subject("before", example.before(), "", false),
                subject(
                    bad ? "bad" : "good",
                    bad ? example.bad() : example.good(),
                    bad ? example.down() : example.goodDown(),
                    true)),
            Rules.ALL,
            settings);
    if (!report.problems().isEmpty()) {
      throw new AssertionError(report.problems());
    }
    return report.findings().stream()
        .filter(f -> f.code().equals(rule.about().code()) && f.counts())
        .toList();
  }

  /** The statements of a text, parsed. */
  public static List<SqlStatement> statements(String text) {
    List<SqlStatement> statements = new ArrayList<>();
    for (ScriptItem item : split("remedy.sql", text).items()) {
      if (item instanceof ScriptItem.Statement statement) {
        statements.add(SqlStatement.parse(statement.bytes()).statement());
      }
    }
    return statements;
  }
}
