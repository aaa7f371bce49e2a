package dev.veery.postgres.doctor;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport.Section;
import dev.veery.core.verify.PlanNeeds;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Session.RowReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a server before something is changed on it.
 *
 * <p>All questions go in one message, in a read-only transaction that waits for no lock: a doctor
 * who blocks, or queues behind somebody who does, is worse than none. Where the server refuses one
 * of them, each part is asked by itself, and only that part is unknown.
 */
public final class Examination {

  private static final String OPENING =
      "BEGIN READ ONLY; SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '20s'; ";

  private final Session session;
  private final @Nullable PlanNeeds needs;
  private final Limits limits;

  /**
   * @param needs of what is pending; null where that is not known
   */
  public Examination(Session session, @Nullable PlanNeeds needs, Limits limits) {
    this.session = session;
    this.needs = needs;
    this.limits = limits;
  }

  private List<Look> looks() {
    List<Look> looks = new ArrayList<>();
    ServerLook server = new ServerLook(limits);
    looks.add(server);
    if (needs != null) {
      looks.add(new PrivilegeLook(needs));
    }
    looks.add(new ActivityLook(limits));
    looks.add(new ReplicationLook(limits));
    if (needs != null) {
      looks.add(new TableLook(needs.tables(), limits, server));
    }
    looks.add(new ObjectLook(limits));
    return looks;
  }

  /**
   * Everything found, under its headings.
   *
   * @throws SQLException when the connection is lost
   */
  public List<Section> run() throws SQLException {
    Map<String, List<CheckLine>> sections = new LinkedHashMap<>();
    List<Look> all = looks();
    if (ask(all) == null) {
      all.forEach(look -> add(sections, look.title(), look.lines()));
    } else {
      // Afresh: some may have heard half of their answers.
      for (Look look : looks()) {
        String refusal = ask(List.of(look));
        add(sections, look.title(), refusal == null ? look.lines() : look.unknown(refusal));
      }
    }
    return sections.entrySet().stream().map(e -> new Section(e.getKey(), e.getValue())).toList();
  }

  private static void add(
      Map<String, List<CheckLine>> sections, String title, List<CheckLine> lines) {
    sections.computeIfAbsent(title, ignored -> new ArrayList<>()).addAll(lines);
  }

  /** Null when all went well; otherwise why not. */
  private @Nullable String ask(List<Look> parts) throws SQLException {
    StringBuilder sql = new StringBuilder(OPENING);
    List<RowReader> readers = new ArrayList<>();
    for (Look look : parts) {
      sql.append(look.sql().strip()).append(";\n");
      readers.addAll(look.readers());
    }
    sql.append("COMMIT");
    try {
      session.query(sql.toString(), readers);
      return null;
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      session.rollbackQuietly();
      return "the server does not say: " + error.message();
    }
  }
}
