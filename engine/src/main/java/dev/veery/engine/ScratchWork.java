package dev.veery.engine;

import dev.veery.core.catalog.Catalog;
import dev.veery.engine.config.Config;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.rehearse.Surroundings;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes databases to rehearse on, from what the target is. */
final class ScratchWork {

  private final Veery target;
  private final @Nullable ClassLoader application;

  ScratchWork(Veery target, @Nullable ClassLoader application) {
    this.target = target;
    this.application = application;
  }

  ScratchState open(Project files, ScratchOptions options) {
    ScratchState state = withoutSample(files, options);
    if (options.sample() == null) {
      return state;
    }
    try {
      return state.with(Filling.sample(state, target.session(), options.sample()));
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private ScratchState withoutSample(Project files, ScratchOptions options) {
    Config config = target.config();
    Loaded loaded = target.load();
    Surroundings surroundings;
    try {
      surroundings = Surroundings.read(target.session());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading roles and extensions");
    }
    var opening = new ScratchOpening(config, loaded.facts().major());
    if (options.from() == ScratchOptions.From.COPY) {
      return opening.copy(surroundings);
    }
    if (options.from() == ScratchOptions.From.TARGET) {
      Catalog live = target.catalog();
      var maker = new ScratchMaker(config, application, files, surroundings);
      ScratchState state = opening.make(server -> maker.load(server, live, target.session()));
      return ScratchOpening.filled(maker, state, options.rows());
    }
    Project applied = Replay.applied(files, loaded.history());
    var maker = new ScratchMaker(config, application, applied, surroundings);
    return options.keepAfter() == null
        ? ScratchOpening.filled(maker, opening.make(maker::replay), options.rows())
        : opening.history(
            maker,
            ScratchKeys.of(config, applied, surroundings),
            options.keepAfter(),
            options.rows());
  }
}
