package dev.veery.postgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.postgres.TestProject;
import dev.veery.postgres.journal.Lease.Attempt;
import dev.veery.postgres.session.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

  private static final Actor ADA = new Actor("ada", "laptop", "test");
  private static final Actor BOB = new Actor("bob", "server", "test");

  @TempDir Path directory;
  private TestProject project;

  @BeforeEach
  void open() {
    project = new TestProject(directory);
  }

  @AfterEach
  void close() {
    project.close();
  }

  @Test
  void eightSessionsCreateItAtOnce() throws Exception {
    try (var executor = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            executor.submit(() -> {
              try (Session session = project.session()) {
                new Journal(session, "veery").createOrUpgrade();
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(project.rows("SELECT format FROM veery.journal")).containsExactly("1");
  }

  @Test
  void everyColumnThatNeedsOneHasAComment() throws Exception {
    try (Session session = project.session()) {
      new Journal(session, "veery").createOrUpgrade();
    }
    assertThat(
            project.rows(
                "SELECT relname FROM pg_class WHERE relnamespace = 'veery'::regnamespace AND relkind"
                    + " = 'r' AND obj_description(oid) IS NULL AND relname <> 'journal_one_row'"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"veery", "Odd \"schema\"", "select"})
  void anySchemaNameWillDo(String name) throws Exception {
    try (Session session = project.session()) {
      Journal journal = new Journal(session, name);
      assertThat(journal.load().history().journalExists()).isFalse();
      journal.createOrUpgrade();
      assertThat(journal.load().history().journalExists()).isTrue();
      assertThat(journal.tryAcquire(ADA, "up", journal.load().facts()))
          .isInstanceOf(Attempt.Held.class);
    }
  }

  @Test
  void aJournalOfANewerVeeryIsLeftAlone() throws Exception {
    try (Session session = project.session()) {
      Journal journal = new Journal(session, "veery");
      journal.createOrUpgrade();
      session.execute("UPDATE veery.journal SET format = 99");
      assertThatThrownBy(journal::load)
          .isInstanceOfSatisfying(
              VeeryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOURNAL_NEWER));
      session.execute("ALTER TABLE veery.migration RENAME COLUMN kind TO species");
      assertThatThrownBy(journal::load)
          .isInstanceOfSatisfying(
              VeeryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOURNAL_NEWER));
    }
  }

  @Test
  void oneHoldsTheLeaseAndTheOtherLearnsWho() throws Exception {
    try (Session first = project.session();
        Session second = project.session()) {
      Journal ours = new Journal(first, "veery");
      ours.createOrUpgrade();
      Journal theirs = new Journal(second, "veery");
      Lease lease = held(ours, ADA);
      assertThat(theirs.tryAcquire(BOB, "up", theirs.load().facts()))
          .isInstanceOfSatisfying(
              Attempt.Busy.class,
              busy -> {
                assertThat(busy.holder().name()).isEqualTo("ada@laptop");
                assertThat(busy.holder().backendPid()).isEqualTo(first.backendPid());
              });
      ours.release(lease);
      assertThat(held(theirs, BOB).token()).isEqualTo(lease.token() + 1);
    }
  }

  @Test
  void theLeaseEndsWithTheSessionThatTookIt() throws Exception {
    try (Session second = project.session()) {
      long token;
      try (Session first = project.session()) {
        Journal journal = new Journal(first, "veery");
        journal.createOrUpgrade();
        token = held(journal, ADA).token();
      }
      Journal theirs = new Journal(second, "veery");
      for (int i = 0; i < 50; i++) {
        if (theirs.tryAcquire(BOB, "up", theirs.load().facts()) instanceof Attempt.Held held) {
          assertThat(held.lease().token()).isEqualTo(token + 1);
          return;
        }
        Thread.sleep(20); // the server takes a moment to notice that the first one has gone
      }
      throw new AssertionError("the lease of a session that is gone was never free");
    }
  }

  @Test
  void behindAProxyOnlyTheExpiryCounts() throws Exception {
    try (Session first = project.session();
        Session second = project.session()) {
      Journal ours = new Journal(first, "veery");
      ours.createOrUpgrade();
      ServerFacts pooled = pooled(ours.load().facts());
      assertThat(ours.tryAcquire(ADA, "up", pooled)).isInstanceOf(Attempt.Held.class);
      Journal theirs = new Journal(second, "veery");
      assertThat(theirs.tryAcquire(BOB, "up", pooled)).isInstanceOf(Attempt.Busy.class);
      second.execute("UPDATE veery.lease SET expires_at = now() - interval '1 s'");
      assertThat(theirs.tryAcquire(BOB, "up", pooled)).isInstanceOf(Attempt.Held.class);
    }
  }

  @Test
  void whoHasLostTheLeaseCannotWrite() throws Exception {
    try (Session session = project.session()) {
      Journal journal = new Journal(session, "veery");
      journal.createOrUpgrade();
      Lease lease = held(journal, ADA);
      long run = journal.beginRun(lease, true, "up", "", ADA, Map.of()).id();
      session.execute("UPDATE veery.lease SET token = token + 1, holder = 'thief'");
      JournalWrites writes = journal.writes(lease, run, ADA);
      assertThatThrownBy(() -> session.execute(writes.forget("1", "x", "")))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("taken over by thief");
      assertThat(project.rows("SELECT * FROM veery.log")).isEmpty();
    }
  }

  private static Lease held(Journal journal, Actor actor) throws SQLException {
    if (journal.tryAcquire(actor, "up", journal.load().facts()) instanceof Attempt.Held held) {
      return held.lease();
    }
    throw new AssertionError("the lease is not free");
  }

  private static ServerFacts pooled(ServerFacts facts) {
    return new ServerFacts(
        facts.versionNumber(),
        facts.version(),
        facts.database(),
        facts.user(),
        facts.replica(),
        facts.readOnly(),
        true,
        facts.backendPid(),
        facts.backendStart());
  }
}
