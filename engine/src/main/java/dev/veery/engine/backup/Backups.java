package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.engine.config.Config;
import dev.veery.postgres.backup.TargetedRestore;
import dev.veery.postgres.session.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes backups of one database, keeps them, and puts them back. */
public final class Backups {

  private final Config config;
  private final Address address;
  private final BackupSettings settings;
  private final BackupStore store;
  private final WholeBackups whole;
  private final TargetedBackups targeted;

  /**
   * @param address of the database
   * @param build version of Veery
   */
  public Backups(Config config, Address address, String build) {
    this.config = config;
    this.address = address;
    this.settings = BackupSettings.of(config);
    this.store = new BackupStore(settings.directory());
    this.whole = new WholeBackups(config, address, build, settings, store);
    this.targeted = new TargetedBackups(address, build, settings, store);
  }

  /** Hears how far it is; from several threads. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done tables so far
     * @param all of them
     */
    void at(String table, int done, int all);
  }

  /** Complete ones, newest first. */
  public List<Backup> all() {
    return store.all();
  }

  /**
   * One by its id or the path of its folder; fetched by the configured command where it is not
   * here.
   *
   * @param working what a path is relative to
   */
  public Backup find(String name, Path working) {
    try {
      return store.find(name, working);
    } catch (VeeryException e) {
      if (settings.download().isEmpty() || e.code() != ErrorCode.BACKUP_MISSING) {
        throw e;
      }
      command(settings.download(), name, settings.directory().resolve(name));
      return store.find(name, working);
    }
  }

  /**
   * What a run relies on: for {@code targeted} it is made now, for {@code required} the newest
   * whole one, if it is young enough.
   *
   * @return null where none is needed, or nothing could be lost
   * @throws VeeryException when there is none
   */
  public @Nullable Backup before(Plan plan, Progress progress) {
    return switch (settings.need()) {
      case OFF -> null;
      case TARGETED -> targeted(plan, progress);
      case REQUIRED -> required();
    };
  }

  private Backup required() {
    Backup backup = newest();
    if (backup == null) {
      throw missing("there is no backup of this database");
    }
    if (!isYoung(backup)) {
      throw missing(
          "the newest backup of this database, " + backup.id() + ", is older than max-age allows");
    }
    String damage = visibleDamage(backup);
    if (damage != null) {
      throw missing(
          "the newest backup of this database, " + backup.id() + ", is damaged: " + damage);
    }
    return backup;
  }

  /** The newest whole backup of this database; null where there is none. */
  public @Nullable Backup newest() {
    String own = place(address);
    for (Backup backup : store.all()) {
      if (backup.kind() == Backup.Kind.FULL && backup.database().equals(own)) {
        return backup;
      }
    }
    return null;
  }

  /** What a run needs, by {@code backup}: {@code required}, {@code targeted} or {@code off}. */
  public String need() {
    return settings.need().name().toLowerCase(Locale.ROOT);
  }

  /** How old a backup may be that a run relies on. */
  public Duration maxAge() {
    return settings.maxAge();
  }

  /** Whether a run may rely on it by its age. A clock that was put back makes nothing older. */
  public boolean isYoung(Backup backup) {
    return !backup.createdAt().isBefore(Instant.now().minus(settings.maxAge()));
  }

  /** When a backup was restored and compared; null when it never was, or has been changed since. */
  public @Nullable Instant provenAt(Backup backup) {
    return BackupStore.provenAt(backup);
  }

  /** What is wrong with its files, as far as names and sizes tell; null for nothing. */
  public @Nullable String visibleDamage(Backup backup) {
    return BackupStore.visibleDamage(backup);
  }

  /**
   * Whether {@link #full} could be made here: the major of pg_dump.
   *
   * @param major of the server
   * @throws VeeryException when it is missing or too old
   */
  public int program(int major) {
    return Programs.version(settings.program(), major);
  }

  /** Whoever connects, it is the same database. */
  static String place(Address address) {
    return address.host() + ":" + address.port() + "/" + address.database();
  }

  private VeeryException missing(String what) {
    return new VeeryException(
        new Problem(
            ErrorCode.BACKUP_MISSING,
            what + ", and this environment says backup = \"required\"",
            "make one: " + config.command("backup")));
  }

  private void upload(Backup backup) {
    if (!settings.upload().isEmpty()) {
      command(settings.upload(), backup.id(), backup.directory());
    }
  }

  /** Word by word: what is put in can never become a word of its own. */
  private void command(List<String> template, String id, Path directory) {
    List<String> words = new ArrayList<>();
    for (String word : template) {
      words.add(word.replace("{id}", id).replace("{directory}", directory.toString()));
    }
    Programs.run(config.directory(), words, Map.of(), config.secrets(), line -> {});
  }

  /** Removes what retention does not keep, and what killed processes have left for a day. */
  public List<Backup> prune() {
    store.sweep(Instant.now().minus(Duration.ofDays(1)));
    return store.prune(settings.keep(), Instant.now().minus(settings.keepFor()));
  }

  /**
   * Holds the files against the manifest.
   *
   * @throws VeeryException with everything that is wrong
   */
  public void check(Backup backup) {
    BackupStore.check(backup);
  }

  /**
   * Keeps what a plan could destroy.
   *
   * @return null when nothing of this database could be lost
   * @throws VeeryException when it cannot be written whole; nothing is left of it then
   */
  public @Nullable Backup targeted(Plan plan, Progress progress) {
    Backup backup = targeted.take(plan, progress);
    if (backup != null) {
      upload(backup);
    }
    return backup;
  }

  /**
   * The whole database, by pg_dump, with the fingerprint and the rows of the same snapshot.
   *
   * @param jobs null for what is configured
   * @throws VeeryException when pg_dump is missing, too old or fails; nothing is left of it then
   */
  public Backup full(@Nullable Integer jobs, Progress progress) {
    Backup backup = whole.take(jobs, progress);
    upload(backup);
    return backup;
  }

  /**
   * Restores a whole backup on a throwaway server of its version, and compares schema and rows.
   *
   * @throws VeeryException with everything that differs
   */
  public void prove(Backup backup) {
    whole.prove(backup);
  }

  /**
   * Puts a whole backup into a database.
   *
   * @param dropExisting whether what is there goes first; without it a database that is not empty
   *     is refused
   * @param target where to; the database has to exist
   */
  public void restore(Backup backup, Address target, boolean dropExisting) {
    whole.restore(backup, target, dropExisting);
  }

  /**
   * Puts back exactly what a targeted backup kept, in one transaction.
   *
   * @return what was done to each table
   */
  public List<TargetedRestore.Restored> restoreKept(Backup backup, Address target) {
    return targeted.restore(backup, target);
  }
}
