package dev.veery.postgres.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.softdelete.SoftDeleteCheck;
import dev.veery.core.verify.CheckLine;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SoftDeleteCheckTest {

  private static List<String> found(String schema) throws SQLException {
    try (ScratchDatabase database = ScratchServers.freshDatabase();
        Session session = IsolationTest.open(database)) {
      session.query(schema, List.of());
      return SoftDeleteCheck.lines(
              Inspector.inspect(session.connection(), InspectOptions.DEFAULT), "deleted_at")
          .stream()
          .map(CheckLine::toString)
          .toList();
    }
  }

  @Test
  void aSchemaThatMindsTheMarkIsInOrder() throws Exception {
    assertThat(
            found(
                """
                CREATE TABLE notes (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
                CREATE UNIQUE INDEX ON notes (name) WHERE deleted_at IS NULL;
                CREATE INDEX ON notes (deleted_at);
                CREATE VIEW live AS SELECT * FROM notes WHERE deleted_at IS NULL;
                CREATE TABLE other (id bigint PRIMARY KEY, name text UNIQUE);
                CREATE VIEW others AS SELECT name FROM other;
                """))
        .containsExactly("tick soft-delete: 1 table with deleted_at is in order");
  }

  @Test
  void whatForgetsTheMarkIsNamed() throws Exception {
    assertThat(
            found(
                    """
                    CREATE TABLE owners (id bigint PRIMARY KEY);
                    CREATE TABLE notes (
                      id bigint PRIMARY KEY, owner bigint REFERENCES owners ON DELETE CASCADE,
                      name text UNIQUE, place text, deleted_at timestamptz);
                    CREATE INDEX live ON notes (place) WHERE deleted_at IS NULL;
                    CREATE INDEX everything ON notes (owner);
                    CREATE UNIQUE INDEX lowered ON notes (lower(place));
                    CREATE VIEW names AS SELECT name FROM notes;
                    CREATE POLICY one ON notes FOR SELECT USING (deleted_at IS NULL);
                    CREATE POLICY two ON notes FOR SELECT USING (owner = 1);
                    """)
                .stream()
                .map(line -> line.replaceAll(":.*", "")))
        .containsExactlyInAnyOrder(
            "warning soft-delete-unique",
            "warning soft-delete-unique",
            "warning soft-delete-index",
            "warning soft-delete-cascade",
            "warning soft-delete-view",
            "warning soft-delete-policy");
  }
}
