package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL refuses to run as root; these run as root, and show that it runs all the same. */
@EnabledOnOs(OS.LINUX)
final class AccountTest {

  private static final String NOBODY = "65534";

  @TempDir Path temporary;

  @BeforeEach
  void onlyRootCanBecomeSomebodyElse() throws IOException {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "an ordinary user runs all the other tests as such");
    // JUnit's directory is its owner's alone; another user has to pass through.
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unshare", "setpriv", "runuser", "su"})
  void rootRunsServersInEveryWay(String way) throws IOException, InterruptedException {
    Path cache = temporary.resolve("cache");
    List<String> options = List.of("-Dveery.embedded.root=" + way, "-Dveery.cache=" + cache);
    try (Child child = Child.start(options, "scratch")) {
      Path data = Path.of(child.line());
      long server = Long.parseLong(child.line());
      // With a user namespace the files stay root's, for whom the kernel takes the server.
      Object owner = way.equals("unshare") ? 0 : Integer.parseInt(NOBODY);
      assertThat(Files.getAttribute(data, "unix:uid")).isEqualTo(owner);
      assertThat(Files.getAttribute(Path.of("/proc/" + server), "unix:uid")).isEqualTo(owner);

      child.kill();
      OwnerDeathTest.eventually(() -> ProcessHandle.of(server).isEmpty() && Files.notExists(data));
    }
    Path project = Files.createDirectory(temporary.resolve("project"));
    Files.setPosixFilePermissions(project, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Child child = Child.start(options, "local", project.toString(), "SHOW fsync")) {
      child.line();
      assertThat(child.line()).isEqualTo("on");
      assertThat(child.await(Duration.ofSeconds(60))).isZero();
    } finally {
      EmbeddedPostgres.builder().in(project).stop();
    }
  }

  @Test
  void anOrdinaryUserNeedsNothingSpecial() throws IOException, InterruptedException {
    Path cache = Files.createDirectory(temporary.resolve("cache"));
    Files.setAttribute(cache, "unix:uid", Integer.parseInt(NOBODY));
    List<String> user =
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--");
    List<String> options = List.of("-Dveery.cache=" + cache, "-Duser.home=" + temporary);
    try (Child child = Child.start(user, readableClassPath(), options, "scratch")) {
      Path data = Path.of(child.line());
      assertThat(Files.getAttribute(data, "unix:uid")).isEqualTo(Integer.parseInt(NOBODY));
      child.release();
      assertThat(child.await(Duration.ofSeconds(60))).isZero();
      assertThat(data).doesNotExist();
    }
  }

  /** The class path, copied to where another user can read it: a local repository is root's. */
  private String readableClassPath() throws IOException {
    Path copies = Files.createDirectory(temporary.resolve("classes"));
    List<String> parts = new ArrayList<>();
    int number = 0;
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(part);
      if (!Files.exists(from)) {
        continue;
      }
      Path to = copies.resolve(Integer.toString(number++)).resolve(from.getFileName());
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Path target = to.resolve(from.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.createDirectories(target.resolveSibling("."));
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
      parts.add(to.toString());
    }
    return String.join(File.pathSeparator, parts);
  }
}
