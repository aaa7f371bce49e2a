package dev.veery.postgres.journal;

/**
 * Who runs this, as the journal records it.
 *
 * @param osUser the operating system's user name
 * @param host the machine's name
 * @param build version of Veery
 */
public record Actor(String osUser, String host, String build) {

  /** {@code ada@laptop}. */
  public String name() {
    return osUser + "@" + host;
  }

  /**
   * The present process.
   *
   * @param build version of Veery
   */
  public static Actor present(String build) {
    String user = System.getProperty("user.name", "unknown");
    return new Actor(user, hostName(), build);
  }

  /**
   * The environment first: a look-up through the resolver can take seconds on a cut-off machine.
   */
  private static String hostName() {
    String name = System.getenv("HOSTNAME");
    if (name == null || name.isBlank()) {
      name = System.getenv("COMPUTERNAME");
    }
    if (name == null || name.isBlank()) {
      try {
        name = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/sys/kernel/hostname"));
      } catch (java.io.IOException | RuntimeException e) {
        name = "localhost";
      }
    }
    return name.strip();
  }
}
