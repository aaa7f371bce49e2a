package dev.veery.postgres.online;

import dev.veery.core.expand.BreakingForm;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Version;
import dev.veery.core.online.OnlineFacts;
import dev.veery.core.online.OnlineScript;
import dev.veery.core.plan.Rewriting;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.postgres.journal.ChangeLog;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Online forms for one plan, on what the database looks like now. Nothing is asked of it before a
 * migration needs it.
 */
public final class OnlineRewriting implements Rewriting {

  private final Session session;
  private final Journal journal;
  private final String journalSchema;
  private final boolean on;
  private final BreakingForm breaking;
  private @Nullable OnlineScript scripts;
  private @Nullable OnlineFacts facts;

  /**
   * @param session outside a transaction whenever a plan is made
   * @param journalSchema not quoted
   * @param on whether migrations that have not begun get online forms; those that have begun go on
   *     as they began in any case
   * @param breaking what becomes of those that the running application would not survive, where
   *     {@code on}
   */
  public OnlineRewriting(
      Session session,
      Journal journal,
      String journalSchema,
      boolean on,
      BreakingForm.Wishes breaking) {
    this.session = session;
    this.journal = journal;
    this.journalSchema = journalSchema;
    this.on = on;
    this.breaking = new BreakingForm(breaking);
  }

  @Override
  public @Nullable Rewritten up(Version version, boolean begun, Script script, Directives file) {
    try {
      OnlineScript.Stored stored = begun ? journal.onlineForm(version) : null;
      if (stored == null && (begun || !on)) {
        if (scripts != null) {
          scripts.pass(script, file);
          breaking.pass(script);
        }
        return null;
      }
      OnlineScript online = scripts();
      online.empty(LiveFacts.empty(session, facts().schema(), text(script)));
      if (breaking.wantsBefore()) {
        breaking.follows(new Version(newest()));
      }
      Rewritten halved = begun ? null : breaking.of(version, script, file, online.before(file));
      breaking.pass(script);
      breaking.follows(version);
      if (halved != null) {
        online.pass(script, file);
        return halved;
      }
      Rewritten rewritten = online.rewrite(script, file, stored);
      return rewritten.isChanged() || !rewritten.remarks().isEmpty() ? rewritten : null;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "looking for online forms");
    }
  }

  @Override
  public @Nullable Begun begun(Version version) {
    try {
      return ChangeLog.begun(session, journal, version);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  @Override
  public @Nullable Script leftovers(Version version) {
    try {
      OnlineScript.Stored stored = journal.onlineForm(version);
      return stored == null ? null : OnlineScript.leftovers(version.text(), stored);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /** The version that was applied last. */
  private String newest() throws SQLException {
    boolean there =
        session.value("SELECT to_regclass(" + Sql.literal(journal.schema() + ".migration") + ")")
            != null;
    String newest =
        there
            ? session.value(
                "SELECT version FROM "
                    + journal.schema()
                    + ".migration ORDER BY sequence DESC LIMIT 1")
            : null;
    return newest == null ? "0" : newest;
  }

  private OnlineScript scripts() throws SQLException {
    if (scripts == null) {
      scripts = new OnlineScript(facts());
    }
    return scripts;
  }

  private OnlineFacts facts() throws SQLException {
    if (facts == null) {
      facts = LiveFacts.read(session, journalSchema);
    }
    return facts;
  }

  private static String text(Script script) {
    StringBuilder text = new StringBuilder();
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        text.append(statement.text()).append('\n');
      }
    }
    return text.toString();
  }
}
