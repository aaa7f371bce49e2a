package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.Identifiers;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.rehearse.GivenServer;
import dev.veery.postgres.rehearse.ScratchServer;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.rehearse.rows.RowGenerator;
import dev.veery.postgres.rehearse.rows.RowOptions;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server for scratch databases, and on an embedded one a state that is kept in the cache.
 */
final class ScratchOpening {

  private final Config config;
  private final int major;

  /**
   * @param major of the target; 0 for any
   */
  ScratchOpening(Config config, int major) {
    this.config = config;
    this.major = major;
  }

  /**
   * A state that is made from nothing.
   *
   * @param make makes it on a server
   */
  ScratchState make(Function<ScratchServer, ScratchState> make) {
    ScratchServer server = server();
    try {
      return make.apply(server);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /**
   * The state of a history: from the cache, from the cache and what came since, or from nothing.
   *
   * @param keys of {@link ScratchKeys}
   * @param rows to fill a copy with; null leaves the tables empty
   */
  ScratchState history(
      ScratchMaker maker, List<String> keys, Duration keepAfter, @Nullable RowOptions rows) {
    if (!(config.scratch() instanceof Config.Database.Embedded) || keys.isEmpty()) {
      return filled(maker, make(maker::replay), rows);
    }
    if (rows == null) {
      return bare(maker, keys, keepAfter);
    }
    String key = ScratchKeys.hash(keys.getFirst(), rows, RowGenerator.FORMAT);
    return keeping(maker, key, keepAfter, () -> filled(maker, bare(maker, keys, keepAfter), rows));
  }

  private ScratchState bare(ScratchMaker maker, List<String> keys, Duration keepAfter) {
    return keeping(
        maker,
        keys.getFirst(),
        keepAfter,
        () -> nearest(maker, keys).orElseGet(() -> make(maker::replay)));
  }

  /** Fills a copy; what cannot be filled leaves no server behind. */
  static ScratchState filled(ScratchMaker maker, ScratchState state, @Nullable RowOptions rows) {
    if (rows == null) {
      return state;
    }
    try {
      return maker.fill(state, rows);
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private ScratchState keeping(
      ScratchMaker maker, String key, Duration keepAfter, Supplier<ScratchState> made) {
    Optional<ScratchState> kept = kept(maker, key);
    if (kept.isPresent()) {
      return kept.get();
    }
    long began = System.nanoTime();
    ScratchState state = made.get();
    if (Duration.ofNanos(System.nanoTime() - began).compareTo(keepAfter) < 0
        || !(state.server() instanceof EmbeddedScratch server)) {
      return state;
    }
    // What is rehearsed next may change roles, which belong to no database: it is kept now.
    server.keep(key);
    return kept(maker, key).orElseGet(made);
  }

  private Optional<ScratchState> kept(ScratchMaker maker, String key) {
    return EmbeddedScratch.startFrom(key, major)
        .map(server -> {
          try {
            return maker.asKept(
                server,
                Objects.requireNonNull(server.find(EmbeddedScratch.STATE)),
                server.find(Filling.PURPOSE));
          } catch (RuntimeException e) {
            server.close();
            throw e;
          }
        });
  }

  private Optional<ScratchState> nearest(ScratchMaker maker, List<String> keys) {
    Set<String> kept = EmbeddedScratch.kept(major);
    List<String> candidates = new ArrayList<>(keys);
    candidates.retainAll(kept);
    for (String key : candidates) {
      Optional<EmbeddedScratch> found = EmbeddedScratch.startFrom(key, major);
      if (found.isPresent()) {
        EmbeddedScratch server = found.get();
        try {
          return Optional.of(
              maker.resume(server, Objects.requireNonNull(server.find(EmbeddedScratch.STATE))));
        } catch (RuntimeException e) {
          server.close();
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  private ScratchServer server() {
    return switch (config.scratch()) {
      case Config.Database.Embedded embedded -> embedded();
      case Config.Database.Server given -> given(given.url(), given.url().database());
      case Config.Database.Unknown unknown -> throw new VeeryException(unknown.missing());
    };
  }

  private ScratchServer embedded() {
    try {
      return EmbeddedScratch.start(major);
    } catch (VeeryException e) {
      Problem problem = e.problems().getFirst();
      throw new VeeryException(
          new Problem(
              problem.code(),
              problem.message(),
              problem.remedy()
                  + (problem.remedy().isEmpty() ? "" : "; or ")
                  + "name a server of that version: --scratch postgres://…"),
          e);
    }
  }

  /**
   * The database that {@code --scratch} names, as the template. It is copied and not changed.
   *
   * @param surroundings of the target; where its role is not on that server, migrations are run as
   *     the role that {@code --scratch} names
   */
  ScratchState copy(Surroundings surroundings) {
    if (config.scratch() instanceof Config.Database.Unknown unknown) {
      throw new VeeryException(unknown.missing());
    }
    if (!(config.scratch() instanceof Config.Database.Server given)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "there is no copy of the target to rehearse on",
              "name it: --scratch postgres://…/copy_of_it, or the name of an environment"));
    }
    DatabaseUrl url = given.url();
    // Nobody may be connected to what is copied, we as little as others.
    ScratchServer server = given(url, url.database().equals("postgres") ? "template1" : "postgres");
    String user = url.user();
    try (Session session = Session.open(server.address(url.database()), "veery (scratch)")) {
      String role =
          session.value(
              "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = "
                  + Identifiers.literal(surroundings.user())
                  + " AND pg_catalog.pg_has_role(oid, 'MEMBER')");
      user = role == null ? user : role;
    } catch (SQLException e) {
      server.close();
      throw SqlStates.connecting(server.address(url.database()), e);
    }
    return new ScratchState(
        server,
        url.database(),
        config.journalSchema(),
        new Surroundings(
            user,
            surroundings.searchPath(),
            Surroundings.Access.OWNER,
            List.of(),
            List.of(),
            List.of()),
        null,
        ScratchState.COPY);
  }

  private ScratchServer given(DatabaseUrl url, String connectTo) {
    GivenServer server =
        GivenServer.open(
            new Address(
                url.host(),
                url.port(),
                connectTo,
                url.user(),
                url.password(),
                config.connectTimeout(),
                url.parameters()),
            false);
    if (major != 0 && server.major() != major) {
      server.close();
      throw new VeeryException(
          new Problem(
              ErrorCode.SCRATCH_DIFFERENT,
              "the scratch server is PostgreSQL "
                  + server.version()
                  + " and the target is PostgreSQL "
                  + major
                  + ": what one does says little about the other",
              "name a server of major " + major + ", or leave --scratch away"));
    }
    return server;
  }
}
