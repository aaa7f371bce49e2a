package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.engine.fleet.TenantServers.Survey;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where databases of tenants are made, renamed and dropped: from another database of the server.
 */
final class TenantSites {

  private static final String APPLICATION = "veery (tenant)";

  /** Every server has it unless somebody took care that it has not. */
  private static final String MAINTENANCE = "postgres";

  private final FleetSettings settings;
  private final TenantServers servers;

  TenantSites(FleetSettings settings, TenantServers servers) {
    this.settings = settings;
    this.servers = servers;
  }

  /**
   * A database and the one of the same server from where it is looked after.
   *
   * @param database of the tenant
   * @param keeper where the statements are sent
   */
  record Site(Address database, Address keeper) {

    Session open() {
      try {
        return Session.open(keeper, APPLICATION);
      } catch (SQLException e) {
        throw SqlStates.connecting(keeper, e);
      }
    }

    /** Its name as SQL. */
    String quoted() {
      return Identifiers.quote(database.database());
    }

    boolean sameServer(Site other) {
      return keeper.host().equals(other.keeper.host()) && keeper.port() == other.keeper.port();
    }
  }

  /**
   * The site of a database, whether that is there or not.
   *
   * @return null when it is on none of several servers
   * @throws VeeryException when it is on more than one, or a server does not tell
   */
  @Nullable Site find(String place) {
    if (settings.servers().isEmpty()) {
      Address database = servers.address(place);
      return new Site(database, keeper(database));
    }
    Survey survey = servers.look();
    List<Address> found =
        survey == null ? List.of() : survey.databases().getOrDefault(place, List.of());
    if (found.isEmpty()) {
      if (survey != null && !survey.down().isEmpty()) {
        throw new VeeryException(survey.down());
      }
      return null;
    }
    Address database = servers.address(place);
    return new Site(database, keeper(database));
  }

  /**
   * Where a new database is made: where the template is, and of several such servers on the one
   * that has the fewest databases. Where none has it, it is made there, too.
   *
   * @throws VeeryException when it is there already, or a server does not tell
   */
  Site forNew(String name, String place) {
    if (settings.servers().isEmpty()) {
      Site site = find(place);
      if (site == null) {
        throw new IllegalStateException("one server always has a site");
      }
      return site;
    }
    Site present = find(place);
    if (present != null) {
      throw exists(name, present);
    }
    Survey survey = servers.look();
    Address best = null;
    long least = Long.MAX_VALUE;
    for (String url : settings.servers()) {
      Address server = servers.address(DatabaseUrl.of(url));
      long databases = survey == null ? 0 : count(survey, server, "");
      boolean model = survey != null && count(survey, server, settings.template()) > 0;
      // Half of the range is for servers without the template: any with it comes before.
      long rank = model ? databases : databases + Integer.MAX_VALUE;
      if (rank < least) {
        least = rank;
        best = server;
      }
    }
    if (best == null) {
      throw new IllegalStateException("there is at least one server");
    }
    return new Site(best.withDatabase(place), best);
  }

  static VeeryException exists(String name, Site site) {
    return new VeeryException(
        new Problem(
            ErrorCode.TENANT_EXISTS,
            "database "
                + site.database().database()
                + " of tenant "
                + name
                + " is there already, on "
                + site.database().host()
                + ":"
                + site.database().port(),
            "veery fleet up --tenant " + name + " migrates it"));
  }

  private static long count(Survey survey, Address server, String database) {
    return survey.databases().entrySet().stream()
        .filter(entry -> database.isEmpty() || entry.getKey().equals(database))
        .flatMap(entry -> entry.getValue().stream())
        .filter(address -> same(address, server))
        .count();
  }

  private static boolean same(Address one, Address other) {
    return one.host().equals(other.host()) && one.port() == other.port();
  }

  private Address keeper(Address database) {
    for (String url : settings.servers()) {
      Address server = servers.address(DatabaseUrl.of(url));
      if (same(server, database)) {
        return server;
      }
    }
    return settings.url().isEmpty() ? servers.project() : database.withDatabase(MAINTENANCE);
  }
}
