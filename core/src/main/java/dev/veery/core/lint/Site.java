package dev.veery.core.lint;

import dev.veery.core.lint.state.ColumnState;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement.Persistence;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement in its place: what a rule sees, and where it says what it found. */
public final class Site {

  private final MigrationSite migration;
  private final LintScript script;
  private final int index;

  Site(MigrationSite migration, LintScript script, int index) {
    this.migration = migration;
    this.script = script;
    this.index = index;
  }

  public LintStatement statement() {
    return script.statements().get(index);
  }

  public SqlStatement sql() {
    return statement().sql();
  }

  /** Its text as written, without the semicolon. */
  public String text() {
    return statement().text();
  }

  /** A part of its text, as written. */
  public String text(Span span) {
    return statement().parsed().text(span);
  }

  public LintScript script() {
    return script;
  }

  public MigrationSite migration() {
    return migration;
  }

  /** The statements of the script before this one. */
  public List<LintStatement> before() {
    return script.statements().subList(0, index);
  }

  /** The statements of the script behind this one. */
  public List<LintStatement> after() {
    return script.statements().subList(index + 1, script.statements().size());
  }

  /** Whether a statement of this script shares the transaction of this one. */
  public boolean sharesTransaction(LintStatement other) {
    return other.transaction() == statement().transaction();
  }

  /** The schema before this statement; in a down script, that behind the up. */
  public SchemaState schema() {
    return migration.schema();
  }

  public LintSettings settings() {
    return migration.settings();
  }

  /** Whether a fleet runs this script once for each tenant, in a schema of its own. */
  public boolean forEachTenant() {
    return settings().tenants().runs(script.directives(), migration.subject().path());
  }

  /** The oldest major that the migrations have to work on. */
  public int server() {
    return settings().server();
  }

  public TableState table(QualifiedName name) {
    return schema().table(name);
  }

  /** The locks of this statement that hinder others; none on tables that are new. */
  public Map<TableState, LockMode> locks() {
    return migration.locks(statement());
  }

  /** The same of an earlier statement of the script. */
  public Map<TableState, LockMode> locks(LintStatement earlier) {
    return migration.locks(earlier);
  }

  /** A column of a table, or null where no migration says anything about it. */
  public @Nullable ColumnState column(QualifiedName table, Identifier column) {
    return table(table).column(column.effective());
  }

  /**
   * Whether this script makes the table, or takes back a migration that has made it, or nobody else
   * sees it: then it is empty but for what the script itself puts in, and locks on it hinder
   * nobody.
   */
  public boolean isNew(QualifiedName name) {
    return isNew(table(name)) || migration.made().contains(name.name());
  }

  /** As {@link #isNew(QualifiedName)}. */
  public boolean isNew(TableState table) {
    return table.createdBy() == script.number()
        || table.persistence() == Persistence.TEMPORARY
        // What is taken back again: nobody uses it any more.
        || script.down() && table.createdBy() == migration.up().number();
  }

  /** Whether a wait for a lock ends: by a setting, a directive or the configuration. */
  public boolean hasLockTimeout() {
    return migration.hasLockTimeout(this);
  }

  /**
   * Reports a finding about a part of the statement.
   *
   * @param span the part, or null for all of it
   * @param message one sentence without a full stop, naming the object
   * @param effect what it blocks, loses or breaks, for whom
   */
  public void report(Rule rule, @Nullable Span span, String message, String effect, Remedy remedy) {
    migration.report(rule, script, statement(), span, message, effect, remedy);
  }
}
