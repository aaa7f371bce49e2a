package dev.veery.engine.health;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** One question. */
public sealed interface Probe {

  /** As the configuration names it. */
  String name();

  /**
   * A query of one value.
   *
   * @param expected what it has to give; null for true
   */
  record Sql(String name, String query, @Nullable String expected) implements Probe {}

  /**
   * A GET.
   *
   * @param status that it has to answer with; null for any from 200 to 299
   * @param body what has to be in the answer; empty for anything
   */
  record Http(String name, URI url, @Nullable Integer status, String body) implements Probe {}

  /** A query that must not become slower; run several times, read-only. */
  record Timed(String name, String query) implements Probe {}

  /**
   * The statements of the application that match a pattern of LIKE, by what {@code
   * pg_stat_statements} has counted.
   */
  record Statements(String name, String pattern) implements Probe {}

  /**
   * Reads {@code SELECT … => 3}, {@code https://… => 200 ready}, {@code time SELECT …} or {@code
   * statements %FROM orders%}.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Probe parse(String name, String text) {
    String probe = text.strip();
    int arrow = probe.lastIndexOf(" => ");
    String left = arrow < 0 ? probe : probe.substring(0, arrow).strip();
    String right = arrow < 0 ? "" : probe.substring(arrow + 4).strip();
    if (left.startsWith("http://") || left.startsWith("https://")) {
      return http(name, left, right);
    }
    if (probe.startsWith("time ")) {
      return new Timed(name, probe.substring("time ".length()).strip());
    }
    if (probe.startsWith("statements ")) {
      return new Statements(name, probe.substring("statements ".length()).strip());
    }
    if (left.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    return new Sql(name, left, arrow < 0 ? null : right);
  }

  private static Http http(String name, String url, String expected) {
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("'" + url + "' names no host");
      }
      if (expected.isEmpty()) {
        return new Http(name, uri, null, "");
      }
      int space = expected.indexOf(' ');
      String first = space < 0 ? expected : expected.substring(0, space);
      if (first.length() == 3 && first.chars().allMatch(Character::isDigit)) {
        String body = space < 0 ? "" : expected.substring(space + 1).strip();
        return new Http(name, uri, Integer.valueOf(first), body);
      }
      return new Http(name, uri, null, expected);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + url + "' is no URL: " + e.getReason(), e);
    }
  }
}
