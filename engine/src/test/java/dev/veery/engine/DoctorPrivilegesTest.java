package dev.veery.engine;

import static dev.veery.engine.DoctorProject.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a role may not do, the doctor says before; and the server is asked whether that is so: it
 * refuses each of these statements for the want of a privilege, and takes them all from a
 * superuser.
 */
final class DoctorPrivilegesTest {

  private static final String HELD = "to own held";

  private static final Map<String, String> NEEDS = new LinkedHashMap<>();

  static {
    NEEDS.put("ALTER TABLE held ADD COLUMN more int", HELD);
    NEEDS.put("CREATE INDEX held_n ON held (n)", HELD);
    NEEDS.put("ALTER INDEX held_pkey RENAME TO held_key", "to own held_pkey");
    NEEDS.put("COMMENT ON COLUMN held.n IS 'how many'", HELD);
    NEEDS.put("CREATE POLICY everybody ON held", HELD);
    NEEDS.put("CREATE RULE nothing AS ON DELETE TO held DO INSTEAD NOTHING", HELD);
    NEEDS.put("REFRESH MATERIALIZED VIEW held_view", "to own held_view");
    NEEDS.put("INSERT INTO held VALUES (2, 2)", "INSERT on held");
    NEEDS.put("UPDATE held SET n = 3", "UPDATE on held");
    NEEDS.put("DELETE FROM held", "DELETE on held");
    NEEDS.put("TRUNCATE held", "TRUNCATE on held");
    NEEDS.put(
        "CREATE TRIGGER held_trigger BEFORE INSERT ON held EXECUTE FUNCTION"
            + " suppress_redundant_updates_trigger()",
        "TRIGGER on held");
    NEEDS.put("ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES held", "REFERENCES on held");
    NEEDS.put("CREATE TABLE locked.made (id int)", "CREATE on schema locked");
    NEEDS.put("CREATE VIEW locked.seen AS SELECT 1", "CREATE on schema locked");
    NEEDS.put("CREATE SEQUENCE locked.counter", "CREATE on schema locked");
    NEEDS.put("CREATE TYPE locked.mood AS ENUM ('good')", "CREATE on schema locked");
    NEEDS.put(
        "CREATE FUNCTION locked.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE on schema locked");
    NEEDS.put("ALTER TABLE t SET SCHEMA locked", "CREATE on schema locked");
    NEEDS.put("CREATE SCHEMA more", "CREATE on the database, for CREATE SCHEMA");
    NEEDS.put("ALTER SCHEMA locked RENAME TO open", "to own schema locked");
    NEEDS.put("CREATE ROLE another", "CREATEROLE, for CREATE ROLE");
    NEEDS.put("ALTER TABLE t OWNER TO boss", "to be a member of boss");
    NEEDS.put("CREATE EXTENSION pageinspect", "to install the extension pageinspect");
    NEEDS.put(
        "CREATE PUBLICATION all_of_it FOR ALL TABLES",
        "to be a superuser, for CREATE PUBLICATION … FOR ALL TABLES");
    NEEDS.put(
        "CREATE FUNCTION raw(int) RETURNS int LANGUAGE internal AS 'int4up'",
        "to be a superuser, for a function in internal");
  }

  @TempDir Path directory;

  @Test
  void eachPrivilegeThatIsMissing() throws Exception {
    EmbeddedPostgres server = ScratchServers.shared();
    DoctorProject project = new DoctorProject(server, directory);
    project.migration(String.join(";\n", NEEDS.keySet()));
    try (Connection admin = project.admin();
        Statement sql = admin.createStatement();
        Connection small = project.small()) {
      sql.execute(
          "CREATE TABLE held (id int PRIMARY KEY, n int);"
              + " CREATE MATERIALIZED VIEW held_view AS SELECT * FROM held;"
              + " CREATE SCHEMA locked; GRANT USAGE ON SCHEMA locked TO small;"
              + " GRANT SELECT ON held TO small;"
              + " DO $$ BEGIN CREATE ROLE boss; EXCEPTION WHEN duplicate_object THEN END $$");
      CheckLine missing = line(project.examine("small"), "privileges");
      assertThat(missing.level()).as(missing.toString()).isEqualTo(Level.STOP);
      assertThat(missing.remedy()).contains("grant them");
      String told = String.join("\n", missing.details()) + "\n";
      for (Map.Entry<String, String> one : NEEDS.entrySet()) {
        assertThat(told).as(one.getKey()).contains("needs " + one.getValue() + "\n");
        assertThat(refusal(small, one.getKey())).as(one.getKey()).isEqualTo("42501");
      }
      assertThat(missing.details()).hasSize((int) NEEDS.values().stream().distinct().count());

      CheckLine enough = line(project.examine("postgres"), "privileges");
      assertThat(enough.level()).as(enough.toString()).isEqualTo(Level.TICK);
    }
  }

  /** Why the server does not do it, as a state. */
  private static String refusal(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute(sql);
      return "it is done";
    } catch (SQLException e) {
      return e.getSQLState();
    } finally {
      try (Statement statement = connection.createStatement()) {
        statement.execute("ROLLBACK");
      }
    }
  }
}
