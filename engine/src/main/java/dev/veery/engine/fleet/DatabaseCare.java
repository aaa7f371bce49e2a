package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.fleet.TenantSites.Site;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantCare;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes, renames and drops tenants that are databases.
 *
 * <p>PostgreSQL does none of that in a transaction. The tenant's row in the fleet's journal is
 * locked meanwhile, so that no run takes the tenant, and says the new thing when the server has
 * done it. A process that dies in between leaves a row that is behind; the same command again finds
 * that the server is done and brings the row up to it.
 */
final class DatabaseCare {

  /** Somebody is connected to it, as SQLSTATE. */
  private static final String IN_USE = "55006";

  private final Fleet fleet;
  private final FleetSettings settings;
  private final Session journal;
  private final FleetQueue queue;
  private final TenantCare care;
  private final TenantSites sites;

  /**
   * @param journal the session on the database that has the fleet's journal
   */
  DatabaseCare(
      Fleet fleet, FleetSettings settings, Session journal, FleetQueue queue, TenantCare care) {
    this.fleet = fleet;
    this.settings = settings;
    this.journal = journal;
    this.queue = queue;
    this.care = care;
    this.sites = new TenantSites(settings, fleet.servers());
  }

  /**
   * Makes databases after the template, which is made where it is missing and brought up to date
   * first. A server copies a database as a whole, history included.
   *
   * @return how long each took, the template not counted
   */
  List<Duration> create(List<String> names, FleetListener listener) throws SQLException {
    List<Duration> took = new ArrayList<>();
    for (String name : names) {
      Site site = sites.forNew(name, settings.schemaOf(name));
      Site template = new Site(site.database().withDatabase(settings.template()), site.keeper());
      try (Session keeper = site.open()) {
        if (exists(keeper, site)) {
          throw TenantSites.exists(name, site);
        }
        migrated(keeper, template);
        long began = System.nanoTime();
        copy(keeper, template, site, name);
        Duration duration = Duration.ofNanos(System.nanoTime() - began);
        took.add(duration);
        listener.done(name, duration);
      }
    }
    meet(names);
    return took;
  }

