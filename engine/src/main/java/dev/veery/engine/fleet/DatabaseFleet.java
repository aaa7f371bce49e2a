package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.engine.fleet.FleetStatus.Level;
import dev.veery.engine.fleet.FleetStatus.Unreachable;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.fleet.TenantList;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A fleet whose tenants are databases: each is asked where it stands, a few at a time. */
final class DatabaseFleet {

  private final FleetSettings settings;
  private final MigrationSet set;
  private final FleetQueue queue;
  private final DatabaseTenants.Setup setup;

  DatabaseFleet(
      Config config,
      FleetSettings settings,
      MigrationSet set,
      MigrationGraph graph,
      CodeMigration.Resolver code,
      Actor actor,
      Supplier<Session> main,
      FleetQueue queue) {
    this.settings = settings;
    this.set = set;
    this.queue = queue;
    var options =
        new RunOptions(
            "fleet",
            config.environment(),
            actor,
            config.lockTimeout(),
            Duration.ZERO,
            config.insistence(),
            config.statementTimeout(),
            Duration.ZERO,
            false,
            Map::of);
    this.setup = setup(config, settings, set, graph, code, options, main);
  }

  /** What workers need to know of the databases. */
  static DatabaseTenants.Setup setup(
      Config config,
      FleetSettings settings,
      MigrationSet set,
      MigrationGraph graph,
      CodeMigration.Resolver code,
      RunOptions options,
      Supplier<Session> main) {
    return new DatabaseTenants.Setup(
        config.journalSchema(),
        addresses(config, settings),
        (session, loaded) ->
            new PlanRequest(
                set,
                graph,
                loaded.history(),
                PlanRequest.Options.DEFAULT,
                version -> down(session, config.journalSchema(), version),
                FleetOnline.of(config, session)),
        new Target.Up.Latest(),
        options,
        new RunListener() {},
        code);
  }

  private static @Nullable String down(Session session, String schema, Version version) {
    try {
      return new Journal(session, schema).downScript(version);
    } catch (SQLException e) {
      throw dev.veery.postgres.session.SqlStates.unexpected(e, "reading the journal");
    }
  }

  private static Function<String, Address> addresses(Config config, FleetSettings settings) {
    if (!settings.url().isEmpty()) {
      return place -> {
        DatabaseUrl url = DatabaseUrl.of(settings.url().replace("{tenant}", place));
        return address(url, config);
      };
    }
    if (config.database() instanceof Config.Database.Server server) {
      return place -> address(server.url(), config).withDatabase(place);
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.CONFIG_MALFORMED,
            "tenants that are databases need the url of a server, not " + config.database(),
            "give url or fleet.url"));
  }

  private static Address address(DatabaseUrl url, Config config) {
    return new Address(
        url.host(),
        url.port(),
        url.database(),
        url.user(),
        url.password(),
        config.connectTimeout(),
        url.parameters());
  }

  /** Names of the tenants that have something to do, or of which nobody knows. */
  List<String> behind(TenantList list, FleetOptions options) throws SQLException {
    List<String> names = new ArrayList<>();
    look(queue.names(list), options.tenants())
        .forEach((name, found) -> {
          if (!(found.result() instanceof Plan.Result.UpToDate)) {
            names.add(name);
          }
        });
    return names;
  }

  FleetStatus status(TenantList list, FleetOverview overview) {
    Map<String, Found> found;
    try {
      found = look(queue.names(list), List.of());
    } catch (SQLException e) {
      throw dev.veery.postgres.session.SqlStates.unexpected(e, "reading the tenants");
    }
    int current = 0;
    int behind = 0;
    int blocked = 0;
    Map<Integer, Level> levels = new TreeMap<>();
    List<Unreachable> unreachable = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, Found> entry : found.entrySet()) {
      Problem problem = entry.getValue().problem();
      if (problem != null) {
        unreachable.add(new Unreachable(entry.getKey(), problem));
        continue;
      }
      int pending = 0;
      switch (entry.getValue().result()) {
        case Plan.Result.UpToDate none -> current++;
        case Plan.Result.Ready ready -> {
          behind++;
          pending = ready.plan().migrations().size();
        }
        case Plan.Result.Blocked stop -> {
          blocked++;
          stop.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
        }
      }
      levels.merge(pending, level(pending, entry.getKey()), DatabaseFleet::sum);
    }
    List<String> absent = new ArrayList<>();
    int absentCount = overview.absent(absent);
    return new FleetStatus(
        overview.database(),
        overview.server(),
        found.size(),
        current,
        behind,
        blocked,
        0,
        List.copyOf(levels.values()),
        absent,
        absentCount,
        overview.unlisted(),
        overview.troubles(),
        problems,
        unreachable,
        overview.run());
  }

  /** The newest that a tenant has, as the files have it: what lacks the last n has all before. */
  private Level level(int pending, String tenant) {
    int applied = Math.max(0, set.migrations().size() - pending);
    Migration newest = applied == 0 ? null : set.migrations().get(applied - 1);
    return new Level(
        newest == null ? null : newest.version(),
        newest == null ? "" : newest.label(),
        applied,
        pending,
        1,
        0,
        tenant);
  }

  private static Level sum(Level a, Level b) {
    return new Level(
        a.newest(), a.label(), a.applied(), a.pending(), a.tenants() + b.tenants(), 0, a.example());
  }

  /** What one database said. */
  private record Found(Plan.@Nullable Result answer, @Nullable Problem problem) {
    Plan.Result result() {
      return answer == null ? new Plan.Result.Blocked(List.of()) : answer;
    }
  }

  private Map<String, Found> look(Map<String, String> places, List<String> only) {
    Map<String, Found> found = new ConcurrentHashMap<>();
    Semaphore room = new Semaphore(settings.parallel());
    List<Thread> threads = new ArrayList<>();
    places.forEach((name, place) -> {
      if (!only.isEmpty() && !only.contains(name)) {
        return;
      }
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                room.acquireUninterruptibly();
                try {
                  found.put(name, new Found(DatabaseTenants.look(setup, place), null));
                } catch (VeeryException e) {
                  found.put(name, new Found(null, e.problems().getFirst()));
                } finally {
                  room.release();
                }
              }));
    });
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return new TreeMap<>(found);
  }
}
