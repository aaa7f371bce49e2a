package dev.veery.postgres.expand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.VeeryException;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.expand.Expander;
import dev.veery.core.expand.Expansion;
import dev.veery.core.expand.Phase;
import dev.veery.core.plan.Step;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.postgres.KilledProcess;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Faults in the middle of every phase of every kind of change, while two versions of an application
 * write: afterwards the schema is that of the plain statements, or the one from before, and every
 * row that either version has written is as it wrote it.
 */
class ExpandFaultsTest {

  private static final int MAJOR = 18;

  /**
   * A kind of change.
   *
   * @param base makes the table {@code items} with a column {@code id} and 500 rows
   * @param plain what brings the same about at once
   * @param before what the value is called before the change
   * @param after what it is called behind it
   */
  private record Kind(
      String name, String base, String migration, String plain, String before, String after) {}

  private static final String ITEMS =
      """
      CREATE TABLE items (id int PRIMARY KEY, value int NOT NULL DEFAULT 0 CHECK (value >= 0), note text);
      CREATE INDEX items_value ON items (value);
      CREATE VIEW dear AS SELECT id, value FROM items WHERE value > 4;
      CREATE TABLE parts (item_id int REFERENCES items (id) ON DELETE CASCADE, number int, PRIMARY KEY (item_id, number));
      INSERT INTO items SELECT g, g % 10 FROM generate_series(1, 500) g;
      INSERT INTO parts SELECT g, 1 FROM generate_series(1, 100) g;
      """;

  private static final String WIDER =
      """
      ALTER TABLE items ALTER COLUMN id TYPE bigint, ALTER COLUMN value TYPE bigint;
      ALTER TABLE parts ALTER COLUMN item_id TYPE bigint;
      """;

  private static final String VIEW =
      "CREATE VIEW dear AS SELECT id, value FROM items WHERE value > 4;\n";

  private static final String PARTITIONED =
      """
      ALTER TABLE items RENAME TO items_plain;
      CREATE TABLE items (LIKE items_plain INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id)) PARTITION BY RANGE (id);
      CREATE TABLE items_a PARTITION OF items FOR VALUES FROM (MINVALUE) TO (150000);
      CREATE TABLE items_b PARTITION OF items FOR VALUES FROM (150000) TO (MAXVALUE);
      INSERT INTO items SELECT * FROM items_plain;
      ALTER TABLE parts DROP CONSTRAINT parts_item_id_fkey, ADD CONSTRAINT parts_item FOREIGN KEY (item_id) REFERENCES items (id) ON DELETE CASCADE;
      DROP VIEW dear;
      CREATE VIEW dear AS SELECT id, value FROM items WHERE value > 4;
      DROP TABLE items_plain;
      """;

  private static final List<Kind> KINDS =
      List.of(
          kind(
              "rename a column",
              ITEMS,
              "ALTER TABLE items RENAME COLUMN value TO worth;\n",
              "worth"),
          new Kind(
              "a wider key and value under a view",
              ITEMS,
              WIDER,
              "DROP VIEW dear;\n" + WIDER + VIEW,
              "value",
              "value"),
          kind(
              "a type with other values",
              ITEMS
                  .replace("value int NOT NULL DEFAULT 0 CHECK (value >= 0)", "value text")
                  .replace(VIEW, "")
                  .replace("g % 10", "(g % 10)::text"),
              "ALTER TABLE items ALTER COLUMN value TYPE int USING value::int;\n",
              "value"),
          kind("drop a column", ITEMS, "ALTER TABLE items DROP COLUMN note;\n", "value"),
          kind("a table becomes partitioned", ITEMS, PARTITIONED, "value"));

  private static Kind kind(String name, String base, String migration, String after) {
    return new Kind(name, base, migration, migration, "value", after);
  }

  static RunOptions patient() {
    RunOptions options = TestProject.options();
    return new RunOptions(
        options.command(),
        options.environment(),
        options.actor(),
        Duration.ofMillis(200),
        Duration.ofMinutes(1),
        options.insistence(),
        null,
        null,
        false,
        options.evidence());
  }

