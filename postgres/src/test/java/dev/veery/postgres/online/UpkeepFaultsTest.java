package dev.veery.postgres.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import dev.veery.core.online.PartitionPolicy;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.online.PartitionUpkeep.Task;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.UpkeepRun;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The upkeep of partitions whose session is ended, and whose server crashes, a little later each
 * time, while somebody writes to the tables: in the end the schema is that of an upkeep that nobody
 * has disturbed, every row is there, and the audit holds.
 */
class UpkeepFaultsTest {

  private static final String BASE =
      """
      CREATE TABLE events (id int, at timestamptz) PARTITION BY RANGE (at);
      CREATE TABLE events_2001 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
      CREATE TABLE events_rest PARTITION OF events DEFAULT;
      INSERT INTO events SELECT i, '2001-05-05' FROM generate_series(1, 1000) i;
      INSERT INTO events SELECT i, '1999-05-05' FROM generate_series(1, 20000) i;
      CREATE TABLE logs (id int, day date) PARTITION BY RANGE (day);
      CREATE TABLE logs_2001 PARTITION OF logs FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
      CREATE TABLE logs_2002 PARTITION OF logs FOR VALUES FROM ('2002-01-01') TO ('2003-01-01');
      INSERT INTO logs SELECT i, '2001-05-05' FROM generate_series(1, 1000) i;
      """;

  @TempDir Path directory;

  @Test
  void endedAndCrashedAndGoneOnWith() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().major(18).setting("synchronous_commit", "on").scratch()) {
      server.createDatabase("calm");
      server.createDatabase("stormy");
      TestProject calm = new TestProject(directory, new ScratchDatabase(server, "calm"));
      calm.script(BASE);
      upkeep(calm);
      TestProject stormy = new TestProject(directory, new ScratchDatabase(server, "stormy"));
      stormy.script(BASE);
      Writer writer = new Writer(stormy);
      writer.start();
      int ended = 0;
      int crashed = 0;
      Random random = new Random(11);
      try {
        while (!isDone(stormy)) {
          boolean crash = (ended + crashed) % 3 == 2;
          int wait = random.nextInt(8);
          List<Thread> killers = new ArrayList<>();
          // What is done first gets done, so that every round advances; the next is met at work.
          Consumer<Task> behind =
              task -> {
                if (killers.isEmpty()) {
                  killers.add(Thread.startVirtualThread(() -> fault(stormy, crash, wait)));
                }
              };
          try {
            upkeep(stormy, behind);
          } catch (SQLException | VeeryException e) {
            ended += crash ? 0 : 1;
            crashed += crash ? 1 : 0;
          }
          for (Thread killer : killers) {
            killer.join();
          }
        }
      } finally {
        writer.over = true;
        writer.join();
      }
      // How many faults meet it at work depends on how fast the machine is.
      assertThat(ended).as("sessions that were ended at work").isPositive();
      assertThat(crashed).as("servers that crashed at work").isPositive();
      assertThat(OnlineFaultsTest.schema(stormy)).isEqualTo(OnlineFaultsTest.schema(calm));
      assertThat(stormy.rows("SELECT count(*), count(*) FILTER (WHERE id > 1000000) FROM events"))
          .containsExactly((20_000 + writer.events) + "|" + writer.events);
      assertThat(stormy.rows("SELECT count(*) FROM logs")).containsExactly("0");
      assertThat(
              stormy.rows(
                  "SELECT (SELECT count(*) FROM old.events_2001), (SELECT count(*) FROM old.logs_2001)"))
          .containsExactly("1000|1000");
      assertThat(writer.events).isGreaterThan(20);
      assertThat(stormy.auditFaults()).isEmpty();
    }
  }

  private static void fault(TestProject project, boolean crash, int wait) {
    LockSupport.parkNanos(wait * 1_000_000L);
    try {
      if (crash) {
        OnlineFaultsTest.crash(project);
      } else {
        OnlineFaultsTest.end(project);
      }
    } catch (RuntimeException e) {
      // The server was going down already.
    }
  }

  private static boolean isDone(TestProject project) throws Exception {
    while (true) {
      OnlineFaultsTest.comeUp(project);
      try (Session session = project.session()) {
        return due(session).isEmpty();
      } catch (SQLException | VeeryException e) {
        // It was about to go down when it let us in.
      }
    }
  }

  private static List<Task> due(Session session) throws SQLException {
    PartitionUpkeep upkeep = new PartitionUpkeep(session);
    List<Task> due = new ArrayList<>();
    for (String table : List.of("events", "logs")) {
      due.addAll(
          upkeep.due(
              PartitionPolicy.read(table, "every month, ahead 11, keep 12 then archive to old")));
    }
    return due;
  }

  private static void upkeep(TestProject project) throws SQLException {
    upkeep(project, task -> {});
  }

  private static void upkeep(TestProject project, Consumer<Task> done) throws SQLException {
    try (Session session = project.session()) {
      Journal journal = new Journal(session, "veery");
      new UpkeepRun(
              session, journal, OnlineFaultsTest.patient(), new RunListener() {}, project::session)
          .run(journal.load(), due(session), () -> due(session), done);
    }
  }

  /** Writes to both tables, and counts what was committed. */
  private static final class Writer extends Thread {
    private final TestProject project;
    private volatile boolean over;
    private int events;

    Writer(TestProject project) {
      super("writer");
      this.project = project;
    }

    @Override
    public void run() {
      int id = 1_000_000;
      while (!over) {
        try (Session session = project.session()) {
          while (!over) {
            id++;
            String mine = " WHERE id = " + id;
            try {
              session.execute("INSERT INTO events VALUES (" + id + ", '1998-05-05')");
              events++;
            } catch (SQLException e) {
              // Whether it was committed only the server knows.
              OnlineFaultsTest.comeUp(project);
              events +=
                  Integer.parseInt(project.rows("SELECT count(*) FROM events" + mine).getFirst());
              throw e;
            }
            Thread.sleep(1);
          }
        } catch (Exception e) {
          // On with a new session, as soon as there is one.
        }
      }
    }
  }
}
