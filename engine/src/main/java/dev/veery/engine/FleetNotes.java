package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.fleet.FleetResult;
import dev.veery.engine.observe.Announcer;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notes runs over a fleet in the audit, and tells those who want to know. One entry when a run
 * begins and one when it ends, and not one for each tenant: entries of the chain wait for each
 * other, and tenants must not. The last one has a digest over what every tenant has by then.
 */
public final class FleetNotes {

  /** So many tenants are named; all of them are in the journal. */
  private static final int NAMED = 20;

  private FleetNotes() {}

  /**
   * Does it, and notes it; also that it was refused.
   *
   * @param command as typed
   * @param warned of messages that could not be delivered
   */
  public static FleetResult of(
      Veery veery, String command, Consumer<Problem> warned, Supplier<FleetResult> work) {
    try (Announcer announcer = new Announcer(veery.config(), veery.about(command), warned)) {
      Map<String, String> begin = new LinkedHashMap<>(veery.audit().who());
      begin.put("state", "begins");
      begin.putAll(RunEvidence.of(veery.config(), command, null));
      veery.audit().event("fleet", command, begin);
      announcer.tell("started", "a run over the fleet", 0, null);
      FleetResult result;
      try {
        result = work.get();
      } catch (VeeryException e) {
        veery.audit().refused(command, e.problems());
        announcer.tell("failed", e.problems().getFirst().message(), 0, e.problems().getFirst());
        throw e;
      }
      if (result.ended() != FleetResult.Ended.NOTHING) {
        ended(veery, command, announcer, result);
      }
      return result;
    }
  }

  private static void ended(Veery veery, String command, Announcer announcer, FleetResult result) {
    Map<String, String> detail = new LinkedHashMap<>(veery.audit().who());
    detail.put("state", result.ended().name().toLowerCase(Locale.ROOT));
    detail.put("command", command);
    detail.put("done", Integer.toString(result.progress().done()));
    detail.put("failed", Integer.toString(result.failed().size()));
    StringBuilder failed = new StringBuilder();
    result.failed().stream()
        .limit(NAMED)
        .forEach(one ->
            failed
                .append(failed.isEmpty() ? "" : "\n")
                .append(one.tenant())
                .append(' ')
                .append(one.code())
                .append(": ")
                .append(one.error()));
    if (!failed.isEmpty()) {
      detail.put("failures", failed.toString());
    }
    detail.put("tenants", digest(veery));
    veery.audit().event("fleet", "fleet run " + result.run(), detail);
    boolean well = result.failed().isEmpty() && result.ended() == FleetResult.Ended.FINISHED;
    announcer.tell(
        well ? "succeeded" : "failed",
        result.progress().done()
            + " tenants done, "
            + result.failed().size()
            + " failed"
            + (failed.isEmpty() ? "" : ": " + failed.toString().lines().findFirst().orElse("")),
        result.progress().done(),
        null);
  }

  /** SHA-256 over the name of each tenant and the ids of the scripts that it has. */
  private static String digest(Veery veery) {
    String schema = Identifiers.quote(veery.config().journalSchema());
    try {
      return String.valueOf(
          veery
              .session()
              .value(
                  "SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce("
                      + "pg_catalog.string_agg(t.name || ' ' || s.scripts::text, E'\\n' ORDER BY t.name"
                      + " COLLATE \"C\"), ''), 'UTF8')), 'hex') FROM "
                      + schema
                      + ".tenant t JOIN "
                      + schema
                      + ".tenant_state s ON s.id = t.state_id"));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }
}
