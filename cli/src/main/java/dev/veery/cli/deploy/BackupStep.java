package dev.veery.cli.deploy;

import dev.veery.cli.terminal.Words;
import dev.veery.core.plan.Plan;
import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.Veery;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.backup.Backups;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sees to it that there is the backup that the environment asks for, before anything runs. */
final class BackupStep {

  private static final Backups.Progress SILENT = (table, done, all) -> {};

  private final Veery veery;
  private final boolean verify;
  private @Nullable String id;

  /**
   * @param verify whether a whole backup that is taken is restored and compared
   */
  BackupStep(Veery veery, boolean verify) {
    this.veery = veery;
    this.verify = verify;
  }

  /** Which one the run relies on; null for none. */
  @Nullable String id() {
    return id;
  }

  CheckLine run(Plan plan) {
    Backups backups = veery.backups();
    return switch (backups.need()) {
      case "targeted" -> targeted(backups, plan);
      case "required" -> whole(backups);
      default -> CheckLine.skipped("backup", "backup", "none is asked for: backup = \"off\"");
    };
  }

  private CheckLine targeted(Backups backups, Plan plan) {
    Backup backup = backups.targeted(plan, SILENT);
    if (backup == null) {
      return CheckLine.tick("backup", "backup", "nothing that is pending could destroy anything");
    }
    return relyOn(
        backup,
        "kept "
            + Words.count(backup.rows().size(), "table")
            + ", "
            + Words.count(backup.allRows(), "row")
            + " in "
            + backup.id(),
        true);
  }

  private CheckLine whole(Backups backups) {
    Backup newest = backups.newest();
    if (newest != null && backups.isYoung(newest) && backups.visibleDamage(newest) == null) {
      Duration age = Duration.between(newest.createdAt(), Instant.now());
      return relyOn(
          newest,
          newest.id() + ", " + Amount.age(age.isNegative() ? Duration.ZERO : age) + " old",
          false);
    }
    Backup backup = backups.full(null, SILENT);
    if (verify) {
      backups.prove(backup);
    }
    backups.prune();
    return relyOn(
        backup,
        backup.id()
            + ": "
            + Words.count(backup.rows().size(), "table")
            + ", "
            + Words.count(backup.allRows(), "row")
            + (verify ? ", restored and compared" : ""),
        true);
  }

  private CheckLine relyOn(Backup backup, String what, boolean made) {
    id = backup.id();
    veery.relyOn(backup);
    if (made) {
      veery.audit().recorded("backup", backup);
    }
    return CheckLine.tick("backup", "backup", what).fact("backup", backup.id());
  }
}
