package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.journal.AuditChain;
import dev.veery.postgres.journal.AuditChain.Head;
import dev.veery.postgres.journal.AuditEntry;
import dev.veery.postgres.journal.AuditLog;
import dev.veery.postgres.journal.AuditTies;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.SqlStates;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The audit of a database: what was done and refused, and the proof that nobody has edited it. */
public final class Audit {

  /** A message in the audit is about as long as a paragraph at most. */
  private static final int LONGEST_MESSAGE = 2_000;

  private final Veery veery;

  Audit(Veery veery) {
    this.veery = veery;
  }

  /** The newest entries, newest first; empty where there is no journal yet. */
  public List<AuditEntry> newest(int limit) {
    try {
      AuditLog log = log();
      return log.journalExists() ? log.newest(limit) : List.of();
    } catch (SQLException e) {
      throw unexpected(e);
    }
  }

  /** Every entry, chain by chain, in order. */
  public void forEach(Consumer<AuditEntry> reader) {
    try {
      AuditLog log = log();
      if (log.journalExists()) {
        log.forEach(reader);
      }
    } catch (SQLException e) {
      throw unexpected(e);
    }
  }

  /**
   * Computes the chain anew, and holds the rest of the journal against it.
   *
   * @param against entries or heads that were exported before; null for none
   */
  public AuditReport verify(@Nullable Path against) {
    Checker checker = new Checker(against);
    forEach(checker);
    List<String> untied = List.of();
    try {
      if (log().journalExists()) {
        untied = new AuditTies(veery.session(), schema()).faults();
      }
    } catch (SQLException e) {
      throw unexpected(e);
    }
    return checker.report(untied);
  }

  /**
   * Computes the chain of an exported file anew; needs no database.
   *
   * @param against as in {@link #verify}
   */
  public static AuditReport verifyFile(Path file, @Nullable Path against) {
    Checker checker = new Checker(against);
    AuditFile.entries(file, checker);
    return checker.report(List.of());
  }

  /**
   * Records that something was refused. Where nobody has connected yet nothing was refused by the
   * state of this database, and one that cannot be written, or has no journal, has no audit to
   * write to: then nothing happens.
   *
   * @param command as typed
   * @param problems why
   */
  public void refused(String command, List<Problem> problems) {
    if (!veery.isConnected()) {
      return;
    }
    Map<String, String> detail = who();
    List<String> codes = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    for (Problem problem : problems) {
      codes.add(problem.code().id());
      messages.add(problem.message());
    }
    String text = String.join("\n", messages);
    detail.put("codes", String.join(" ", codes));
    detail.put(
        "messages",
        text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "…" : text);
    detail.putAll(RunEvidence.of(veery.config(), command, null));
    try {
      event("refused", command, detail);
    } catch (VeeryException e) {
      // What was refused is reported to the user anyhow; that it could not be noted is no news
      // then.
    }
  }

  /**
   * Does something, and records it if that is refused.
   *
   * @param command as typed
   */
  public <T> T refusing(String command, Supplier<T> work) {
    try {
      return work.get();
    } catch (VeeryException e) {
      refused(command, e.problems());
      throw e;
    }
  }

  /**
   * Records something that happened outside of a run, such as a backup.
   *
   * @param kind one word
   * @param subject what it is about
   * @param detail by name; secrets are masked here
   */
  public void event(String kind, String subject, Map<String, String> detail) {
    try {
      var facts = veery.load();
      if (!facts.history().journalExists() || facts.facts().replica() || facts.facts().readOnly()) {
        return;
      }
      Map<String, String> masked = new LinkedHashMap<>();
      detail.forEach((name, text) -> masked.put(name, storable(text)));
      log().event(null, kind, storable(subject), masked);
    } catch (SQLException e) {
      throw unexpected(e);
    }
  }

  /** Without secrets, and without the one character that PostgreSQL cannot store. */
  private String storable(String text) {
    return veery.config().secrets().mask(text).replace("\0", "");
  }

  /**
   * Records that a backup was made or put back; {@code kind} is {@code backup} or {@code restore}.
   */
  public void recorded(String kind, dev.veery.engine.backup.Backup backup) {
    Relied.recorded(veery, kind, backup);
  }

  /** Who is at work, for events that belong to no run. */
  Map<String, String> who() {
    Map<String, String> detail = new LinkedHashMap<>();
    var actor = veery.actor();
    detail.put("osUser", actor.osUser());
    detail.put("host", actor.host());
    detail.put("build", actor.build());
    detail.put("environment", veery.config().environment());
    return detail;
  }

  private AuditLog log() {
    return new AuditLog(veery.session(), schema());
  }

  private String schema() {
    return Identifiers.quote(veery.config().journalSchema());
  }

  private static VeeryException unexpected(SQLException e) {
    return "42P01".equals(e.getSQLState())
        ? new VeeryException(
            new Problem(
                ErrorCode.AUDIT_BROKEN,
                "the journal has lost a table that the audit needs: " + ServerError.of(e).message(),
                "restore the journal's schema from a backup, and find out who removed it"),
            e)
        : SqlStates.unexpected(e, "reading the audit");
  }

  /** Feeds a chain, and counts where time goes backwards. */
  private static final class Checker implements Consumer<AuditEntry> {
    private final AuditChain chain = new AuditChain();
    private final Map<String, Long> times = new HashMap<>();
    private long backwards;

    Checker(@Nullable Path against) {
      if (against != null) {
        List<Head> heads = new ArrayList<>();
        AuditFile.heads(against, heads::add);
        chain.against(heads);
      }
    }

    @Override
    public void accept(AuditEntry entry) {
      chain.add(entry);
      Long before = times.put(entry.chain(), entry.atMicros());
      if (before != null && before > entry.atMicros()) {
        backwards++;
      }
    }

    AuditReport report(List<String> untied) {
      return new AuditReport(chain.entries(), chain.heads(), chain.faults(), untied, backwards);
    }
  }
}