  @TestFactory
  List<DynamicTest> sessionsThatAreEnded() {
    return KINDS.stream()
        .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> sessionsEnded(kind)))
        .toList();
  }

  /** Under every piece of every phase once, while it runs or just before. */
  private static void sessionsEnded(Kind kind) throws Exception {
    Catalog after = plain(kind);
    try (ChangeProject project = new ChangeProject(MAJOR)) {
      Catalog before = prepared(project, kind);
      Faults faults = new Faults(project);
      try (ChangeLoad old = new ChangeLoad(project, kind.before(), 100_000)) {
        faults.until(project, kind, Phase.EXPAND);
        try (ChangeLoad fresh = new ChangeLoad(project, kind.after(), 200_000)) {
          fresh.going();
          if (!kind.after().equals(kind.before())) {
            fresh.close(); // its name goes
          }
          faults.until(project, kind, Phase.ABORT);
          assertThat(ExpandTest.differences(before, project.catalog())).isEmpty();
          fresh.check(kind.before());
        }
        faults.keep = "1 day";
        faults.until(project, kind, Phase.EXPAND);
        if (!kind.after().equals(kind.before())) {
          old.close();
        }
        try (ChangeLoad fresh = new ChangeLoad(project, kind.after(), 300_000)) {
          fresh.going();
          faults.until(project, kind, Phase.CONTRACT);
          if (project.state().equals("contracted")) {
            // Each piece is met once: on the ways that are gone again nothing happens any more.
            faults.until(project, kind, Phase.REVERT);
            faults.until(project, kind, Phase.ABORT);
            faults.until(project, kind, Phase.EXPAND);
            faults.until(project, kind, Phase.CONTRACT);
            faults.until(project, kind, Phase.PURGE);
          }
          fresh.check(kind.after());
        }
        old.check(kind.after());
      }
      assertThat(project.state()).isEqualTo("closed");
      assertThat(ExpandTest.differences(after, project.catalog())).isEmpty();
      assertBase(project, kind);
      assertThat(faults.count).isGreaterThanOrEqualTo(kind.name().startsWith("drop") ? 1 : 7);
    }
  }

  /**
   * Real processes, really killed, each of them at work on every kind of change at once, and every
   * third time the server crashes under it as in a power cut: through every phase, and twice to the
   * end of a change, once back to the old and once on to the new.
   */
  @Test
  void processesThatAreKilledAndServersThatCrash() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().major(MAJOR).setting("synchronous_commit", "on").scratch()) {
      List<ChangeProject> projects = new ArrayList<>();
      List<Catalog> before = new ArrayList<>();
      for (int i = 0; i < KINDS.size(); i++) {
        server.createDatabase("kind" + i);
        projects.add(new ChangeProject(new ScratchDatabase(server, "kind" + i)));
        before.add(prepared(projects.getLast(), KINDS.get(i)));
      }
      Storm storm = new Storm(projects);
      storm.through(Kind::before, Phase.EXPAND, Phase.ABORT);
      for (int i = 0; i < KINDS.size(); i++) {
        assertThat(ExpandTest.differences(before.get(i), projects.get(i).catalog()))
            .as(KINDS.get(i).name())
            .isEmpty();
      }
      storm.calm(Phase.EXPAND);
      // Where something is kept, there is a way back, and only then does the old go.
      storm.through(Kind::after, Phase.CONTRACT, Phase.REVERT);
      storm.calm(Phase.ABORT, Phase.EXPAND, Phase.CONTRACT);
      storm.through(Kind::after, Phase.PURGE);
      for (int i = 0; i < KINDS.size(); i++) {
        Kind kind = KINDS.get(i);
        assertThat(projects.get(i).state()).as(kind.name()).isEqualTo("closed");
        assertThat(ExpandTest.differences(plain(kind), projects.get(i).catalog()))
            .as(kind.name())
            .isEmpty();
        assertBase(projects.get(i), kind);
      }
      assertThat(storm.crashes).isGreaterThan(1);
    }
  }

  /** Takes all kinds of changes through phases, with an application at work on each. */
  private static final class Storm {
    private final List<ChangeProject> projects;
    private long applications;
    private int kills;
    private int crashes;

    Storm(List<ChangeProject> projects) {
      this.projects = projects;
    }

    void through(Function<Kind, String> column, Phase... phases) throws Exception {
      List<ChangeLoad> loads = new ArrayList<>();
      long first = ++applications * 100_000;
      for (int i = 0; i < KINDS.size(); i++) {
        loads.add(new ChangeLoad(projects.get(i), column.apply(KINDS.get(i)), first));
      }
      for (ChangeLoad load : loads) {
        load.going();
      }
      for (Phase phase : phases) {
        // Later and later, so that each gets further than the one before.
        int at = 2;
        for (; killed(phase, at); at += 6) {
          kills++;
          if (kills % 3 == 0) {
            crashes++;
            crash(projects.getFirst());
            projects.forEach(ExpandFaultsTest::comeUp);
          }
        }
        assertThat(at).as("killed in %s", phase).isGreaterThan(2);
      }
      for (int i = 0; i < KINDS.size(); i++) {
        loads.get(i).check(column.apply(KINDS.get(i)));
      }
    }

    /** Nothing happens, and nobody writes. */
    void calm(Phase... phases) throws Exception {
      for (Phase phase : phases) {
        assertThat(killed(phase, Integer.MAX_VALUE)).isFalse();
      }
    }

    private boolean killed(Phase phase, int at) throws Exception {
      List<String> arguments = new ArrayList<>(List.of(phase.name()));
      KINDS.forEach(kind -> arguments.add(kind.migration()));
      return KilledProcess.at(
          "before-commit:" + at, ChangePhaseMain.class, arguments, projects.getFirst().address());
    }

    private static void crash(ChangeProject project) throws SQLException {
      try (Session session = project.session()) {
        ProcessHandle.of(session.backendPid()).orElseThrow().destroyForcibly();
      }
    }
  }

  /** Where each kind of change is made, in their order. */
  static List<String> databases() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < KINDS.size(); i++) {
      names.add("kind" + i);
    }
    return names;
  }

  private static Catalog plain(Kind kind) throws SQLException {
    try (ChangeProject plain = new ChangeProject(MAJOR)) {
      plain.script(kind.base());
      plain.script(kind.plain());
      return plain.catalog();
    }
  }

  private static Catalog prepared(ChangeProject project, Kind kind) throws SQLException {
    project.options = patient();
    project.script(kind.base());
    return project.catalog();
  }

  /** The rows from before, which nobody has written since. */
  private static void assertBase(ChangeProject project, Kind kind) throws SQLException {
    try (Session session = project.session()) {
      assertThat(
              session.value(
                  "SELECT count(*) || ' ' || sum("
                      + kind.after()
                      + "::int) || ' ' || (SELECT count(*) FROM parts) FROM items WHERE id <= 500"))
          .isEqualTo("500 2250 100");
    }
  }

  private static void comeUp(ChangeProject project) {
    long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try (Session session = project.session()) {
        session.execute("SELECT 1");
        return;
      } catch (SQLException | VeeryException e) {
        assertThat(System.nanoTime()).isLessThan(patience);
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static RunResult run(ChangeProject project, Kind kind, Phase phase, @Nullable String keep)
      throws Exception {
    if (phase != Phase.EXPAND || project.begun()) {
      return project.run(phase);
    }
    Expander.Result result = project.split(kind.migration(), List.of(), keep);
    assertThat(result).isInstanceOf(Expander.Result.Split.class);
    Expansion expansion = ((Expander.Result.Split) result).expansion();
    return project.begin(expansion, keep);
  }

  /** Ends the session of the run under each of its pieces, each once. */
  private static final class Faults {
    private final Set<String> seen = new HashSet<>();
    private final Random random = new Random(7);
    private final List<Thread> killers = new ArrayList<>();
    private String phase = "";
    private @Nullable String keep;
    private int count;
    private final IntConsumer fault;

    Faults(ChangeProject project) {
      this.fault =
          pid -> {
            try (Session other = project.session()) {
              other.value("SELECT pg_terminate_backend(" + pid + ", 5000)");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          };
      project.onSteps = this::steps;
    }

    private void steps(int pid, List<Step> steps) {
      if (steps.isEmpty() || !seen.add(phase + steps.getFirst().ordinal())) {
        return;
      }
      count++;
      int wait = random.nextInt(8);
      Thread killer =
          new Thread(() -> {
            LockSupport.parkNanos(wait * 1_000_000L);
            fault.accept(pid);
          });
      killers.add(killer);
      killer.start();
    }

    /** Runs a phase again and again until it is whole. */
    void until(ChangeProject project, Kind kind, Phase which) throws Exception {
      phase = which.word();
      long patience = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      RunResult result = null;
      while (!(result instanceof RunResult.Succeeded)) {
        assertThat(System.nanoTime()).as("%s: %s", which, result).isLessThan(patience);
        try {
          result = run(project, kind, which, keep);
        } catch (VeeryException | SQLException e) {
          // The session was ended under the journal's own statements.
        } finally {
          for (Thread killer : killers) {
            killer.join();
          }
          killers.clear();
        }
        if (isWhole(project, which)) {
          return; // ended behind its last commit
        }
      }
    }
  }

  /** False where the server cannot be asked just now. */
  private static boolean isWhole(ChangeProject project, Phase phase) {
    try {
      return project.begun() ? project.state().equals(phase.after()) : phase != Phase.EXPAND;
    } catch (SQLException | VeeryException e) {
      return false;
    }
  }
}
