package dev.veery.core.lint;

import dev.veery.core.NearMiss;
import dev.veery.core.migration.Allowance;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.sql.SourcePosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the comments by which an author accepts a finding: those above a statement to that
 * statement, those at the head of a file or section to all of it. A comment that accepts nothing is
 * itself a finding: it would hide what comes later.
 */
final class Allowances {

  /** The code under which comments are reported that accept nothing. */
  static final String UNUSED = "correct-allow-unused";

  private final List<Rule> rules;

  Allowances(List<Rule> rules) {
    this.rules = rules;
  }

  List<Finding> apply(MigrationSite site) {
    List<Allow> allows = new ArrayList<>();
    collect(site.up(), allows);
    if (site.down() != null) {
      collect(site.down(), allows);
    }
    List<Finding> result = new ArrayList<>();
    for (Finding finding : site.findings()) {
      Finding seen = finding;
      for (Allow allow : allows) {
        if (allow.covers(finding)) {
          allow.used.add(finding.code());
          seen = finding.pardoned(new Finding.Pardon.Allowed(allow.allowance.reason()));
        }
      }
      result.add(seen);
    }
    Rule unused = rule(UNUSED);
    if (unused != null && site.settings().isOn(unused.about())) {
      allows.forEach(allow -> allow.unused(site, unused, result));
    }
    return result;
  }

  private void collect(LintScript script, List<Allow> allows) {
    for (Directive directive : script.directives().all()) {
      // A file's comments count for both of its sections, and are seen twice.
      if (allows.stream().noneMatch(allow -> allow.position.equals(directive.position()))) {
        add(directive, null, allows);
      }
    }
    for (LintStatement statement : script.statements()) {
      for (Directive directive : statement.directives().all()) {
        add(directive, statement, allows);
      }
    }
  }

  private void add(Directive directive, @Nullable LintStatement statement, List<Allow> allows) {
    if (directive.key().equals(DirectiveKey.ALLOW.word())) {
      Allowance allowance = Allowance.read(directive.value());
      if (allowance != null) {
        allows.add(new Allow(allowance, directive.position(), statement));
      }
    }
  }

  private @Nullable Rule rule(String code) {
    for (Rule rule : rules) {
      if (rule.about().code().equals(code)) {
        return rule;
      }
    }
    return null;
  }

  private final class Allow {
    private final Allowance allowance;
    private final SourcePosition position;
    private final @Nullable LintStatement statement;
    private final Set<String> used = new HashSet<>();

    Allow(Allowance allowance, SourcePosition position, @Nullable LintStatement statement) {
      this.allowance = allowance;
      this.position = position;
      this.statement = statement;
    }

    boolean covers(Finding finding) {
      if (!allowance.codes().contains(finding.code())) {
        return false;
      }
      if (statement == null) {
        return true;
      }
      SourcePosition from = statement.position(0);
      SourcePosition to = statement.position(statement.whole().end());
      return finding.position().file().equals(from.file())
          && finding.position().offset() >= from.offset()
          && finding.position().offset() <= to.offset();
    }

    void unused(MigrationSite site, Rule unused, List<Finding> findings) {
      for (String code : allowance.codes()) {
        if (used.contains(code)) {
          continue;
        }
        Rule named = rule(code);
        if (named != null && !site.settings().isOn(named.about())) {
          continue;
        }
        List<String> known = rules.stream().map(rule -> rule.about().code()).toList();
        findings.add(
            new Finding(
                UNUSED,
                site.settings().severity(unused.about()),
                site.subject().label(),
                false,
                position,
                position,
                named == null
                    ? "there is no rule " + code
                    : "nothing here needs to be allowed " + code,
                named == null
                    ? NearMiss.remedy(code, known, "veery rules lists the rules")
                    : "The comment accepts a finding that is not there, and would hide one that"
                        + " comes later. Remove it.",
                statement == null ? Remedy.NONE : Remedy.instead(statement.text() + ";"),
                "",
                false,
                null));
      }
    }
  }
}
