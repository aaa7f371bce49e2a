package dev.veery.postgres.rehearse;

import dev.veery.postgres.rehearse.rows.FillReport;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database to rehearse on: what the target is, schema and journal, in a template that is copied
 * as often as needed.
 *
 * @param server where it is
 * @param template the database to copy; nobody is connected to it
 * @param journalSchema the schema of the journal in it, not quoted
 * @param surroundings of the target; the role that runs migrations there exists on the server
 * @param filling the same with rows in it; null where none were wanted
 * @param origin where it comes from, as a phrase: {@code 1000 migrations, from the cache}
 */
public record ScratchState(
    ScratchServer server,
    String template,
    String journalSchema,
    Surroundings surroundings,
    @Nullable Filling filling,
    String origin)
    implements AutoCloseable {

  /**
   * A second template, with rows.
   *
   * @param template nobody is connected to it
   * @param report which tables have how many rows
   */
  public record Filling(String template, FillReport report) {}

  /** Whether its rows are those of a real database, so that plans mean something. */
  public boolean hasRealRows() {
    return origin.equals(COPY);
  }

  /** The origin of a state that is a copy of a real database. */
  public static final String COPY = "a copy of the scratch server's own database";

  /** The same state with rows. */
  public ScratchState with(Filling rows) {
    return new ScratchState(server, template, journalSchema, surroundings, rows, origin);
  }

  /** Who runs migrations on the target, not quoted. */
  public String role() {
    return surroundings.user();
  }

  /**
   * A new copy, for the caller to drop. Its owner and the rights to it are those of the target,
   * which {@code CREATE DATABASE} does not copy.
   *
   * @param purpose a word that becomes part of its name
   * @return its name
   */
  public String fresh(String purpose) {
    return fresh(template, purpose);
  }

  /** A new copy of the database with rows; of the one without where there is none. */
  public String freshFilled(String purpose) {
    return fresh(filling == null ? template : filling.template(), purpose);
  }

  private String fresh(String from, String purpose) {
    String database = server.copy(from, purpose);
    if (!role().equals(server.address(database).user())) {
      try (Session session = connectAsMaker(database)) {
        for (String statement : surroundings.rights(database)) {
          session.execute(statement);
        }
      } catch (SQLException e) {
        throw SqlStates.unexpected(e, "preparing a scratch database");
      }
    }
    return database;
  }

  /** How migrations are run on a database: with the role and the search path of the target. */
  public Address address(String database) {
    Address address = server.address(database);
    var options = new StringBuilder();
    if (!role().equals(address.user())) {
      options.append(" -c role=").append(escape(role()));
    }
    if (!surroundings.searchPath().isEmpty()) {
      options.append(" -c search_path=").append(escape(surroundings.searchPath()));
    }
    if (options.isEmpty()) {
      return address;
    }
    Map<String, String> parameters = new HashMap<>(address.parameters());
    parameters.merge("options", options.toString(), (before, ours) -> before + ours);
    return new Address(
        address.host(),
        address.port(),
        address.database(),
        address.user(),
        address.password(),
        address.connectTimeout(),
        parameters);
  }

  /**
   * Connects to a database as migrations do.
   *
   * @param applicationName as it stands in {@code pg_stat_activity}
   */
  public Session connect(String database, String applicationName) {
    Address address = address(database);
    try {
      return Session.open(address, applicationName);
    } catch (SQLException e) {
      throw SqlStates.connecting(address, e);
    }
  }

  /** Connects to a database as the role that made it, who may do everything there. */
  public Session connectAsMaker(String database) {
    Address address = server.address(database);
    try {
      return Session.open(address, "veery (scratch)");
    } catch (SQLException e) {
      throw SqlStates.connecting(address, e);
    }
  }

  /** As the start-up option wants it: a backslash before each space and backslash. */
  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(" ", "\\ ");
  }

  /** Closes the server. */
  @Override
  public void close() {
    server.close();
  }
}
