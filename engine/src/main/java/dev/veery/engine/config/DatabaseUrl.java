package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is. The password is not part of {@link #toString}.
 *
 * @param host name or address, without brackets
 * @param port TCP port
 * @param database its name
 * @param user the role that connects
 * @param password null where none was found
 * @param parameters further parameters, named as pgjdbc names them
 */
public record DatabaseUrl(
    String host,
    int port,
    String database,
    String user,
    @Nullable String password,
    Map<String, String> parameters) {

  public DatabaseUrl {
    Objects.requireNonNull(host);
    Objects.requireNonNull(database);
    Objects.requireNonNull(user);
    parameters = Map.copyOf(parameters);
  }

  /** {@code postgres://ada@db.example:5432/shop}: everything but the password and parameters. */
  @Override
  public String toString() {
    return "postgres://"
        + user
        + "@"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port
        + "/"
        + database;
  }

  private static final int STANDARD_PORT = 5432;

  /**
   * A URL by itself, without what the environment or a file would add.
   *
   * @throws VeeryException when it is none; the message never quotes it
   */
  public static DatabaseUrl of(String url) {
    try {
      Parts parts = parse(url);
      String user =
          parts.user() == null || parts.user().isEmpty()
              ? System.getProperty("user.name")
              : parts.user();
      String port = parts.port();
      String database = parts.database();
      return new DatabaseUrl(
          parts.host() == null || parts.host().isEmpty() ? "localhost" : parts.host(),
          port == null || port.isEmpty() ? STANDARD_PORT : Integer.parseInt(port),
          database == null || database.isEmpty() ? user : database,
          user,
          parts.password() == null ? "" : parts.password(),
          parts.parameters());
    } catch (IllegalArgumentException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "that is no address of a database: " + e.getMessage(),
              "for example postgres://user@host:5432/database"),
          e);
    }
  }

  /**
   * The parts of a URL that it names; the others are null.
   *
   * @throws IllegalArgumentException with a sentence on what is wrong; it never quotes the URL
   */
  static Parts parse(String url) {
    String rest;
    if (url.startsWith("jdbc:postgresql:")) {
      rest = url.substring("jdbc:postgresql:".length());
      if (!rest.startsWith("//")) {
        // jdbc:postgresql:database is a database on this machine.
        rest = "///" + rest;
      }
      rest = rest.substring(2);
    } else if (url.startsWith("postgres://") || url.startsWith("postgresql://")) {
      rest = url.substring(url.indexOf("://") + 3);
    } else {
      throw new IllegalArgumentException(
          "it is neither 'embedded' nor does it start with postgres:// or jdbc:postgresql://");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    int question = rest.indexOf('?');
    if (question >= 0) {
      for (String parameter : rest.substring(question + 1).split("&")) {
        int equals = parameter.indexOf('=');
        if (equals > 0) {
          parameters.put(
              decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
        } else if (!parameter.isEmpty()) {
          throw new IllegalArgumentException(
              "its parameter '" + Secrets.maskUrls(parameter) + "' has no value");
        }
      }
      rest = rest.substring(0, question);
    }
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String database = slash < 0 ? "" : decode(rest.substring(slash + 1));
    // The last @, so that a password with an @ in it works although it should have been escaped.
    int at = authority.lastIndexOf('@');
    String credentials = at < 0 ? "" : authority.substring(0, at);
    String place = authority.substring(at + 1);
    int colon = credentials.indexOf(':');
    String user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
    String password = colon < 0 ? null : decode(credentials.substring(colon + 1));
    if (place.contains(",")) {
      throw new IllegalArgumentException(
          "it names several hosts; Veery changes one server, so name the primary");
    }
    String host;
    String port = "";
    if (place.startsWith("[")) {
      int close = place.indexOf(']');
      if (close < 0) {
        throw new IllegalArgumentException("the '[' of its IPv6 address is not closed");
      }
      host = place.substring(1, close);
      port = place.substring(close + 1).replaceFirst("^:", "");
    } else {
      int portAt = place.indexOf(':');
      host = decode(portAt < 0 ? place : place.substring(0, portAt));
      port = portAt < 0 ? "" : place.substring(portAt + 1);
    }
    return new Parts(
        first(host, parameters.remove("host")),
        first(port, parameters.remove("port")),
        first(database, parameters.remove("dbname")),
        first(user, parameters.remove("user")),
        password == null ? parameters.remove("password") : password,
        parameters);
  }

  private static @Nullable String first(String stated, @Nullable String parameter) {
    return stated.isEmpty() ? parameter : stated;
  }

  private static String decode(String text) {
    try {
      // URLDecoder is for forms, where a plus is a space; in a URL it is a plus.
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "it has a '%' that is not followed by two hexadecimal digits; write %25 for a percent sign",
          e);
    }
  }

  /** What a URL says; null where it says nothing. */
  record Parts(
      @Nullable String host,
      @Nullable String port,
      @Nullable String database,
      @Nullable String user,
      @Nullable String password,
      Map<String, String> parameters) {}
}
