package dev.veery.postgres.journal;

import java.time.Instant;

/**
 * What a session learns about its server in its first question.
 *
 * @param versionNumber as {@code server_version_num}, such as 180006
 * @param version as the server prints it
 * @param database its name
 * @param user the current role
 * @param replica whether it is in recovery, and so read-only
 * @param readOnly whether transactions are read-only by default
 * @param pooled whether a proxy stands in between that changes the server process under us
 * @param backendPid the server process that answered
 * @param backendStart when it began
 */
public record ServerFacts(
    int versionNumber,
    String version,
    String database,
    String user,
    boolean replica,
    boolean readOnly,
    boolean pooled,
    int backendPid,
    Instant backendStart) {

  /** 14 for 14.24. */
  public int major() {
    return versionNumber / 10_000;
  }
}
