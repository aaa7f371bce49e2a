package dev.veery.postgres.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each change of the schema is noticed and said in words, and changes the fingerprint. */
class ComparisonTest {

  private static ScratchDatabase database;
  private static Connection connection;
  private static Catalog before;

  @BeforeAll
  static void build() throws SQLException {
    database = ScratchServers.freshDatabase();
    connection = Fixture.connect(database);
    Fixture.run(
        connection,
        """
        DO $$ BEGIN CREATE ROLE comparison_reader; EXCEPTION WHEN duplicate_object THEN END $$;
        CREATE SCHEMA shop;
        CREATE TYPE shop.mood AS ENUM ('sad', 'happy');
        CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);
        CREATE TABLE shop.customers (id bigint PRIMARY KEY, name text NOT NULL);
        CREATE TABLE shop.orders (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          customer_id bigint REFERENCES shop.customers,
          note varchar(10) DEFAULT 'x',
          total numeric CONSTRAINT total_check CHECK (total > 0));
        CREATE INDEX orders_note ON shop.orders (note);
        CREATE VIEW shop.v AS SELECT id, note FROM shop.orders;
        CREATE FUNCTION shop.f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
        CREATE SEQUENCE shop.s;
        CREATE FUNCTION shop.t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER tr BEFORE INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.t();
        CREATE POLICY p ON shop.orders USING (total > 5);
        """);
    before = Inspector.inspect(connection, InspectOptions.DEFAULT);
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER TABLE shop.customers ALTER name TYPE varchar(5) | table shop.customers: column name type is character varying(5), expected text
          ALTER TABLE shop.orders ADD extra int NOT NULL DEFAULT 3 | table shop.orders: column extra type is integer, none was expected
          ALTER TABLE shop.customers DROP name | table shop.customers: column name type is absent, expected text
          ALTER TABLE shop.orders ALTER note DROP DEFAULT | table shop.orders: column note value is absent, expected default
          ALTER TABLE shop.orders ALTER note SET NOT NULL | table shop.orders: column note not null is true, none was expected
          ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY | table shop.orders: row security is true, expected false
          ALTER TABLE shop.orders SET (fillfactor = 50) | table shop.orders: options fillfactor is 50, none was expected
          ALTER TABLE shop.orders DROP CONSTRAINT total_check | constraint total_check on shop.orders is missing
          ALTER TABLE shop.orders ALTER CONSTRAINT orders_customer_id_fkey DEFERRABLE | constraint orders_customer_id_fkey on shop.orders: timing is DEFERRABLE, expected IMMEDIATE
          DROP INDEX shop.orders_note | index shop.orders_note is missing
          DROP INDEX shop.orders_note; CREATE INDEX orders_note ON shop.orders (note DESC) | index shop.orders_note: key 1 descending is true, expected false
          CREATE UNIQUE INDEX more ON shop.orders (note) | index shop.more is not expected
          CREATE OR REPLACE VIEW shop.v WITH (security_invoker = true) AS SELECT id, note FROM shop.orders | view shop.v: options security_invoker is true, none was expected
          CREATE OR REPLACE FUNCTION shop.f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1' | function shop.f(integer): body text is SELECT a + 1, expected SELECT a
          ALTER FUNCTION shop.f(int) SECURITY DEFINER | function shop.f(integer): security definer is true, expected false
          ALTER SEQUENCE shop.s INCREMENT BY 2 | sequence shop.s: increment is 2, expected 1
          ALTER TYPE shop.mood RENAME VALUE 'sad' TO 'blue' | type shop.mood: labels is blue, happy, expected sad, happy
          ALTER DOMAIN shop.positive SET DEFAULT 7 | domain shop.positive: default expression is 7, none was expected
          ALTER TABLE shop.orders DISABLE TRIGGER tr | trigger tr on shop.orders: enabled is DISABLED, expected ORIGIN
          ALTER POLICY p ON shop.orders USING (total > 6) | policy p on shop.orders: using is (total > (6)::numeric), expected (total > (5)::numeric)
          COMMENT ON TABLE shop.orders IS 'hello' | table shop.orders: comment is hello, none was expected
          GRANT SELECT (note) ON shop.orders TO comparison_reader | table shop.orders: column note privileges is SELECT to comparison_reader by %s, none was expected
          ALTER TABLE shop.customers OWNER TO comparison_reader | table shop.customers: owner is comparison_reader, expected %s
          DROP TABLE shop.customers CASCADE | table shop.customers is missing
          CREATE SCHEMA other | schema other is not expected
          """)
  void says(String change, String words) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Fixture.run(connection, change);
      Catalog after = Inspector.inspect(connection, InspectOptions.DEFAULT);
      Comparison comparison = Comparison.of(before, after, IgnoreList.NONE);
      assertThat(comparison.toString().lines()).contains(words.formatted(database.server().user()));
      assertThat(Fingerprint.of(after)).isNotEqualTo(Fingerprint.of(before));
      assertThat(Comparison.of(after, after, IgnoreList.NONE).isEmpty()).isTrue();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void aColumnThatIsNewIsSaidOnce() throws SQLException {
    connection.setAutoCommit(false);
    try {
      Fixture.run(connection, "ALTER TABLE shop.customers ADD extra text NOT NULL DEFAULT 'x'");
      Catalog after = Inspector.inspect(connection, InspectOptions.DEFAULT);
      assertThat(Comparison.of(before, after, IgnoreList.NONE).toString())
          .isEqualTo("table shop.customers: column extra type is text, none was expected");
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void whatHangsOnAMissingTableIsNotListed() throws SQLException {
    connection.setAutoCommit(false);
    try {
      Fixture.run(connection, "DROP TABLE shop.orders CASCADE");
      Catalog after = Inspector.inspect(connection, InspectOptions.DEFAULT);
      assertThat(Comparison.of(before, after, IgnoreList.NONE).toString().lines())
          .containsExactly("table shop.orders is missing", "view shop.v is missing");
      assertThat(
              Comparison.of(before, after, IgnoreList.of(List.of("view:shop.*", "shop.orders")))
                  .isEmpty())
          .isTrue();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
