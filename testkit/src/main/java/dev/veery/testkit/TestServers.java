package dev.veery.testkit;

import java.net.URI;

/**
 * The servers that tests share: embedded ones, started on first use and stopped with this process,
 * or the one that {@code -Dveery.test.server=postgresql://user@host:port} names.
 */
public final class TestServers {

  private TestServers() {}

  public static TestServer newest() {
    return byName("newest");
  }

  /**
   * @param name a PostgreSQL major, or {@code "newest"}
   */
  public static TestServer byName(String name) {
    URI uri = URI.create(System.getProperty("veery.test.server", ""));
    return new TestServer(uri.getHost(), uri.getPort(), uri.getUserInfo());
  }
}
