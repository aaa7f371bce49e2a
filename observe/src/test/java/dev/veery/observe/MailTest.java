package dev.veery.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.veery.postgres.run.RunResult;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail about runs: delivered, refused, and not to be delivered. */
class MailTest {

  private static final String SETTINGS =
      """
      [notify.mail]
      kind = "email"
      url = "%s"
      from = "Veery <veery@example.com>"
      to = ["dba@example.com", "ops@example.com"]
      events = ["started", "failed"]
      timeout = "500ms"
      """;

  @TempDir Path directory;
  private GreenMail server;
  private Project project;

  @BeforeEach
  void serve() {
    project = new Project(directory);
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.setUser("veery@example.com", "veery", "mail marked-Pa55word!");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private String url(String user) {
    return "smtp://" + user + "@127.0.0.1:" + server.getSmtp().getPort();
  }

  @Test
  void arrives() throws Exception {
    assertThat(
            project.up(
                SETTINGS.formatted(url("veery:mail%20marked-Pa55word!")),
                Project.FAILING,
                Map.of()))
        .isInstanceOf(RunResult.Failed.class);
    assertThat(project.warnings).isEmpty();
    MimeMessage[] mails = server.getReceivedMessages();
    assertThat(mails).hasSize(4); // two messages, each to two people
    StringBuilder all = new StringBuilder();
    for (MimeMessage mail : mails) {
      all.append(mail.getSubject()).append('\n').append(mail.getContent()).append('\n');
    }
    assertThat(all.toString())
        .containsPattern("veery up on 127\\.0\\.0\\.1:\\d+/\\w+ started")
        .containsPattern("veery up on 127\\.0\\.0\\.1:\\d+/\\w+ failed")
        .contains("cannot log in with ****", "code: VEERY-")
        .doesNotContain(Project.MARKED);
  }

  @Test
  void aPasswordThatIsWrongIsSaidOnceAndNotShown() throws Exception {
    assertThat(
            project.up(
                SETTINGS.formatted(url("veery:wrong-marked-Pa55word!")),
                "CREATE TABLE second (id int);",
                Map.of()))
        .isInstanceOf(RunResult.Succeeded.class);
    assertThat(project.warned())
        .containsExactly(
            "notify.mail was not told that the run started: the server does not take this user or password");
  }

  /** Nobody listens there, or somebody who says nothing. */
  @Test
  void aServerThatIsNotThere() throws Exception {
    String sql = "CREATE TABLE second (id int);";
    int dead;
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      dead = silent.getLocalPort();
      long began = System.nanoTime();
      assertThat(project.up(SETTINGS.formatted("smtp://127.0.0.1:" + dead), sql, Map.of()))
          .isInstanceOf(RunResult.Succeeded.class);
      assertThat((System.nanoTime() - began) / 1_000_000_000).isLessThan(12);
    }
    assertThat(project.up(SETTINGS.formatted("smtp://127.0.0.1:" + dead), sql, Map.of()))
        .isInstanceOf(RunResult.Succeeded.class);
    assertThat(project.warned())
        .hasSize(2)
        .allMatch(w -> w.startsWith("notify.mail was not told that the run started: "));
  }
}
