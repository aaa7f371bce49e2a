package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backup.Loss;
import dev.veery.core.backup.Losses;
import dev.veery.core.plan.Plan;
import dev.veery.postgres.backup.KeptTable;
import dev.veery.postgres.backup.RowFile;
import dev.veery.postgres.backup.TargetedBackup;
import dev.veery.postgres.backup.TargetedRestore;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backups of what a plan could destroy: written and read by COPY, without another program. */
final class TargetedBackups {

  private final Address address;
  private final String build;
  private final BackupSettings settings;
  private final BackupStore store;

  /**
   * @param address of the database
   * @param build version of Veery
   */
  TargetedBackups(Address address, String build, BackupSettings settings, BackupStore store) {
    this.address = address;
    this.build = build;
    this.settings = settings;
    this.store = store;
  }

  /**
   * Keeps what a plan could destroy.
   *
   * @return null when nothing of this database could be lost
   * @throws VeeryException when it cannot be written whole; nothing is left of it then
   */
  @Nullable Backup take(Plan plan, Backups.Progress progress) {
    List<Loss> losses = Losses.of(plan);
    if (losses.isEmpty()) {
      return null;
    }
    TargetedBackup backup =
        new TargetedBackup(() -> Session.open(address, "veery (backup)"), settings.jobs());
    Path partial = null;
    try {
      var found = backup.look(losses);
      if (!found.opaque().isEmpty()) {
        throw opaque(found.opaque());
      }
      if (found.nothing()) {
        return null;
      }
      Instant now = Instant.now();
      partial = store.begin(Backup.Kind.TARGETED, now);
      int[] done = {0};
      int all = found.tables().size();
      var taken =
          backup.take(
              losses,
              partial,
              (table, rows) -> {
                synchronized (done) {
                  progress.at(table.label(), ++done[0], all);
                }
              });
      Map<String, Long> rows = new LinkedHashMap<>();
      Map<String, Backup.File> files = new LinkedHashMap<>();
      Map<KeptTable, String> kept = new LinkedHashMap<>();
      int index = 0;
      for (KeptTable table : taken.found().tables()) {
        String file = TargetedBackup.fileName(index++);
        RowFile written = taken.files().get(table);
        if (written == null) {
          throw new IOException("the rows of " + table.label() + " were not written");
        }
        rows.put(table.label(), written.rows());
        files.put(file, new Backup.File(written.bytes(), written.sha256()));
        kept.put(table, file);
      }
      BackupStore.files(partial);
      return store.publish(
          partial,
          new Backup(
              partial,
              BackupStore.id(partial),
              Backup.Kind.TARGETED,
              now,
              "veery " + build,
              Backups.place(address),
              server(),
              taken.snapshot(),
              "",
              rows,
              files,
              kept,
              taken.found().sequences(),
              taken.found().opaque()));
    } catch (SQLException | IOException | RuntimeException e) {
      throw store.failed(partial, e, "keeping what the plan could destroy");
    }
  }

  private static VeeryException opaque(List<String> statements) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_OPAQUE,
            "nobody can tell from its text what this destroys: "
                + statements.getFirst()
                + (statements.size() == 1 ? "" : " (and " + (statements.size() - 1) + " more)"),
            "take a whole backup for this run: veery backup, and --backup required; or --backup off"));
  }

  private String server() throws SQLException {
    try (Session session = Session.open(address, "veery (backup)")) {
      return String.valueOf(session.value("SHOW server_version"));
    }
  }

  /**
   * Puts back exactly what a targeted backup kept, in one transaction.
   *
   * @return what was done to each table
   */
  List<TargetedRestore.Restored> restore(Backup backup, Address target) {
    if (backup.kind() != Backup.Kind.TARGETED) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "backup " + backup.id() + " is one of the whole database",
              "veery restore " + backup.id()));
    }
    BackupStore.check(backup);
    Map<KeptTable, Path> files = new LinkedHashMap<>();
    backup
        .kept()
        .forEach((table, file) -> {
          if (!backup.files().containsKey(file)) {
            throw BackupStore.damaged(
                backup.id(), "its manifest names a file that it does not list");
          }
          files.put(table, backup.directory().resolve(file));
        });
    try (Session session = WholeBackups.open(target)) {
      return new TargetedRestore(session).restore(files, backup.sequences());
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "putting rows back");
    } catch (IOException e) {
      throw BackupStore.unreadable(backup.directory(), e);
    }
  }
}
