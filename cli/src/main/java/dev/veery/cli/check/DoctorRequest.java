package dev.veery.cli.check;

import dev.veery.cli.args.Call;
import dev.veery.cli.rehearse.RehearsalFile;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.engine.Doctor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a doctor is told, from the command line and the configuration. */
public final class DoctorRequest {

  private DoctorRequest() {}

  public static Doctor.Request of(Call call, Target.Up target) {
    return of(call, target, false);
  }

  /**
   * What a doctor is told by a command.
   *
   * @param deploys whether a backup and a rehearsal follow before anything runs
   */
  public static Doctor.Request of(Call call, Target.Up target, boolean deploys) {
    return new Doctor.Request(
        target,
        ChangeOptions.of(call.arguments()),
        call.variables(),
        rehearsal(call),
        deploys,
        Instant.now());
  }

  /** The rehearsal of {@code --plan}, or of the configuration where its file is there. */
  private static Doctor.@Nullable Rehearsed rehearsal(Call call) {
    String given = call.arguments().text("--plan");
    String name = given == null ? Doctor.rehearsalFile(call.config()) : given;
    if (name == null) {
      return null;
    }
    Path file = (given == null ? call.config().directory() : call.directory()).resolve(name);
    if (given == null && !Files.exists(file)) {
      return null;
    }
    RehearsedPlan plan = RehearsalFile.read(name, file);
    try {
      return new Doctor.Rehearsed(plan, Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "cannot read " + name + ": " + e.getMessage(), ""),
          e);
    }
  }
}
