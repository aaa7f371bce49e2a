package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantCare;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.fleet.TenantTransfer;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tenants one by one: made after a template, renamed, dropped, listed. */
public final class Tenants {

  private final Fleet fleet;
  private final FleetSettings settings;
  private final Session session;
  private final FleetQueue queue;
  private final TenantCare care;

  Tenants(Fleet fleet, FleetSettings settings, Session session, FleetQueue queue) {
    this.fleet = fleet;
    this.settings = settings;
    this.session = session;
    this.queue = queue;
    this.care = new TenantCare(session, queue.schema());
  }

  /**
   * A tenant.
   *
   * @param place its schema or database
   * @param there whether that exists
   * @param known whether Veery has met it
   * @param newest the label of its newest migration; empty for none
   * @param work how the newest run stands with it
   */
  public record Listed(
      String name, String place, boolean there, boolean known, String newest, String work) {}

  /** Every tenant that is named or known, in the order of their names. */
  public List<Listed> list() {
    try {
      TenantList named = fleet.names();
      Map<String, String> there = queue.tenants().names(named);
      FleetOverview overview = fleet.overview(named);
      Map<String, TenantCare.Row> known = new TreeMap<>();
      if (overview.exists()) {
        care.rows().stream()
            .filter(row -> !row.template())
            .forEach(row -> known.put(row.name(), row));
      }
      Map<String, Problem> silent = new TreeMap<>();
      Map<String, String> newest = isDatabases() ? fleet.databases().newest(there, silent) : null;
      List<Listed> listed = new ArrayList<>();
      var names = new TreeSet<>(there.keySet());
      names.addAll(known.keySet());
      for (String name : names) {
        TenantCare.Row row = known.get(name);
        listed.add(
            new Listed(
                name,
                row == null ? settings.schemaOf(name) : row.place(),
                there.containsKey(name),
                row != null,
                newest != null
                    ? newest.getOrDefault(name, "")
                    : row == null ? "" : fleet.newest(overview, row.state()),
                silent.containsKey(name) ? "unreachable" : row == null ? "" : row.work()));
      }
      return listed;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }

  /**
   * Makes tenants after the template, which is made and brought up to date first: a schema in one
   * transaction, a database as a copy that the server makes.
   *
   * @return how long each took, the template not counted
   */
  public List<Duration> create(List<String> names, FleetListener listener) {
    List<Duration> took = new ArrayList<>();
    try {
      if (isDatabases()) {
        return databases().create(names, listener);
      }
      queue.create();
      care.meetTemplate(settings.template());
      FleetResult result = fleet.upTemplate(listener);
      if (!result.failed().isEmpty()) {
        FleetResult.Failure failure = result.failed().getFirst();
        throw new VeeryException(
            new Problem(
                ErrorCode.TENANT_TEMPLATE_UNUSABLE,
                "the template " + settings.template() + " cannot be migrated: " + failure.error(),
                "mend " + failure.version() + ", then run the same command again"));
      }
      for (String name : names) {
        long began = System.nanoTime();
        care.create(name, settings.schemaOf(name), settings.template());
        Duration duration = Duration.ofNanos(System.nanoTime() - began);
        took.add(duration);
        listener.done(name, duration);
      }
      return took;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "making a tenant");
    }
  }

  /**
   * Gives a tenant another name; its schema or database gets it, too.
   *
   * @param endSessions whether whoever is connected to a database is thrown out
   */
  public void rename(String from, String to, boolean endSessions) {
    try {
      if (isDatabases()) {
        databases().rename(from, placeOf(from), to, endSessions);
      } else {
        care.rename(from, placeOf(from), to, settings.schemaOf(to));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "renaming tenant " + from);
    }
  }

  /**
   * Drops a tenant with everything in it.
   *
   * @param endSessions whether whoever is connected to a database is thrown out
   * @return whether its schema or database was there
   */
  public boolean drop(String name, boolean endSessions) {
    try {
      return isDatabases()
          ? databases().drop(name, placeOf(name), endSessions)
          : care.drop(name, placeOf(name));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "dropping tenant " + name);
    }
  }

  /**
   * Takes a tenant to another database with its objects, rows and history, and drops it here.
   *
   * @param url of the other database
   */
  public TenantTransfer.Moved move(String name, String url) {
    if (isDatabases()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANT_NOT_MOVED,
              "a whole database is moved by pg_dump, which knows everything that may be in it:"
                  + " extensions, large objects, settings, rights",
              "stop the application for it; pg_dump -Fc of the one, pg_restore into the other; compare"
                  + " both with veery diff; then veery tenant drop "
                  + name
                  + ". Its history moves with it"));
    }
    Address address = fleet.servers().address(DatabaseUrl.of(url));
    try (Session other = Session.open(address, "veery (fleet)")) {
      return new TenantTransfer(session, other, fleet.journalSchema(), fleet.lockTimeout())
          .move(name, placeOf(name));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "moving tenant " + name);
    }
  }

  private String placeOf(String name) throws SQLException {
    queue.create();
    for (TenantCare.Row row : care.rows()) {
      if (row.name().equals(name)) {
        return row.place();
      }
    }
    return settings.schemaOf(name);
  }

  private boolean isDatabases() {
    return settings.model() == FleetSettings.Model.DATABASE;
  }

  private DatabaseCare databases() {
    return new DatabaseCare(fleet, settings, session, queue, care);
  }
}
