package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.online.PartitionPolicy;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.online.PartitionUpkeep;
import dev.veery.postgres.online.PartitionUpkeep.Task;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What {@code [partition]} asks for, against what the database has. */
public final class PartitionWork {

  private final Config config;
  private final PartitionUpkeep upkeep;

  PartitionWork(Config config, Session session) {
    this.config = config;
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

  /** Does one of them. */
  public void run(Task task) {
    try {
      upkeep.run(
          task,
          Objects.requireNonNullElse(config.lockTimeout(), Duration.ofSeconds(1)),
          config.lockRetry());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, task.what());
    }
  }
}
