package dev.veery.embedded.internal;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory of PostgreSQL programs that can run a server.
 *
 * @param version as the server says it, such as {@code 18.6}
 * @param bin holds {@code postgres} and {@code initdb}
 */
public record Installation(String version, Path bin) {

  public int major() {
    return majorOf(version);
  }

  public Path postgres() {
    return bin.resolve(Platform.current().program("postgres"));
  }

  public Path initdb() {
    return bin.resolve(Platform.current().program("initdb"));
  }

  public Path pgCtl() {
    return bin.resolve(Platform.current().program("pg_ctl"));
  }

  /** {@code 16} of {@code 16.15} and {@code 16.15.0}, {@code 19} of {@code 19beta1}. */
  public static int majorOf(String version) {
    int end = 0;
    while (end < version.length() && Character.isDigit(version.charAt(end))) {
      end++;
    }
    if (end == 0 || end > 3) {
      throw new IllegalArgumentException("not a version of PostgreSQL: " + version);
    }
    return Integer.parseInt(version.substring(0, end));
  }

  /** Client packages leave psql and pg_config in such a directory, but no server. */
  static boolean hasServer(Path bin) {
    Platform platform = Platform.current();
    return Files.isExecutable(bin.resolve(platform.program("postgres")))
        && Files.isExecutable(bin.resolve(platform.program("initdb")));
  }
}
