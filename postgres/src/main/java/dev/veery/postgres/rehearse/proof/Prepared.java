package dev.veery.postgres.rehearse.proof;

import dev.veery.core.rehearse.Compatibility.Query;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server makes of queries without running them: the columns of their results, or why it
 * does not take them.
 */
public final class Prepared {

  private Prepared() {}

  /** What became of one query. */
  public sealed interface Outcome {
    /** The columns of its result, each with its type; none for a statement without one. */
    record Columns(List<String> columns) implements Outcome {
      public Columns {
        columns = List.copyOf(columns);
      }
    }

    /** What the server said. */
    record Refused(String message) implements Outcome {}
  }

  /** Prepares all of them on a connection of its own. */
  public static Map<Query, Outcome> all(Address address, List<Query> queries) {
    Map<Query, Outcome> outcomes = new LinkedHashMap<>();
    try (Connection connection = Session.extended(address, "veery (compatibility)")) {
      for (Query query : queries) {
        // A name of its own: the driver remembers what a text gave.
        outcomes.put(query, one(connection, query, "veery_query_" + outcomes.size()));
      }
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "preparing queries");
    }
    return outcomes;
  }

  /**
   * Prepared by a statement of SQL, so that the server reads the query as it stands; then the
   * driver is asked what running it would give. It is not run.
   */
  private static Outcome one(Connection connection, Query query, String name) throws SQLException {
    String sql = QueryText.toServer(query.text());
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("PREPARE " + name + " AS " + sql);
      String execute = "EXECUTE " + name + QueryText.nulls(sql);
      List<String> columns = new ArrayList<>();
      try (PreparedStatement prepared = connection.prepareStatement(execute)) {
        ResultSetMetaData metadata = prepared.getMetaData();
        for (int i = 1; metadata != null && i <= metadata.getColumnCount(); i++) {
          columns.add(metadata.getColumnLabel(i) + " " + metadata.getColumnTypeName(i));
        }
      }
      statement.execute("DEALLOCATE " + name);
      return new Outcome.Columns(columns);
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      return new Outcome.Refused(error.message());
    }
  }
}
