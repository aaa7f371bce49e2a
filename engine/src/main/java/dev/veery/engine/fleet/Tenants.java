package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantCare;
import dev.veery.postgres.fleet.TenantTransfer;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
      Map<String, String> named = queue.tenants().names(fleet.names());
      FleetOverview overview = fleet.overview(fleet.names());
      List<Listed> listed = new ArrayList<>();
      Map<String, TenantCare.Row> known = new java.util.TreeMap<>();
      if (overview.exists()) {
        care.rows().stream()
            .filter(row -> !row.template())
            .forEach(row -> known.put(row.name(), row));
      }
      var names = new java.util.TreeSet<>(named.keySet());
      names.addAll(known.keySet());
      for (String name : names) {
        TenantCare.Row row = known.get(name);
        String place = row == null ? settings.schemaOf(name) : row.place();
        String newest = row == null ? "" : fleet.newest(overview, row.state());
        listed.add(
            new Listed(
                name,
                place,
                named.containsKey(name),
                row != null,
                newest,
                row == null ? "" : row.work()));
      }
      return listed;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the tenants");
    }
  }

  /**
   * Makes tenants after the template, each in one transaction; the template is made and brought up
   * to date first.
   *
   * @return how long each took, the template not counted
   */
  public List<Duration> create(List<String> names, FleetListener listener) {
    if (settings.model() == FleetSettings.Model.DATABASE) {
      return createDatabases(names);
    }
    List<Duration> took = new ArrayList<>();
    try {
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

  /** A database is copied by the server; the template is a database that the fleet migrates. */
  private List<Duration> createDatabases(List<String> names) {
    List<Duration> took = new ArrayList<>();
    for (String name : names) {
      long began = System.nanoTime();
      try {
        session.execute(
            "CREATE DATABASE "
                + dev.veery.core.sql.Identifiers.quote(settings.schemaOf(name))
                + " TEMPLATE "
                + dev.veery.core.sql.Identifiers.quote(settings.template()));
      } catch (SQLException e) {
        throw SqlStates.unexpected(e, "making database " + settings.schemaOf(name));
      }
      took.add(Duration.ofNanos(System.nanoTime() - began));
    }
    return took;
  }

  /** Gives a tenant another name; its schema gets it, too. */
  public void rename(String from, String to) {
    refuseDatabases("renamed", "ALTER DATABASE … RENAME TO …");
    try {
      care.rename(from, placeOf(from), to, settings.schemaOf(to));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "renaming tenant " + from);
    }
  }

  /**
   * Drops a tenant with everything in it.
   *
   * @return whether its schema was there
   */
  public boolean drop(String name) {
    refuseDatabases("dropped", "DROP DATABASE …");
    try {
      return care.drop(name, placeOf(name));
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
    refuseDatabases("moved", "pg_dump of the one into the other server, then DROP DATABASE");
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

  private void refuseDatabases(String done, String remedy) {
    if (settings.model() == FleetSettings.Model.DATABASE) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "tenants that are databases are " + done + " by the server's own means",
              remedy));
    }
  }
}
