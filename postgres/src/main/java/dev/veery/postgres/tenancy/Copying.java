package dev.veery.postgres.tenancy;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.Matrix.Cell;
import dev.veery.core.tenancy.Matrix.Command;
import dev.veery.core.tenancy.Matrix.Key;
import dev.veery.core.tenancy.Matrix.Outcome;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.core.tenancy.TenantTable.Owner;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.tenancy.TenantRows.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** COPY to and from the client, which no function on the server can do. */
final class Copying {

  private final Session session;
  private final TenancyModel model;
  private final TenantRows rows;
  private final String setting;

  Copying(Session session, TenancyModel model, TenantRows rows) {
    this.session = session;
    this.model = model;
    this.rows = rows;
    this.setting = model.settings().setting();
  }

  List<Map.Entry<Key, Cell>> of(String login, Situation situation) throws SQLException {
    List<Map.Entry<Key, Cell>> cells = new ArrayList<>();
    session.execute("BEGIN");
    try {
      if (situation.before() != null) {
        session.execute("SET LOCAL " + setting + " = " + Identifiers.literal(situation.before()));
      }
      if (situation.value() != null) {
        session.execute("SET LOCAL " + setting + " = " + Identifiers.literal(situation.value()));
      }
      for (TenantTable table : model.tenantTables()) {
        Sample foreign = rows.sample(table, situation.foreign());
        if (foreign != null) {
          Key key = new Key(table.name(), Command.COPY, login, situation.setting());
          cells.add(Map.entry(key, out(table, login, situation)));
          cells.add(Map.entry(key, in(table, login, situation, foreign)));
        }
      }
      return cells;
    } finally {
      session.rollbackQuietly();
    }
  }

  /** Something to try that gives a cell, or fails. */
  @FunctionalInterface
  private interface Trial {
    Cell run() throws SQLException, IOException;
  }

  private Cell attempt(String login, @Nullable String prepare, Trial trial) throws SQLException {
    session.execute("SAVEPOINT veery");
    try {
      if (prepare != null) {
        session.query(
            "SET LOCAL session_replication_role = replica; "
                + prepare
                + "; SET LOCAL session_replication_role = origin",
            List.of());
      }
      session.execute("SET LOCAL SESSION AUTHORIZATION " + Identifiers.quote(login));
      return trial.run();
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      boolean denied =
          error.sqlState().equals("42501") && !error.message().contains("row-level security");
      return new Cell(denied ? Outcome.DENIED : Outcome.CLOSED, "", error.message());
    } catch (IOException e) {
      throw new UncheckedIOException("copying within memory cannot fail", e);
    } finally {
      session.execute("ROLLBACK TO SAVEPOINT veery");
    }
  }

  private Cell out(TenantTable table, String login, Situation situation) throws SQLException {
    String own = situation.own();
    String column = table.owner() instanceof Owner.ByColumn by ? by.column() : null;
    String copy =
        "COPY "
            + table.name()
            + (column == null ? "" : " (" + Identifiers.quote(column) + ")")
            + " TO STDOUT";
    // COPY of a partitioned table gives nothing; it wants a query.
    String statement =
        table.table().partitionBy().isEmpty()
            ? copy
            : "COPY (SELECT "
                + (column == null ? "1" : Identifiers.quote(column))
                + " FROM "
                + table.name()
                + ") TO STDOUT";
    return attempt(
        login,
        null,
        () -> {
          var bytes = new ByteArrayOutputStream();
          session.connection().unwrap(PGConnection.class).getCopyAPI().copyOut(statement, bytes);
          List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
          long foreign =
              column == null
                  ? lines.size() - (own == null ? 0 : rows.count(table, own))
                  : lines.stream().filter(line -> !line.equals("\\N") && !line.equals(own)).count();
          return foreign > 0
              ? leak(login, situation, statement, foreign + " of the rows are another tenant's")
              : new Cell(lines.isEmpty() ? Outcome.CLOSED : Outcome.OWN, "", "");
        });
  }

  private Cell in(TenantTable table, String login, Situation situation, Sample foreign)
      throws SQLException {
    List<String> columns = List.copyOf(foreign.values().keySet());
    var line = new StringBuilder();
    for (String column : columns) {
      String value = foreign.values().get(column);
      line.append(line.isEmpty() ? "" : "\t")
          .append(
              value == null
                  ? "\\N"
                  : value
                      .replace("\\", "\\\\")
                      .replace("\t", "\\t")
                      .replace("\r", "\\r")
                      .replace("\n", "\\n"));
    }
    String statement =
        "COPY "
            + table.name()
            + " ("
            + String.join(", ", columns.stream().map(Identifiers::quote).toList())
            + ") FROM STDIN";
    return attempt(
        login,
        "DELETE FROM " + table.name() + " WHERE " + foreign.place(),
        () -> {
          session.copyIn(
              statement, new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.UTF_8)));
          session.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT");
          String count =
              session.value(
                  "SELECT count(*) FROM "
                      + table.name()
                      + " t WHERE "
                      + table.tenantOf("t")
                      + " = "
                      + Identifiers.literal(situation.foreign()));
          return String.valueOf(rows.count(table, situation.foreign())).equals(count)
              ? leak(
                  login, situation, statement + ";\n" + line, "a row of another tenant was written")
              : new Cell(Outcome.CLOSED, "", "");
        });
  }

  private Cell leak(String login, Situation situation, String statement, String detail) {
    String value = situation.value();
    return new Cell(
        Outcome.LEAK,
        "SET SESSION AUTHORIZATION "
            + Identifiers.quote(login)
            + ";\n"
            + (value == null
                ? "-- " + setting + " was never set in this session"
                : "SET " + setting + " = " + Identifiers.literal(value) + ";")
            + "\n"
            + statement
            + (statement.contains("\n") ? "" : ";"),
        detail);
  }
}
