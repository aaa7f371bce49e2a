package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where tenants are that are databases: on the project's server, where a URL with {@code {tenant}}
 * says, or on one of several servers, each of which is asked once which databases it has.
 */
final class TenantServers {

  private static final String APPLICATION = "veery (fleet)";

  private final Config config;
  private final FleetSettings settings;
  private volatile @Nullable Survey survey;

  TenantServers(Config config, FleetSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * What the servers have said.
   *
   * @param databases the servers of each database
   * @param down what is wrong with servers that did not answer
   */
  record Survey(Map<String, List<Address>> databases, List<Problem> down) {
    Survey {
      down = List.copyOf(down);
    }
  }

  /** What is wrong with servers that did not answer when they were asked last. */
  List<Problem> silent() {
    Survey known = survey;
    return known == null ? List.of() : known.down();
  }

  /** Asks all of them anew, at once; null where the configuration names no servers. */
  @Nullable Survey look() {
    if (settings.servers().isEmpty()) {
      return null;
    }
    Map<String, List<Address>> databases = new TreeMap<>();
    List<Problem> down = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (String server : settings.servers()) {
      Address address = address(DatabaseUrl.of(server));
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                List<String> names = new ArrayList<>();
                Problem problem = null;
                try (Session session = Session.open(address, APPLICATION)) {
                  session.query(
                      "SELECT datname FROM pg_catalog.pg_database WHERE NOT datistemplate",
                      row -> names.add(row.getString(1)));
                } catch (SQLException e) {
                  problem = SqlStates.connecting(address, e).problems().getFirst();
                }
                synchronized (databases) {
                  if (problem != null) {
                    down.add(problem);
                  }
                  for (String name : names) {
                    databases
                        .computeIfAbsent(name, n -> new ArrayList<>())
                        .add(address.withDatabase(name));
                  }
                }
              }));
    }
    join(threads);
    Survey found = new Survey(databases, down);
    survey = found;
    return found;
  }

  /**
   * Where a tenant's database is.
   *
   * @throws VeeryException when it is on none of the servers, or on several
   */
  Address address(String place) {
    if (!settings.servers().isEmpty()) {
      return surveyed(place);
    }
    if (!settings.url().isEmpty()) {
      return address(DatabaseUrl.of(settings.url().replace("{tenant}", place)));
    }
    return project().withDatabase(place);
  }

  /**
   * The project's own database.
   *
   * @throws VeeryException when it is none that a URL names
   */
  Address project() {
    if (config.database() instanceof Config.Database.Server server) {
      return address(server.url());
    }
    if (config.database() instanceof Config.Database.Unknown unknown) {
      throw new VeeryException(unknown.missing());
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.CONFIG_MALFORMED,
            "tenants that are databases need the url of a server, not " + config.database(),
            "give url, fleet.url or fleet.servers"));
  }

  private Address surveyed(String place) {
    Survey known = survey;
    if (known == null) {
      known = look();
    }
    List<Address> found =
        known == null ? List.of() : known.databases().getOrDefault(place, List.of());
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.size() > 1) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANTS_UNREADABLE,
              "database "
                  + place
                  + " is on "
                  + String.join(
                      " and on ", found.stream().map(a -> a.host() + ":" + a.port()).toList()),
              "a tenant is on one of the servers"));
    }
    if (known != null && !known.down().isEmpty()) {
      throw new VeeryException(known.down());
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.TENANT_UNKNOWN, "database " + place + " is on none of the servers", ""));
  }

  /** A database with the configuration's patience for connecting. */
  Address address(DatabaseUrl url) {
    return new Address(
        url.host(),
        url.port(),
        url.database(),
        url.user(),
        url.password(),
        config.connectTimeout(),
        url.parameters());
  }

  static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
