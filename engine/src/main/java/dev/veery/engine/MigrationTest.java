package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.engine.TestReport.Branches;
import dev.veery.engine.config.Config;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tests every migration of a project from an empty database on.
 *
 * <p>Each worker has a server of its own, because roles belong to no database. It runs what comes
 * before its part in one go, and proves its part one by one.
 */
final class MigrationTest {

  private final Config config;
  private final @Nullable ClassLoader application;
  private final Project project;
  private final TestOptions options;
  private final IntConsumer progress;
  private final List<Migration> order;

  MigrationTest(
      Config config,
      @Nullable ClassLoader application,
      Project project,
      TestOptions options,
      IntConsumer progress) {
    this.config = config;
    this.application = application;
    this.project = project;
    this.options = options;
    this.progress = progress;
    List<Migration> able = new ArrayList<>();
    for (Migration migration : project.graph().order()) {
      if (!(migration.body() instanceof Migration.Body.Foreign)) {
        able.add(migration);
      }
    }
    this.order = able;
  }

  /** The part of one worker. */
  private record Part(
      String server, List<RoundTrip> trips, boolean stopped, @Nullable Problem repeatables) {}

  TestReport run() {
    long began = System.nanoTime();
    int workers =
        config.scratch() instanceof Config.Database.Server || order.size() < 8
            ? 1
            : options.workers();
    List<Part> parts = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<Part>> futures = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        int from = boundary(w, workers);
        int to = boundary(w + 1, workers);
        futures.add(pool.submit(() -> part(from, to)));
      }
      for (Future<Part> future : futures) {
        parts.add(get(future));
      }
    }
    List<RoundTrip> trips = new ArrayList<>();
    Set<String> reached = new HashSet<>();
    Problem repeatables = null;
    for (Part part : parts) {
      trips.addAll(part.trips());
      repeatables = part.repeatables();
      if (part.stopped()) {
        break;
      }
    }
    trips.forEach(trip -> reached.add(trip.label()));
    List<String> notReached =
        order.stream().map(Migration::label).filter(label -> !reached.contains(label)).toList();
    return new TestReport(
        parts.getFirst().server(),
        trips,
        notReached,
        notReached.isEmpty() ? branches() : List.of(),
        repeatables,
        notReached.isEmpty() && repeatables == null ? tenancy() : null,
        Duration.ofNanos(System.nanoTime() - began));
  }

  /** Whether tenants are kept apart when everything is applied; null where nobody asks. */
  private @Nullable TenancyReport tenancy() {
    if (!TenancyCheck.isConfigured(config) || project.graph().heads().size() > 1) {
      return null;
    }
    try (ScratchState state = empty()) {
      String database = state.fresh("tenancy");
      try (Veery scratch = on(state, database, project)) {
        RoundTripper.run(scratch, new Target.Up.Latest(), "up");
      }
      return TenancyCheck.onScratch(state, database, TenancyCheck.settings(config));
    }
  }

  /** Later migrations find more tables and take longer: the parts grow smaller. */
  private int boundary(int worker, int workers) {
    return (int) Math.round(order.size() * Math.pow((double) worker / workers, 0.6));
  }

  private static Part get(Future<Part> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VeeryException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VeeryException(
          new Problem(dev.veery.core.ErrorCode.INTERRUPTED, "interrupted while testing", ""), e);
    }
  }

  private Part part(int from, int to) {
    try (ScratchState state = empty()) {
      List<RoundTrip> trips = new ArrayList<>();
      String server = state.server().toString();
      int at = from;
      while (at < to) {
        int reached = prove(state, at, to, trips);
        if (reached == at) {
          return new Part(server, trips, true, null);
        }
        at = reached;
      }
      return new Part(
          server,
          trips,
          false,
          to == order.size() && !project.set().repeatables().isEmpty() ? repeatables(state) : null);
    }
  }

  /**
   * Proves a part on a new database. A migration whose way back has spoilt it ends that; the next
   * goes on with another one.
   *
   * @return the first that is not proven; {@code from} where what comes before it does not run
   */
  private int prove(ScratchState state, int from, int to, List<RoundTrip> trips) {
    String database = state.fresh("test");
    try (Veery scratch = on(state, database, project)) {
      if (!runBefore(scratch, from)) {
        return from;
      }
      try (RoundTripper tripper =
          new RoundTripper(scratch, state.connectAsMaker(database), options.rows(), null)) {
        for (int i = from; i < to; i++) {
          trips.add(tripper.prove(order.get(i)));
          progress.accept(1);
          if (!tripper.isApplied(order.get(i))) {
            return i + 1;
          }
        }
        return to;
      }
    } finally {
      state.server().drop(database);
    }
  }

  private @Nullable Problem repeatables(ScratchState state) {
    String database = state.fresh("test");
    try (Veery scratch = on(state, database, project)) {
      return RoundTripper.run(scratch, new Target.Up.Latest(), "up");
    }
  }

  /** Runs what comes before a part, in one go; the worker before tells what is in the way. */
  private boolean runBefore(Veery scratch, int from) {
    for (int i = from - 1; i >= 0; i--) {
      Version version = order.get(i).version();
      boolean isApplied = i < from - 1 && scratch.load().history().find(version) != null;
      if (!isApplied && RoundTripper.run(scratch, new Target.Up.To(version), "up") != null) {
        return false;
      }
      if (project.graph().linear()) {
        return true;
      }
    }
    return true;
  }

  /** A server with nothing but what the migrations need. */
  private ScratchState empty() {
    var nothing =
        new MigrationSet(project.set().layout(), List.of(), List.of(), List.of(), List.of());
    var maker =
        new ScratchMaker(
            config,
            application,
            new Project(nothing, MigrationGraph.of(nothing), project.code()),
            Surroundings.none("postgres"));
    return new ScratchOpening(config, config.embeddedMajor() == null ? 0 : config.embeddedMajor())
        .make(server -> maker.bare(server, project));
  }

  private Veery on(ScratchState state, String database, Project files) {
    return Veery.over(ScratchMaker.at(config, state.address(database)), application, files);
  }

  private List<Branches> branches() {
    List<Migration> heads = project.graph().heads();
    if (heads.size() < 2) {
      return List.of();
    }
    List<Branches> branches = new ArrayList<>();
    try (ScratchState state = empty()) {
      for (int i = 0; i < heads.size(); i++) {
        for (int j = i + 1; j < heads.size(); j++) {
          branches.add(branches(state, heads.get(i), heads.get(j)));
        }
      }
    }
    return branches;
  }

  private Branches branches(ScratchState state, Migration first, Migration second) {
    List<Catalog> built = new ArrayList<>();
    for (List<Migration> both : List.of(List.of(first, second), List.of(second, first))) {
      String database = state.fresh("branches");
      try (Veery scratch = on(state, database, project)) {
        for (Migration head : both) {
          Problem problem = RoundTripper.run(scratch, new Target.Up.To(head.version()), "up");
          if (problem != null) {
            return new Branches(first.label(), second.label(), null, problem);
          }
        }
        built.add(scratch.catalog());
      } finally {
        state.server().drop(database);
      }
    }
    Comparison comparison = Comparison.of(built.get(0), built.get(1), IgnoreList.NONE);
    return new Branches(first.label(), second.label(), withoutColumnOrder(comparison), null);
  }

  /** Two branches that add a column to one table disagree on nothing but its place. */
  private static Comparison withoutColumnOrder(Comparison comparison) {
    List<Comparison.Difference> kept = new ArrayList<>();
    for (Comparison.Difference difference : comparison.differences()) {
      if (difference instanceof Comparison.Difference.Changed changed) {
        List<Comparison.Change> changes =
            changed.changes().stream()
                .filter(change -> !change.property().startsWith("order of "))
                .toList();
        if (!changes.isEmpty()) {
          kept.add(new Comparison.Difference.Changed(changed.id(), changes));
        }
      } else {
        kept.add(difference);
      }
    }
    return new Comparison(kept);
  }
}
