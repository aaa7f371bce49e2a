package dev.veery.core.lint;

import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.migration.Migration.Undo;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.ast.SessionStatement;
import dev.veery.core.sql.ast.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A migration as a whole: what a rule sees of it, and where it says what it found. */
public final class MigrationSite {

  private final Subject subject;
  private final LintScript up;
  private final @Nullable LintScript down;
  private final Undo undo;
  private final SchemaState schema;
  private final LintSettings settings;

  /** By identity: comparing statements would compare their text. */
  private final Map<LintStatement, Map<TableState, LockMode>> locks = new IdentityHashMap<>();

  private final Map<Finding, Predicate<SchemaState>> conditional = new IdentityHashMap<>();

  private final List<Finding> findings = new ArrayList<>();

  /** Tables that the script in hand has made, where the schema is not written: in a down script. */
  private final Set<String> made = new HashSet<>();

  MigrationSite(
      Subject subject,
      LintScript up,
      @Nullable LintScript down,
      Undo undo,
      SchemaState schema,
      LintSettings settings) {
    this.subject = subject;
    this.up = up;
    this.down = down;
    this.undo = undo;
    this.schema = schema;
    this.settings = settings;
  }

  public Subject subject() {
    return subject;
  }

  public LintScript up() {
    return up;
  }

  /** Null where there is none. */
  public @Nullable LintScript down() {
    return down;
  }

  public Undo undo() {
    return undo;
  }

  /** The schema, when rules look at the migration as a whole: behind its up. */
  public SchemaState schema() {
    return schema;
  }

  public LintSettings settings() {
    return settings;
  }

  /** What a statement locks, noted before the schema knows what it does. */
  void note(LintStatement statement, Map<TableState, LockMode> taken) {
    locks.put(statement, taken);
  }

  Map<TableState, LockMode> locks(LintStatement statement) {
    return locks.getOrDefault(statement, Map.of());
  }

  Set<String> made() {
    return made;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Reports a finding about the file as a whole; it stands at its first statement. */
  public void report(Rule rule, String message, String effect, Remedy remedy) {
    if (up.statements().isEmpty()) {
      add(rule, false, SourcePosition.startOf(subject.path()), null, "", message, effect, remedy);
    } else {
      report(rule, up, up.statements().getFirst(), null, message, effect, remedy);
    }
  }

  /** Reports a finding about a statement of the migration. */
  public void report(
      Rule rule,
      LintScript script,
      LintStatement statement,
      @Nullable Span span,
      String message,
      String effect,
      Remedy remedy) {
    if (!subject.wanted()) {
      return;
    }
    Span part = span == null ? statement.whole() : span;
    add(
        rule,
        script.down(),
        statement.position(part.start()),
        statement.position(part.end()),
        statement.fingerprint(),
        message,
        effect,
        remedy);
  }

  /**
   * As {@link #report(Rule, LintScript, LintStatement, Span, String, String, Remedy)}, but not
   * where a later migration mends it.
   *
   * @param mended asked of the schema behind the last migration
   */
  public void reportUnless(
      Predicate<SchemaState> mended,
      Rule rule,
      LintScript script,
      LintStatement statement,
      @Nullable Span span,
      String message,
      String effect,
      Remedy remedy) {
    int before = findings.size();
    report(rule, script, statement, span, message, effect, remedy);
    if (findings.size() > before) {
      conditional.put(findings.getLast(), mended);
    }
  }

  /** Takes back what later migrations have mended. */
  void settle() {
    findings.removeIf(f -> conditional.containsKey(f) && conditional.get(f).test(schema));
  }

  private void add(
      Rule rule,
      boolean inDown,
      SourcePosition from,
      @Nullable SourcePosition to,
      String fingerprint,
      String message,
      String effect,
      Remedy remedy) {
    if (subject.wanted()) {
      findings.add(
          new Finding(
              rule.about().code(),
              settings.severity(rule.about()),
              subject.label(),
              inDown,
              from,
              to == null ? from : to,
              message,
              effect,
              remedy,
              fingerprint,
              rule.about().severalSteps(),
              null));
    }
  }

  boolean hasLockTimeout(Site at) {
    if (settings.lockTimeout()
        || at.script().directives().lockTimeout() != null
        || at.statement().directives().lockTimeout() != null) {
      return true;
    }
    boolean set = false;
    for (LintStatement earlier : at.before()) {
      switch (earlier.sql()) {
        case SessionStatement.Set setting -> {
          boolean holds = !"local".equals(setting.scope()) || at.sharesTransaction(earlier);
          if (setting.name().equals("lock_timeout") && holds) {
            set = !setting.value().text().replace("'", "").strip().matches("0+\\s*[a-z]*|default");
          }
        }
        case SessionStatement.Reset reset -> {
          if (reset.name().equals("lock_timeout") || reset.name().equals("all")) {
            set = false;
          }
        }
        default -> {
          // Says nothing about it.
        }
      }
    }
    return set;
  }
}
