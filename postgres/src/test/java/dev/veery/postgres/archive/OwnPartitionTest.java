package dev.veery.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that go to a partition of their own table, and come back as they were. */
final class OwnPartitionTest {

  private static ScratchDatabase database;
  private static Session session;

  @BeforeAll
  static void open() throws SQLException {
    database = ScratchServers.freshDatabase();
    var server = database.server();
    session =
        Session.open(
            new Address(
                server.host(),
                server.port(),
                database.name(),
                server.user(),
                server.password(),
                Duration.ofSeconds(10),
                Map.of()),
            "test");
  }

  @AfterAll
  static void close() {
    session.close();
    database.close();
  }

  @BeforeEach
  void orders() throws SQLException {
    session.query(
        """
        DROP SCHEMA public CASCADE;
        CREATE SCHEMA public;
        CREATE TABLE orders (
          id bigint GENERATED ALWAYS AS IDENTITY, note text, total numeric, twice numeric GENERATED ALWAYS AS (total * 2) STORED,
          archived boolean NOT NULL DEFAULT false, deleted_at timestamptz
        ) PARTITION BY LIST (archived);
        CREATE TABLE orders_live PARTITION OF orders FOR VALUES IN (false);
        CREATE TABLE orders_archive PARTITION OF orders FOR VALUES IN (true) PARTITION BY RANGE (deleted_at);
        CREATE TABLE archive_early PARTITION OF orders_archive FOR VALUES FROM (MINVALUE) TO ('2026-02-01');
        CREATE TABLE archive_late PARTITION OF orders_archive DEFAULT;
        INSERT INTO orders (note, total, deleted_at) SELECT 'n' || i, i,
          CASE WHEN i % 2 = 0 THEN '2026-01-01'::timestamptz + i * interval '1 day' END FROM generate_series(1, 100) i;
        CREATE TABLE original AS SELECT * FROM orders
        """,
        List.of());
  }

  private static Archiver archiver(String before, boolean back) {
    return new Archiver(
        session,
        new Archiver.Move("public", "orders", "orders_archive", "deleted_at", before, 7, back));
  }

  private static String value(String sql) throws SQLException {
    return String.valueOf(session.value(sql));
  }

  /** Nothing of a row is changed but where it is. */
  private static void same() throws SQLException {
    assertThat(
            value(
                """
                SELECT count(*) FROM (
                  (SELECT id, note, total, twice, deleted_at FROM orders
                   EXCEPT ALL SELECT id, note, total, twice, deleted_at FROM original)
                  UNION ALL
                  (SELECT id, note, total, twice, deleted_at FROM original
                   EXCEPT ALL SELECT id, note, total, twice, deleted_at FROM orders)) x
                """))
        .isEqualTo("0");
  }

  @Test
  void rowsGoThereInBatchesAndComeBackAsTheyWere() throws Exception {
    assertThat(archiver("2026-04-01", false).waiting()).isEqualTo(44);
    AtomicInteger batches = new AtomicInteger();
    // What is committed when it ends is there, and the next one goes on.
    assertThatThrownBy(() ->
            archiver("2026-04-01", false)
                .run(rows -> {
                  same0();
                  if (batches.incrementAndGet() == 3) {
                    throw new IllegalStateException("killed");
                  }
                }))
        .hasMessage("killed");
    assertThat(value("SELECT count(*) FROM orders_archive")).isEqualTo("21");
    assertThat(archiver("2026-04-01", false).run(rows -> {})).isEqualTo(23);
    same();
    assertThat(value("SELECT count(*) FROM orders_archive WHERE deleted_at < '2026-04-01'"))
        .isEqualTo("44");
    assertThat(value("SELECT count(*) FROM archive_early")).isEqualTo("15");
    assertThat(archiver("2026-04-01", false).run(rows -> {})).isZero();

    assertThat(archiver("2026-02-01", true).run(rows -> {})).isEqualTo(15);
    assertThat(value("SELECT count(*) FROM archive_early")).isEqualTo("0");
    assertThat(archiver("2027-01-01", true).run(rows -> {})).isEqualTo(29);
    same();
    assertThat(value("SELECT count(*) FROM orders_live")).isEqualTo("100");
  }

  private static void same0() {
    try {
      same();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTriggerThatChangesRowsOnTheirWayIsNoticed() throws Exception {
    session.query(
        """
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := upper(NEW.note); RETURN NEW; END';
        CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()
        """,
        List.of());
    assertThatThrownBy(() -> archiver("2026-04-01", false).run(rows -> {}))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining("would not come to public.orders_archive as they are: 7 of 7")
        .hasMessageContaining("some are changed");
    same();
    assertThat(value("SELECT count(*) FROM orders_archive")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "PARTITION BY LIST (place);DEFAULT 'here';FOR VALUES IN ('there');place = elsewhere, which would be lost",
        "PARTITION BY LIST (place);;FOR VALUES IN ('there');has no default",
        "PARTITION BY LIST (place);DEFAULT 'here';FOR VALUES IN ('there', 'away');by one value of one column",
        "PARTITION BY RANGE (place);DEFAULT 'here';FOR VALUES FROM ('t') TO ('u');by one value of one column",
        "PARTITION BY LIST (lower(place));DEFAULT 'here';FOR VALUES IN ('there');by one value of one column",
        "PARTITION BY RANGE (deleted_at);DEFAULT 'here';FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');by themselves"
      })
  void whereRowsWouldNotComeBackIsRefused(
      String by, String otherwise, String bound, String expected) throws Exception {
    session.query(
        "DROP TABLE orders; CREATE TABLE orders (id int, place text "
            + (otherwise == null ? "" : otherwise)
            + ", deleted_at timestamptz) "
            + by
            + "; CREATE TABLE orders_archive PARTITION OF orders "
            + bound
            + "; CREATE TABLE orders_rest PARTITION OF orders DEFAULT;"
            + " INSERT INTO orders VALUES (1, 'elsewhere', '2026-01-15')",
        List.of());
    assertThatThrownBy(() -> archiver("2026-04-01", false).run(rows -> {}))
        .isInstanceOfSatisfying(
            VeeryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_DIFFERENT))
        .hasMessageContaining(expected);
    assertThat(value("SELECT count(*) FROM orders_archive")).isEqualTo("0");
  }
}