  private void migrated(Session keeper, Site template) throws SQLException {
    if (!exists(keeper, template)) {
      keeper.execute("CREATE DATABASE " + template.quoted());
    }
    var worker =
        new DatabaseTenants(
            fleet.databases().setup(DatabaseTenants.Aim.LATEST, "tenant create", Map.of()));
    if (worker.bring(template.database()) instanceof TenantWork.Ending.Failed failed) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANT_TEMPLATE_UNUSABLE,
              "the template "
                  + settings.template()
                  + " cannot be migrated: "
                  + failed.problem().message(),
              "mend "
                  + (failed.version() == null ? "that" : failed.version())
                  + ", then run the same command again"));
    }
  }

  private void copy(Session keeper, Site template, Site site, String name) throws SQLException {
    try {
      keeper.execute("CREATE DATABASE " + site.quoted() + " TEMPLATE " + template.quoted());
    } catch (SQLException e) {
      String state = ServerError.of(e).sqlState();
      if (state.equals("42P04")) {
        throw TenantSites.exists(name, site);
      }
      if (state.equals(IN_USE)) {
        throw new VeeryException(
            new Problem(
                ErrorCode.TENANT_TEMPLATE_UNUSABLE,
                "the template "
                    + settings.template()
                    + " cannot be copied while somebody is connected to it: "
                    + connected(keeper, template),
                "end these sessions, then run the same command again"),
            e);
      }
      throw e;
    }
  }

  /** The fleet knows them from now on. */
  private void meet(List<String> names) throws SQLException {
    queue.create();
    TenantList all = fleet.names();
    journal.execute(
        queue
            .tenants()
            .meet(
                new TenantList(
                    new TenantList.Names.Given(names),
                    all.prefix(),
                    all.suffix(),
                    all.place(),
                    all.there())));
  }

  /** Gives a tenant and its database another name. */
  void rename(String from, String place, String to, boolean end) throws SQLException {
    String toPlace = settings.schemaOf(to);
    Site here = sites.find(place);
    Site there = sites.find(toPlace);
    if (there == null) {
      if (here == null) {
        throw gone(from, place);
      }
      there = new Site(here.database().withDatabase(toPlace), here.keeper());
    }
    Site target = there;
    if (here != null && !here.sameServer(target)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANT_NOT_MOVED,
              "with the name "
                  + to
                  + " the database would be on "
                  + target.database().host()
                  + ":"
                  + target.database().port()
                  + ", which is another server",
              "keep the name, or dump and restore it there"));
    }
    care.rename(
        from,
        to,
        toPlace,
        () -> {
          try (Session keeper = target.open()) {
            boolean made = exists(keeper, target);
            if (here != null && exists(keeper, here)) {
              if (made) {
                throw TenantSites.exists(to, target);
              }
              refuseProject(keeper, here);
              renamed(keeper, here, target, from, end);
            } else if (!made) {
              throw gone(from, place);
            }
            // Otherwise an attempt that was interrupted has done it: only the row is behind.
          }
        });
  }

  private void renamed(Session keeper, Site from, Site to, String name, boolean end)
      throws SQLException {
    long until = System.nanoTime() + fleet.lockTimeout().toNanos();
    free(keeper, from, name, end);
    while (true) {
      try {
        keeper.execute("ALTER DATABASE " + from.quoted() + " RENAME TO " + to.quoted());
        return;
      } catch (SQLException e) {
        if (!end || !ServerError.of(e).sqlState().equals(IN_USE) || System.nanoTime() > until) {
          throw e;
        }
        // Somebody was quicker: an application connects again at once.
        free(keeper, from, name, true);
      }
    }
  }

  /**
   * Drops a tenant's database.
   *
   * @return whether it was there
   */
  boolean drop(String name, String place, boolean end) throws SQLException {
    Site site = sites.find(place);
    boolean[] there = new boolean[1];
    care.drop(
        name,
        () -> {
          if (site == null) {
            return;
          }
          try (Session keeper = site.open()) {
            there[0] = exists(keeper, site);
            if (there[0]) {
              refuseProject(keeper, site);
              free(keeper, site, name, end);
              keeper.execute(
                  "DROP DATABASE IF EXISTS " + site.quoted() + (end ? " WITH (FORCE)" : ""));
            }
          }
        });
    return there[0];
  }

  private static boolean exists(Session keeper, Site site) throws SQLException {
    return keeper.value(
            "SELECT 1 FROM pg_catalog.pg_database WHERE datname = "
                + Sql.literal(site.database().database()))
        != null;
  }

  /** Nobody may be connected; with {@code end} nobody stays so. */
  private static void free(Session keeper, Site site, String name, boolean end)
      throws SQLException {
    if (end) {
      keeper.query(
          "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity"
              + sessionsOf(site),
          row -> {});
      return;
    }
    String connected = connected(keeper, site);
    if (!connected.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FLEET_BUSY,
              "database "
                  + site.database().database()
                  + " of tenant "
                  + name
                  + " is in use: "
                  + connected,
              "stop the application for this tenant, or add --end-sessions"));
    }
  }

  /** Such as {@code 2 sessions of app}; empty for none. */
  private static String connected(Session keeper, Site site) throws SQLException {
    String found =
        keeper.value(
            "SELECT count(*) || CASE count(*) WHEN 1 THEN ' session of ' ELSE ' sessions of ' END ||"
                + " string_agg(DISTINCT coalesce(nullif(application_name, ''), usename), ', ')"
                + " FROM pg_catalog.pg_stat_activity"
                + sessionsOf(site)
                + " HAVING count(*) > 0");
    return found == null ? "" : found;
  }

  private static String sessionsOf(Site site) {
    return " WHERE backend_type = 'client backend' AND datname = "
        + Sql.literal(site.database().database());
  }

  /** The session with the fleet's journal is found by the process that serves it and its start. */
  private void refuseProject(Session keeper, Site site) throws SQLException {
    String self =
        journal.value(
            "SELECT pid || ' ' || extract(epoch FROM backend_start) FROM pg_catalog.pg_stat_activity"
                + " WHERE pid = pg_catalog.pg_backend_pid()");
    if (keeper.value(
            "SELECT 1 FROM pg_catalog.pg_stat_activity WHERE datname = "
                + Sql.literal(site.database().database())
                + " AND pid || ' ' || extract(epoch FROM backend_start) = "
                + Sql.literal(String.valueOf(self)))
        != null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "database "
                  + site.database().database()
                  + " is the project's own, with the journal of the fleet",
              "take it out of the list of tenants"));
    }
  }

  private static VeeryException gone(String name, String place) {
    return new VeeryException(
        new Problem(
            ErrorCode.TENANT_UNKNOWN,
            "database " + place + " of tenant " + name + " is not there",
            "veery tenant list shows who is; veery tenant drop " + name + " forgets it"));
  }
}
