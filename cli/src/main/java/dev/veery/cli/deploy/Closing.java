package dev.veery.cli.deploy;

import dev.veery.cli.args.Call;
import dev.veery.cli.deploy.Checklist.Stopped;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.AuditFile;
import dev.veery.engine.AuditReport;
import dev.veery.engine.Deployments;
import dev.veery.engine.Veery;
import dev.veery.engine.observe.Announcer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The last steps of a deployment, however it went: audit and notifications. */
final class Closing implements AutoCloseable {

  private final Call call;
  private final Veery veery;
  private final Checklist list;
  private final DeploySettings settings;
  private final String command;
  private final List<String> undelivered = new CopyOnWriteArrayList<>();
  private @Nullable Announcer announcer;

  Closing(Call call, Veery veery, Checklist list, DeploySettings settings, String command) {
    this.call = call;
    this.veery = veery;
    this.list = list;
    this.settings = settings;
    this.command = command;
  }

  /** Tells those who want to know; nobody is waited for. */
  void tell(String event, String text, int done, @Nullable Problem problem) {
    if (announcer == null) {
      announcer =
          new Announcer(
              call.config(), veery.about(command), warned -> undelivered.add(warned.message()));
    }
    announcer.tell(event, text, done, problem);
  }

  /**
   * Notes the deployment in the audit and looks at the whole of it.
   *
   * @throws Stopped when somebody has edited the audit
   */
  void audit(Deployments deployment, String state) {
    deployment.audited(command, state, list.outcomes());
    list.step("audit", "reading the audit", this::audited);
  }

  private CheckLine audited() {
    String file = settings.auditFile();
    Path kept = file == null ? null : call.config().directory().resolve(file);
    AuditReport report = veery.audit().verify(kept != null && Files.exists(kept) ? kept : null);
    if (!report.whole()) {
      List<String> faults = new ArrayList<>(report.faults());
      faults.addAll(report.untied());
      throw new Stopped(
          CheckLine.stop(
                  "audit",
                  "audit",
                  "somebody else than Veery has changed the journal",
                  call.config()
                      .command("audit verify" + (kept == null ? "" : " --against " + file)))
              .details(faults),
          ErrorCode.AUDIT_BROKEN.category().exitCode());
    }
    String entries =
        (report.entries() == 1 ? "1 entry" : report.entries() + " entries") + ", unbroken";
    if (kept == null) {
      return CheckLine.tick("audit", "audit", entries).fact("entries", report.entries());
    }
    try {
      StringBuilder heads = new StringBuilder();
      report.heads().forEach(head -> heads.append(AuditFile.line(head)).append('\n'));
      Path folder = kept.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(
          kept, heads.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return CheckLine.tick("audit", "audit", entries + "; its end is in " + file)
          .fact("entries", report.entries());
    } catch (IOException e) {
      return CheckLine.warning(
          "audit",
          "audit",
          entries + "; its end cannot be written to " + file + ": " + e.getMessage(),
          call.config().command("audit export --heads"));
    }
  }

  /** Waits a little for messages, and says whether they have arrived. */
  void notified() {
    Announcer announced = announcer;
    if (announced == null || announced.told() == 0) {
      return;
    }
    list.step(
        "notify",
        "sending messages",
        () -> {
          announced.close();
          return announced.failed() == 0
              ? CheckLine.tick(
                  "notify", "notify", Words.count(announced.told(), "message") + " delivered")
              : CheckLine.warning(
                      "notify",
                      "notify",
                      announced.failed()
                          + " of "
                          + Words.count(announced.told(), "message")
                          + " could not be delivered",
                      "what was deployed is not affected")
                  .details(undelivered);
        });
  }

  @Override
  public void close() {
    if (announcer != null) {
      announcer.close();
    }
  }
}
