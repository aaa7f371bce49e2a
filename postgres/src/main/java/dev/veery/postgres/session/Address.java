package dev.veery.postgres.session;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and how to get in. The password is never part of {@link #toString}.
 *
 * @param host name or address
 * @param port TCP port
 * @param database its name
 * @param user the role that connects
 * @param password null where none is needed
 * @param connectTimeout for one attempt
 * @param parameters further parameters of the driver, such as {@code sslmode}; names as pgjdbc has
 *     them
 */
public record Address(
    String host,
    int port,
    String database,
    String user,
    @Nullable String password,
    Duration connectTimeout,
    Map<String, String> parameters) {

  public Address {
    Objects.requireNonNull(host);
    Objects.requireNonNull(database);
    Objects.requireNonNull(user);
    parameters = Map.copyOf(parameters);
  }

  /** The same server, another database. */
  public Address withDatabase(String name) {
    return new Address(host, port, name, user, password, connectTimeout, parameters);
  }

  String jdbcUrl() {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "jdbc:postgresql://"
        + shown
        + ":"
        + port
        + "/"
        + java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8);
  }

  Properties properties(String applicationName) {
    Properties properties = new Properties();
    parameters.forEach(properties::setProperty);
    properties.setProperty("user", user);
    if (password != null) {
      properties.setProperty("password", password);
    }
    // Statements go out as psql sends them, one Query message each, several in one round trip.
    properties.setProperty("preferQueryMode", "simple");
    // Spares the driver a round trip for settings that every supported server takes at start.
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("tcpKeepAlive", "true");
    long seconds = Math.max(1, connectTimeout.toSeconds());
    properties.setProperty("connectTimeout", Long.toString(seconds));
    return properties;
  }

  /** Host, port, database and user; never the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
