package dev.veery.postgres.rehearse;

import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * A database to rehearse on: what the target is, schema and journal, in a template that is copied
 * as often as needed.
 *
 * @param server where it is
 * @param template the database to copy; nobody is connected to it
 * @param journalSchema the schema of the journal in it, not quoted
 * @param role who runs migrations on the target, not quoted; it exists on the server
 * @param searchPath of that role on the target, as SQL; empty for the server's own
 */
public record ScratchState(
    ScratchServer server, String template, String journalSchema, String role, String searchPath)
    implements AutoCloseable {

  /**
   * A new copy, for the caller to drop.
   *
   * @param purpose a word that becomes part of its name
   * @return its name
   */
  public String fresh(String purpose) {
    return server.copy(template, purpose);
  }

  /** How migrations are run on a database: with the role and the search path of the target. */
  public Address address(String database) {
    Address address = server.address(database);
    var options = new StringBuilder();
    if (!role.equals(address.user())) {
      options.append(" -c role=").append(escape(role));
    }
    if (!searchPath.isEmpty()) {
      options.append(" -c search_path=").append(escape(searchPath));
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
