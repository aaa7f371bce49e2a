package dev.veery.testkit;

import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.ScratchServers;
import java.net.URI;

/**
 * The servers that tests share: embedded ones, started on first use and stopped with this process,
 * or the one that {@code -Dveery.test.server=postgresql://user:password@host:port} names.
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
    String given = System.getProperty("veery.test.server", "");
    if (!given.isEmpty()) {
      URI uri = URI.create(given);
      String[] account = uri.getUserInfo().split(":", 2);
      return new TestServer(uri.getHost(), uri.getPort(), account[0], account[account.length - 1]);
    }
    EmbeddedPostgres server =
        name.equals("newest")
            ? ScratchServers.shared()
            : ScratchServers.shared(Integer.parseInt(name));
    return new TestServer(server.host(), server.port(), server.user(), server.password());
  }
}
