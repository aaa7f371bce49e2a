package dev.veery.engine.config;

import dev.veery.engine.config.DatabaseUrl.Parts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Completes a URL as psql does: what it leaves open comes from the {@code PG…} variables, then from
 * defaults; the password also from the password file.
 */
final class ServerAddress {

  private final Map<String, String> variables;

  ServerAddress(Map<String, String> variables) {
    this.variables = variables;
  }

  /**
   * @param user the setting of that name, or null
   * @param password the setting of that name, or null
   * @throws IllegalArgumentException with a sentence on what is wrong with the URL
   */
  DatabaseUrl complete(
      String url, @Nullable String user, @Nullable String password, Passfile file) {
    Parts parts = DatabaseUrl.parse(url);
    String host = first(parts.host(), "PGHOST", "localhost");
    if (host.startsWith("/") || host.startsWith("@")) {
      throw new IllegalArgumentException(
          "its host is a Unix-domain socket, which Java's driver cannot use; name a host, such as localhost");
    }
    String portText = first(parts.port(), "PGPORT", "5432");
    int port;
    try {
      port = Integer.parseInt(portText);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("its port '" + portText + "' is not a number", e);
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("its port " + port + " is not between 1 and 65535");
    }
    String role =
        parts.user() != null
            ? parts.user()
            : user != null
                ? user
                : first(null, "PGUSER", System.getProperty("user.name", "postgres"));
    String database = first(parts.database(), "PGDATABASE", role);
    String secret = parts.password() != null ? parts.password() : password;
    if (secret == null) {
      secret = variables.get("PGPASSWORD");
    }
    if (secret == null || secret.isEmpty()) {
      secret = file.find(host, port, database, role);
    }
    return new DatabaseUrl(host, port, database, role, secret, parameters(parts.parameters()));
  }

  private String first(@Nullable String stated, String variable, String otherwise) {
    if (stated != null) {
      return stated;
    }
    String value = variables.get(variable);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** libpq's names become the driver's; its own pass as they are. */
  private Map<String, String> parameters(Map<String, String> stated) {
    Map<String, String> result = new LinkedHashMap<>();
    fromVariable(result, "sslmode", "PGSSLMODE");
    fromVariable(result, "sslrootcert", "PGSSLROOTCERT");
    fromVariable(result, "sslcert", "PGSSLCERT");
    fromVariable(result, "sslkey", "PGSSLKEY");
    fromVariable(result, "options", "PGOPTIONS");
    fromVariable(result, "gssEncMode", "PGGSSENCMODE");
    fromVariable(result, "channelBinding", "PGCHANNELBINDING");
    stated.forEach((name, value) -> {
      switch (name) {
        case "application_name" -> result.put("ApplicationName", value);
        case "connect_timeout" -> result.put("connectTimeout", value);
        case "gssencmode" -> result.put("gssEncMode", value);
        case "channel_binding" -> result.put("channelBinding", value);
        case "target_session_attrs" ->
            result.put(
                "targetServerType",
                switch (value.toLowerCase(Locale.ROOT)) {
                  case "read-write", "primary" -> "primary";
                  case "standby", "read-only" -> "secondary";
                  case "prefer-standby" -> "preferSecondary";
                  default -> "any";
                });
        // The driver always speaks UTF-8, and has no such things.
        case "client_encoding", "fallback_application_name" -> {}
        default -> result.put(name, value);
      }
    });
    return result;
  }

  private void fromVariable(Map<String, String> result, String parameter, String variable) {
    String value = variables.get(variable);
    if (value != null && !value.isEmpty()) {
      result.put(parameter, value);
    }
  }
}
