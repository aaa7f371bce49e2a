package dev.veery.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.VeeryException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
final class LocalTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path project;

  @AfterEach
  void stop() {
    local().stop();
  }

  private LocalPostgres local() {
    return EmbeddedPostgres.builder().in(project);
  }

  /** Runs a query in another process; gives the server's process id and the answer. */
  private List<String> elsewhere(String sql) throws IOException, InterruptedException {
    try (Child child = Child.start(List.of(), "local", project.toString(), sql)) {
      List<String> lines = List.of(child.line(), child.line());
      assertThat(child.await(LIMIT)).isZero();
      return lines;
    }
  }

  @Test
  void whatOneProcessWritesTheNextOnesRead() throws Exception {
    assertThat(local().status()).isEqualTo(new LocalPostgres.Status.Absent());
    List<String> first = elsewhere("CREATE TABLE t AS SELECT 7 AS g; SELECT 'written' FROM t");

    // The process that started the server is gone, the server is not.
    List<String> second = elsewhere("SELECT g FROM t");
    assertThat(second).containsExactly(first.getFirst(), "7");

    // A crash loses nothing that was committed.
    ProcessHandle server = ProcessHandle.of(Long.parseLong(first.getFirst())).orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
    assertThat(local().status()).isEqualTo(new LocalPostgres.Status.Stopped());
    List<String> third = elsewhere("SELECT g FROM t");
    assertThat(third.get(1)).isEqualTo("7");
    assertThat(third.getFirst()).isNotEqualTo(first.getFirst());

    assertThat(local().stop()).isTrue();
    assertThat(local().stop()).isFalse();
    assertThat(local().status()).isEqualTo(new LocalPostgres.Status.Stopped());
    assertThat(elsewhere("SHOW fsync").get(1)).isEqualTo("on");
  }

  @Test
  void ofSeveralProcessesOneStartsIt() throws IOException, InterruptedException {
    List<Child> children = new ArrayList<>();
    Set<String> servers = new HashSet<>();
    try {
      for (int i = 0; i < 4; i++) {
        children.add(Child.start(List.of(), "local", project.toString(), "SELECT 1"));
      }
      for (Child child : children) {
        servers.add(child.line());
        assertThat(child.line()).isEqualTo("1");
        assertThat(child.await(LIMIT)).isZero();
      }
    } finally {
      for (Child child : children) {
        child.close();
      }
    }
    assertThat(servers).hasSize(1);
  }

  @Test
  void theUrlStaysTheSameAndThePasswordIsNeeded() throws SQLException, IOException {
    LocalPostgres local = local();
    EmbeddedPostgres first = local.start();
    local.stop();
    EmbeddedPostgres second = local.start();

    assertThat(second.url("postgres")).isEqualTo(first.url("postgres"));
    assertThat(ScratchTest.query(second.jdbcUrl("postgres"), "SELECT current_user"))
        .isEqualTo("postgres");
    String wrong = second.jdbcUrl("postgres").replace(second.password(), "wrong");
    assertThatThrownBy(() -> ScratchTest.query(wrong, "SELECT 1"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(local.directory().resolve("password"))))
        .isEqualTo("rw-------");
    assertThat(project.resolve(".veery/.gitignore")).content().contains("*");
  }

  @Test
  void aPortThatSomebodyHasTakenIsReplacedUnlessItWasAskedFor() throws IOException, SQLException {
    LocalPostgres local = local();
    int port = local.start().port();
    local.stop();
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedPostgres moved = local.start();
      assertThat(moved.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(ScratchTest.query(moved.jdbcUrl("postgres"), "SELECT 1")).isEqualTo("1");
      local.stop();
      assertThatThrownBy(() -> EmbeddedPostgres.builder().port(port).local(project))
          .isInstanceOf(VeeryException.class)
          .hasMessageContaining("port " + port + " is in use");
    }
  }

  @Test
  void aServerThatCannotStartIsQuoted() throws IOException {
    assertThatThrownBy(
            () -> EmbeddedPostgres.builder().setting("shared_buffers", "many").local(project))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining("shared_buffers");
  }
}
