package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.online.PartitionPolicy;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.online.PartitionUpkeep;
import dev.veery.postgres.online.PartitionUpkeep.Task;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.UpkeepRun;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What {@code [partition]} asks for, against what the database has. */
public final class PartitionWork {

  private final Config config;
  private final Session session;
  private final Journal journal;
  private final Loaded loaded;
  private final RunOptions options;
  private final LeaseKeeper.Opener opener;
  private final PartitionUpkeep upkeep;

  PartitionWork(
      Config config,
      Session session,
      Journal journal,
      Loaded loaded,
      RunOptions options,
      LeaseKeeper.Opener opener) {
    this.config = config;
    this.session = session;
    this.journal = journal;
    this.loaded = loaded;
    this.options = options;
    this.opener = opener;
    this.upkeep = new PartitionUpkeep(session);
  }

  /**
   * Everything that is due now, table by table.
   *
   * @throws VeeryException with everything that is wrong with the settings
   */
  public List<Task> due() {
    List<Problem> problems = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    config
        .values()
        .table(ConfigKey.PARTITION)
        .forEach((table, text) -> {
          try {
            tasks.addAll(upkeep.due(PartitionPolicy.read(table, text)));
          } catch (VeeryException e) {
            problems.addAll(e.problems());
          } catch (SQLException e) {
            throw SqlStates.unexpected(e, "looking at the partitions of " + table);
          }
        });
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return tasks;
  }

  /**
   * Does them, in a run of its own that the journal keeps.
   *
   * @param tasks of {@link #due}; what somebody else has done meanwhile is left out
   * @param done told of each that is done
   * @throws VeeryException when one fails; those before it are done
   */
  public void run(List<Task> tasks, RunListener listener, Consumer<Task> done) {
    new UpkeepRun(session, journal, options, listener, opener).run(loaded, tasks, this::due, done);
  }
}
