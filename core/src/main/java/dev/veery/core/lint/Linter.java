package dev.veery.core.lint;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.lint.state.SchemaChanges;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.migration.Directives;
import dev.veery.core.plan.TransactionUse;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through migrations in order and lets every rule look at every statement.
 *
 * <p>Pure: what it knows of the schema it has from the migrations alone, so it needs all of them,
 * also those in which nothing is to be reported. An up script is applied to that schema statement
 * by statement; a down script is looked at against the schema behind its up and changes nothing, as
 * the next migration builds on the up.
 */
public final class Linter {

  private final List<Rule> rules;
  private final LintSettings settings;
  private final SchemaState schema = new SchemaState();
  private final SchemaChanges changes = new SchemaChanges(schema);
  private final List<Problem> problems = new ArrayList<>();
  private int scripts;
  private int statements;

  private Linter(List<Rule> rules, LintSettings settings) {
    this.rules = rules.stream().filter(rule -> settings.isOn(rule.about())).toList();
    this.settings = settings;
  }

  /**
   * Lints.
   *
   * @param subjects every migration, in the order in which they run
   * @param rules all there are; the settings decide which of them are applied
   */
  public static LintReport lint(List<Subject> subjects, List<Rule> rules, LintSettings settings) {
    Linter linter = new Linter(rules, settings);
    List<MigrationSite> sites = new ArrayList<>();
    for (Subject subject : subjects) {
      MigrationSite site = linter.lint(subject);
      if (site != null && subject.wanted()) {
        sites.add(site);
      }
    }
    // Not before all are read: later migrations mend what earlier ones leave open.
    List<MigrationReport> reports = new ArrayList<>();
    Allowances allowances = new Allowances(rules);
    for (MigrationSite site : sites) {
      site.settle();
      List<Finding> findings = allowances.apply(site);
      findings.sort(Comparator.comparing(Finding::position));
      reports.add(new MigrationReport(site.subject().label(), site.subject().path(), findings));
    }
    return new LintReport(reports, linter.problems, linter.statements);
  }

  private @Nullable MigrationSite lint(Subject subject) {
    Subject.Texts texts;
    LintScript up;
    LintScript down;
    try {
      texts = subject.texts().get();
      up = parse(texts.up(), texts.upDirectives(), false);
      down =
          texts.down() == null || !subject.wanted()
              ? null
              : parse(texts.down(), texts.downDirectives(), true);
    } catch (VeeryException e) {
      problems.addAll(e.problems());
      return null;
    }
    MigrationSite site = new MigrationSite(subject, up, down, texts.undo(), schema, settings);
    runUp(site, up);
    if (subject.wanted()) {
      if (down != null) {
        runDown(site, down);
      }
      rules.forEach(rule -> rule.migration(site));
    }
    return site;
  }

  private void runUp(MigrationSite site, LintScript script) {
    begin(script);
    for (int i = 0; i < script.statements().size(); i++) {
      LintStatement statement = script.statements().get(i);
      if (site.subject().wanted()) {
        Site at = new Site(site, script, i);
        site.note(statement, StatementLocks.of(at));
        rules.forEach(rule -> rule.statement(at));
      }
      changes.apply(statement.sql(), script.number(), statement.transaction());
    }
  }

  private void runDown(MigrationSite site, LintScript script) {
    begin(script);
    for (int i = 0; i < script.statements().size(); i++) {
      Site at = new Site(site, script, i);
      site.note(at.statement(), StatementLocks.of(at));
      for (Rule rule : rules) {
        if (rule.about().downToo()) {
          rule.statement(at);
        }
      }
      QualifiedName made = made(at.sql());
      if (made != null) {
        site.made().add(made.name());
      }
    }
    site.made().clear();
  }

  private static @Nullable QualifiedName made(SqlStatement sql) {
    return switch (sql) {
      case TableStatement.CreateTable create -> create.name();
      case TableStatement.CreateTableAs create -> create.name();
      default -> null;
    };
  }

  private void begin(LintScript script) {
    String path = script.directives().searchPath();
    schema.beginScript(path == null ? List.of() : SchemaChanges.path(path));
  }

  private LintScript parse(Script script, Directives file, boolean down) {
    Transactions transactions = new Transactions(file);
    List<LintStatement> parsed = new ArrayList<>(script.items().size());
    for (ScriptItem item : script.items()) {
      ScriptItem.Statement statement =
          switch (item) {
            case ScriptItem.Statement sql -> sql;
            case ScriptItem.Copy copy -> copy.statement();
            case ScriptItem.Echo echo -> null;
          };
      if (statement == null) {
        continue;
      }
      Directives directives = Directives.ofStatement(statement.directives());
      ParsedStatement sql = SqlStatement.parse(statement.bytes());
      int transaction =
          transactions.next(
              directives.backfill() == null
                  ? TransactionUse.of(statement.words())
                  : TransactionUse.ALONE,
              directives.transaction());
      parsed.add(new LintStatement(statement, sql, directives, transaction, transactions.isOwn()));
    }
    statements += parsed.size();
    return new LintScript(++scripts, down, file, parsed);
  }
}
