package dev.veery.engine.fleet;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.engine.config.Config;
import dev.veery.engine.fleet.FleetStatus.Level;
import dev.veery.engine.fleet.FleetStatus.Unreachable;
import dev.veery.postgres.fleet.FleetOverview;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.run.CodeMigration;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A fleet whose tenants are databases: each is asked where it stands, a few at a time. */
final class DatabaseFleet {

  private final Config config;
  private final FleetSettings settings;
  private final MigrationSet set;
  private final MigrationGraph graph;
  private final CodeMigration.Resolver code;
  private final Actor actor;
  private final TenantServers servers;

  DatabaseFleet(
      Config config,
      FleetSettings settings,
      MigrationSet set,
      MigrationGraph graph,
      CodeMigration.Resolver code,
      Actor actor,
      TenantServers servers) {
    this.config = config;
    this.settings = settings;
    this.set = set;
    this.graph = graph;
    this.code = code;
    this.actor = actor;
    this.servers = servers;
  }

  /** What is needed to look at the databases. */
  DatabaseTenants.Setup setup() {
    return setup(DatabaseTenants.Aim.LATEST, "fleet", Map.of());
  }

  /**
   * What workers need to know of the databases.
   *
   * @param evidence what the audit of each keeps about the run
   */
  DatabaseTenants.Setup setup(
      DatabaseTenants.Aim aim, String command, Map<String, String> evidence) {
    return new DatabaseTenants.Setup(
        config.journalSchema(),
        servers::address,
        (session, loaded) ->
            new PlanRequest(
                set,
                graph,
                loaded.history(),
                PlanRequest.Options.DEFAULT,
                version -> down(session, version),
                FleetOnline.of(config, session)),
        aim,
        TenantRunOptions.of(config, actor, command, evidence),
        new RunListener() {},
        code,
        config.masking());
  }

  private @Nullable String down(Session session, Version version) {
    try {
      return new Journal(session, config.journalSchema())
          .masking(config.masking())
          .downScript(version);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /** Names of the tenants that have something to do, or of which nobody knows. */
  List<String> behind(Map<String, String> places, FleetOptions options) {
    List<String> names = new ArrayList<>();
    Map<String, Found> all = look(setup(), only(places, options), false);
    FleetBreaking.refuse(all.values().stream().map(Found::result).toList());
    all.forEach((name, found) -> {
      if (!(found.result() instanceof Plan.Result.UpToDate)) {
        names.add(name);
      }
    });
    return names;
  }

  /**
   * The label of the newest migration of each, empty for none; what is wrong with those that do not
   * answer stands in {@code silent}.
   */
  Map<String, String> newest(Map<String, String> places, Map<String, Problem> silent) {
    Map<String, String> newest = new TreeMap<>();
    look(setup(), places, false)
        .forEach((name, found) -> {
          if (found.look() == null) {
            silent.put(name, java.util.Objects.requireNonNull(found.problem()));
          } else {
            newest.put(name, found.look().newest());
          }
        });
    return newest;
  }

  private static Map<String, String> only(Map<String, String> places, FleetOptions options) {
    Map<String, String> wanted = new TreeMap<>(places);
    if (!options.tenants().isEmpty()) {
      wanted.keySet().retainAll(options.tenants());
    }
    return wanted;
  }

  /**
   * What a run can be taken back in.
   *
   * @param run its number
   * @param tenants whose newest batch it has made, and those that do not answer and were part of it
   */
  record Way(long run, String mark, List<String> tenants) {}

  /**
   * Finds out what there is to take back.
   *
   * @param marks of runs, by their numbers
   * @param run which of them; null for the newest that some tenant still has
   * @param partakers who was part of a run
   * @return null for nothing
   * @throws VeeryException when a way back is missing
   */
  @Nullable Way back(
      Map<String, String> places,
      Map<Long, String> marks,
      @Nullable Long run,
      LongFunction<List<String>> partakers,
      FleetOptions options) {
    Map<String, Found> found = look(setup(), only(places, options), true);
    Long chosen = run;
    for (Map.Entry<Long, String> each : marks.entrySet()) {
      if (run == null
          && (chosen == null || each.getKey() > chosen)
          && found.values().stream().anyMatch(f -> f.mark().equals(each.getValue()))) {
        chosen = each.getKey();
      }
    }
    String mark = chosen == null ? null : marks.get(chosen);
    if (chosen == null || mark == null) {
      return null;
    }
    List<String> tenants = new ArrayList<>();
    Map<String, String> answered = new TreeMap<>();
    List<String> part = partakers.apply(chosen);
    found.forEach((name, each) -> {
      if (each.mark().equals(mark)) {
        tenants.add(name);
        answered.put(name, String.valueOf(places.get(name)));
      } else if (each.problem() != null && part.contains(name)) {
        tenants.add(name);
      }
    });
    List<Problem> problems = new ArrayList<>();
    look(
            setup(DatabaseTenants.Aim.back(config.journalSchema(), mark), "fleet", Map.of()),
            answered,
            false)
        .values()
        .forEach(each -> {
          if (each.result() instanceof Plan.Result.Blocked blocked) {
            blocked.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
          }
        });
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new Way(chosen, mark, tenants);
  }

  FleetStatus status(Map<String, String> places, FleetOverview overview) {
    Map<String, Found> found = look(setup(), places, false);
    int current = 0;
    int behind = 0;
    int blocked = 0;
    Map<Integer, Level> levels = new TreeMap<>();
    List<Unreachable> unreachable = new ArrayList<>();
    List<Problem> problems = new ArrayList<>(servers.silent());
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
        overview.run(),
        overview.nameless());
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
  private record Found(DatabaseTenants.@Nullable Look look, @Nullable Problem problem) {
    Plan.Result result() {
      return look == null ? new Plan.Result.Blocked(List.of()) : look.result();
    }

    String mark() {
      return look == null ? "" : look.mark();
    }
  }

  private Map<String, Found> look(
      DatabaseTenants.Setup setup, Map<String, String> places, boolean marked) {
    Map<String, Found> found = new ConcurrentHashMap<>();
    each(
        places,
        (name, place) -> {
          try {
            found.put(name, new Found(DatabaseTenants.look(setup, place, marked), null));
          } catch (VeeryException e) {
            found.put(name, new Found(null, e.problems().getFirst()));
          }
        });
    return new TreeMap<>(found);
  }

  /** Does something with each, as many at a time as the configuration says. */
  void each(Map<String, String> places, BiConsumer<String, String> work) {
    Semaphore room = new Semaphore(settings.parallel());
    List<Thread> threads = new ArrayList<>();
    places.forEach((name, place) ->
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  room.acquireUninterruptibly();
                  try {
                    work.accept(name, place);
                  } finally {
                    room.release();
                  }
                })));
    TenantServers.join(threads);
  }
}
