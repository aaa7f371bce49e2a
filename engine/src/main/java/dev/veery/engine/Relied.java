package dev.veery.engine;

import dev.veery.core.Sha256;
import dev.veery.core.plan.Plan;
import dev.veery.engine.backup.Backup;
import dev.veery.postgres.run.RunListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sees to it that a run has the backup that its environment asks for. */
final class Relied {

  private Relied() {}

  /**
   * The id of the backup; null where nothing could be lost.
   *
   * @throws dev.veery.core.VeeryException when there is none; nothing has run then
   */
  static @Nullable String on(Veery veery, Plan plan, RunListener listener) {
    long began = System.nanoTime();
    Backup backup = veery.backups().before(plan, (table, done, all) -> {});
    if (backup == null) {
      return null;
    }
    if (backup.kind() == Backup.Kind.TARGETED) {
      listener.kept(
          backup.id(),
          backup.rows().size(),
          backup.allRows(),
          Duration.ofNanos(System.nanoTime() - began));
      recorded(veery, "backup", backup);
    }
    return backup.id();
  }

  /** Notes in the audit that a backup was made or put back. */
  static void recorded(Veery veery, String kind, Backup backup) {
    Map<String, String> detail = new LinkedHashMap<>(veery.audit().who());
    detail.put("kind", backup.kind().name());
    detail.put("database", backup.database());
    detail.put("snapshot", backup.snapshot());
    detail.put("fingerprint", backup.fingerprint());
    detail.put("tables", Integer.toString(backup.rows().size()));
    detail.put("rows", Long.toString(backup.allRows()));
    detail.put("files", Sha256.hex(backup.files().toString()));
    veery.audit().event(kind, backup.id(), detail);
  }
}
