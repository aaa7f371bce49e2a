package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.backup.Backup;
import dev.veery.engine.backup.Backups;
import dev.veery.engine.config.DatabaseUrl;
import dev.veery.postgres.backup.TargetedRestore;
import dev.veery.postgres.session.Address;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a backup back, into the project's database or into another one. For another one the
 * project's own need not be there: whoever restores may have lost it.
 */
public final class RestoreWork {

  private final Veery veery;
  private final boolean elsewhere;
  private final Address target;
  private final Backups backups;

  /**
   * @param into the url of another database; null for the project's own
   * @throws dev.veery.core.VeeryException when the url cannot be understood, or the own database
   *     not be reached
   */
  public RestoreWork(Veery veery, @Nullable String into) {
    this.veery = veery;
    this.elsewhere = into != null;
    this.target = into == null ? veery.address() : address(veery, into);
    this.backups = new Backups(veery.config(), target, Build.version());
  }

  private static Address address(Veery veery, String into) {
    DatabaseUrl url = DatabaseUrl.of(into);
    if (url.password() != null) {
      veery.config().secrets().remember(url.password());
    }
    return Database.address(veery.config(), url);
  }

  /** The database that is written, without the password. */
  public String target() {
    return target.host() + ":" + target.port() + "/" + target.database();
  }

  /** The name of that database. */
  public String database() {
    return target.database();
  }

  /**
   * One by its id or the path of its folder.
   *
   * @param working what a path is relative to
   */
  public Backup find(String name, Path working) {
    return backups.find(name, working);
  }

  /**
   * Puts a whole backup back.
   *
   * @throws dev.veery.core.VeeryException when the database is not empty and {@code dropExisting}
   *     is not said
   */
  public void whole(Backup backup, boolean dropExisting) {
    backups.restore(backup, target, dropExisting);
  }

  /** Puts back exactly what a targeted backup kept. */
  public List<TargetedRestore.Restored> kept(Backup backup) {
    return backups.restoreKept(backup, target);
  }

  /**
   * Notes in the audit of the project's database that it was done.
   *
   * @return why that could not be; null when it could
   */
  public @Nullable Problem recorded(Backup backup) {
    if (elsewhere && !veery.isConnected()) {
      return new Problem(
          ErrorCode.CONNECTION_FAILED,
          "the restore is not in the audit: " + veery.config().database() + " cannot be reached",
          "what was restored is not affected");
    }
    Relied.recorded(veery, "restore", backup);
    return null;
  }
}
