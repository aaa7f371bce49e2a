package dev.veery.engine;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.backup.Backups;
import dev.veery.engine.config.Config;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor says of backups: in the way where the environment says {@code backup =
 * "required"} and there is none to rely on, otherwise a remark where {@code [doctor] backup-age}
 * minds.
 */
final class BackupLine {

  private static final String CODE = "backup";

  private final Config config;
  private final Backups backups;
  private final @Nullable Duration minded;
  private final int major;
  private final Doctor.Request request;

  private BackupLine(
      Config config,
      Backups backups,
      @Nullable Duration minded,
      int major,
      Doctor.Request request) {
    this.config = config;
    this.backups = backups;
    this.minded = minded;
    this.major = major;
    this.request = request;
  }

  /**
   * @param minded how old the newest verified backup may be; null where nobody minds
   * @param major of the server
   * @param pending whether something is going to run
   */
  static CheckLine of(
      Veery veery, @Nullable Duration minded, int major, boolean pending, Doctor.Request request) {
    try {
      return new BackupLine(veery.config(), veery.backups(), minded, major, request).line(pending);
    } catch (VeeryException e) {
      Problem problem = e.problems().getFirst();
      return CheckLine.stop(CODE, CODE, problem.message(), problem.remedy())
          .fact("error", problem.code().id());
    }
  }

  private CheckLine line(boolean pending) {
    Backup newest = backups.newest();
    String damage = newest == null ? null : backups.visibleDamage(newest);
    boolean required = pending && backups.need().equals("required");
    if (newest == null) {
      return none(required, "there is no backup of this database");
    }
    if (damage != null) {
      return none(required, newest.id() + " is damaged: " + damage);
    }
    Duration age = age(newest.createdAt());
    Instant proven = backups.provenAt(newest);
    String shown =
        newest.id()
            + ", "
            + Amount.age(age)
            + " old, "
            + (proven == null ? "never restored" : "restored and compared");
    if (required && !backups.isYoung(newest)) {
      return none(true, shown + "; max-age is " + Amount.age(backups.maxAge()));
    }
    CheckLine line = judged(age, proven, shown);
    return line.fact("backup", newest.id())
        .fact("ageSeconds", age.toSeconds())
        .fact("verified", proven != null);
  }

  private CheckLine judged(Duration age, @Nullable Instant proven, String shown) {
    if (minded == null) {
      return CheckLine.tick(CODE, CODE, shown);
    }
    if (age.compareTo(minded) > 0) {
      return CheckLine.warning(
          CODE, CODE, shown + "; backup-age is " + Amount.age(minded), typed("backup --verify"));
    }
    return proven == null
        ? CheckLine.warning(
            CODE, CODE, shown, typed("backup --verify") + " takes one and restores it")
        : CheckLine.tick(CODE, CODE, shown);
  }

  /** There is none to rely on. */
  private CheckLine none(boolean required, String why) {
    if (required && request.deploys()) {
      // Whether it can be made shows now, and not when everybody waits.
      int program = backups.program(major);
      return CheckLine.tick(CODE, CODE, why + "; one is taken, by pg_dump " + program);
    }
    if (required) {
      return CheckLine.stop(
          CODE, CODE, why + ", and this environment says backup = \"required\"", typed("backup"));
    }
    if (minded != null) {
      return CheckLine.warning(CODE, CODE, why, typed("backup --verify"));
    }
    return backups.need().equals("targeted")
        ? CheckLine.tick(CODE, CODE, "what the plan could destroy is kept before it runs")
        : CheckLine.skipped(CODE, CODE, why);
  }

  private String typed(String words) {
    return config.command(words);
  }

  /** A backup from the future, by a clock that was put back, is as good as one of now. */
  private Duration age(Instant made) {
    Duration age = Duration.between(made, request.now());
    return age.isNegative() ? Duration.ZERO : age;
  }
}
