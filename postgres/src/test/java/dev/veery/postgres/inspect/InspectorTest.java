package dev.veery.postgres.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InspectorTest {

  private ScratchDatabase database;
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    database = ScratchServers.freshDatabase();
    connection = Fixture.connect(database);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void seesWhatTheCallersTransactionDidAndLeavesItOpen() throws SQLException {
    connection.setAutoCommit(false);
    Fixture.execute(connection, "SET LOCAL search_path = pg_catalog, public");
    Fixture.execute(connection, "CREATE TABLE public.t (a int)");
    Catalog inside = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(inside.find(table("public", "t"))).isPresent();
    assertThat(value("SHOW search_path")).isEqualTo("pg_catalog, public");
    connection.rollback();
    connection.setAutoCommit(true);
    Catalog after = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(after.find(table("public", "t"))).isEmpty();
  }

  @Test
  void theSessionsSettingsChangeNothingAndAreKept() throws SQLException {
    Fixture.execute(connection, "CREATE TYPE public.kind AS ENUM ('a')");
    Fixture.execute(
        connection,
        "CREATE TABLE t (a public.kind DEFAULT 'a', b timestamptz DEFAULT '2026-01-01 00:00+00',"
            + " c interval DEFAULT '1 day 2 hours', d bytea DEFAULT '\\x01')");
    Catalog plain = Inspector.inspect(connection, InspectOptions.DEFAULT);
    for (String setting :
        new String[] {
          "search_path = public, pg_catalog",
          "TimeZone = 'Asia/Tokyo'",
          "DateStyle = 'ISO, DMY'",
          "IntervalStyle = iso_8601",
          "bytea_output = escape",
          "quote_all_identifiers = on"
        }) {
      Fixture.execute(connection, "SET " + setting);
    }
    Catalog odd = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(SchemaExport.sql(odd, ExportOptions.COMPLETE))
        .isEqualTo(SchemaExport.sql(plain, ExportOptions.COMPLETE));
    assertThat(value("SHOW TimeZone")).isEqualTo("Asia/Tokyo");
    assertThat(connection.getAutoCommit()).isTrue();
  }

  @Test
  void theJournalAndOtherSchemasAreLeftOut() throws SQLException {
    Fixture.run(
        connection,
        """
        CREATE SCHEMA veery; CREATE TABLE veery.runs (id int);
        CREATE SCHEMA a; CREATE TABLE a.t (id int PRIMARY KEY);
        CREATE SCHEMA b; CREATE TABLE b.t (id int REFERENCES a.t);
        CREATE TEMPORARY TABLE gone (id int);
        """);
    Catalog all = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(all.objects().keySet()).noneMatch(id -> id.toString().contains("veery"));
    assertThat(all.objects().keySet()).noneMatch(id -> id.toString().contains("gone"));
    assertThat(all.find(table("b", "t"))).isPresent();
    Catalog one = Inspector.inspect(connection, new InspectOptions(Set.of("b"), Set.of("veery")));
    assertThat(one.find(table("a", "t"))).isEmpty();
    assertThat(one.find(table("b", "t"))).isPresent();
  }

  @Test
  void aRoleThatMayReadNothingReadsTheSameSchema() throws SQLException {
    Fixture.run(
        connection,
        """
        CREATE SCHEMA closed;
        CREATE TABLE closed.t (id int PRIMARY KEY, b text DEFAULT 'x' CHECK (b <> ''));
        CREATE VIEW closed.v AS SELECT * FROM closed.t;
        CREATE INDEX ON closed.t (lower(b));
        REVOKE ALL ON SCHEMA closed FROM PUBLIC;
        DO $$ BEGIN CREATE ROLE inspect_nothing; EXCEPTION WHEN duplicate_object THEN END $$;
        """);
    Catalog asOwner = Inspector.inspect(connection, InspectOptions.DEFAULT);
    Fixture.execute(connection, "SET ROLE inspect_nothing");
    Catalog asNobody = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(asNobody).isEqualTo(asOwner);
  }

  @Test
  void passwordsAreNotRead() throws SQLException {
    Fixture.run(
        connection,
        """
        CREATE FOREIGN DATA WRAPPER w;
        CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (sslpassword 'hunter1');
        CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'bob', password 'hunter2');
        """);
    Catalog catalog = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(catalog.all(ForeignData.UserMapping.class))
        .singleElement()
        .satisfies(mapping ->
            assertThat(mapping.options())
                .containsEntry("user", "bob")
                .containsEntry("password", ForeignData.HIDDEN));
    assertThat(SchemaExport.sql(catalog, ExportOptions.COMPLETE)).doesNotContain("hunter");
  }

  @Test
  void whatBelongsToAnExtensionIsTheExtensions() throws SQLException {
    Catalog before = Inspector.inspect(connection, InspectOptions.DEFAULT);
    Fixture.execute(connection, "CREATE EXTENSION hstore");
    Catalog after = Inspector.inspect(connection, InspectOptions.DEFAULT);
    assertThat(after.objects()).hasSize(before.objects().size() + 1);
    assertThat(after.find(new ObjectId(ObjectKind.EXTENSION, "", "hstore"))).isPresent();
  }

  private static ObjectId table(String schema, String name) {
    return new ObjectId(ObjectKind.TABLE, schema, name);
  }

  private String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      results.next();
      return results.getString(1);
    }
  }
}
