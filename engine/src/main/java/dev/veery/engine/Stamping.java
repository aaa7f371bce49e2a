package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.AppliedMigration.Kind;
import dev.veery.core.plan.History;
import dev.veery.core.plan.HistoryCheck;
import dev.veery.core.plan.ScriptRows;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.journal.JournalWrites;
import dev.veery.postgres.journal.JournalWrites.MigrationRow;
import dev.veery.postgres.run.Recorder;
import dev.veery.postgres.run.Records;
import dev.veery.postgres.run.RunOptions;
import dev.veery.postgres.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Changes what the journal says without running anything. Each call is one transaction; what it
 * decides is decided from the history as it is when nobody else can write.
 */
public final class Stamping {

  private final Recorder recorder;
  private final Loaded loaded;
  private final Project project;

  Stamping(Session session, Journal journal, RunOptions options, Loaded loaded, Project project) {
    this.recorder = new Recorder(session, journal, options);
    this.loaded = loaded;
    this.project = project;
  }

  /**
   * Records migrations as applied.
   *
   * @return those that were not recorded before
   * @throws VeeryException when a version has no file, or a parent of one would stay unrecorded
   */
  public List<Version> stamp(List<Version> versions) {
    return write(
        versions,
        (history, version) -> {
          Repeatable repeatable = repeatable(version);
          if (repeatable != null) {
            return HistoryCheck.isPending(history, repeatable)
                ? writes -> writes.record(row(repeatable), "stamp", false)
                : null;
          }
          AppliedMigration applied = history.find(version);
          if (applied != null && applied.state() == AppliedMigration.State.APPLIED) {
            return null;
          }
          Migration migration = file(version);
          return writes -> writes.record(row(migration, Kind.STAMPED), "stamp", false);
        });
  }

  /**
   * Accepts that applied migrations have changed, or that their files are gone.
   *
   * @return those whose record has changed
   * @throws VeeryException when a version is not applied
   */
  public List<Version> accept(List<Version> versions) {
    return write(
        versions,
        (history, version) -> {
          AppliedMigration applied = applied(history, version);
          Repeatable repeatable = repeatable(version);
          if (repeatable != null) {
            return HistoryCheck.isPending(history, repeatable)
                ? writes -> writes.record(row(repeatable), "accept", false)
                : null;
          }
          Migration migration = project.graph().find(version);
          if (migration == null) {
            return applied.retired()
                ? null
                : writes ->
                    writes.retire(applied.version().text(), applied.name(), applied.checksum());
          }
          MigrationRow row = row(migration, applied.kind());
          return row.checksum().equals(applied.checksum())
                  && row.rawHash().equals(applied.rawHash())
              ? null
              : writes -> writes.record(row, "accept", false);
        });
  }

  /**
   * Forgets that migrations are applied.
   *
   * @return those that were
   * @throws VeeryException when a version is not applied
   */
  public List<Version> remove(List<Version> versions) {
    return write(
        versions,
        (history, version) -> {
          AppliedMigration applied = applied(history, version);
          return writes ->
              writes.forget(applied.version().text(), applied.name(), applied.checksum());
        });
  }

  /**
   * Draws the line below which nothing is run.
   *
   * @param version of a file, or one that has none
   * @param name what to call it where there is no file
   * @throws VeeryException when something is applied already
   */
  public void baseline(Version version, String name) {
    write(
        List.of(version),
        (history, ignored) -> {
          if (!history.applied().isEmpty()) {
            AppliedMigration first = history.all().iterator().next();
            throw new VeeryException(
                new Problem(
                    ErrorCode.ALREADY_APPLIED,
                    "a baseline is for a database without a history, and this one has "
                        + first.label()
                        + " already",
                    "to record single migrations as applied: veery stamp VERSION"));
          }
          Migration migration = project.graph().find(version);
          MigrationRow row =
              migration == null ? empty(version, name) : row(migration, Kind.BASELINE);
          return writes -> writes.record(row, "baseline", false);
        });
  }

  /** One write, or null where nothing has to be written. */
  @FunctionalInterface
  private interface Write {
    String sql(JournalWrites writes);
  }

  private List<Version> write(
      List<Version> versions, BiFunction<History, Version, @Nullable Write> decide) {
    List<Version> changed = new ArrayList<>();
    recorder.record(
        loaded,
        now -> {
          List<Problem> problems = new ArrayList<>();
          List<Write> decided = new ArrayList<>();
          for (Version version : versions) {
            try {
              Write write = decide.apply(now.history(), version);
              if (write != null) {
                decided.add(write);
                changed.add(version);
              }
            } catch (VeeryException e) {
              problems.addAll(e.problems());
            }
          }
          if (!problems.isEmpty()) {
            throw new VeeryException(problems);
          }
          if (decided.isEmpty()) {
            return null;
          }
          return writes -> {
            List<String> statements = new ArrayList<>();
            for (Write write : decided) {
              statements.add(write.sql(writes));
            }
            return statements;
          };
        });
    return List.copyOf(changed);
  }

  private Migration file(Version version) {
    Migration migration = project.graph().find(version);
    if (migration == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.VERSION_UNKNOWN,
              "there is no migration " + version + " among the files",
              "see veery list"));
    }
    return migration;
  }

  private @Nullable Repeatable repeatable(Version version) {
    for (Repeatable repeatable : project.set().repeatables()) {
      if (repeatable.version().equals(version)) {
        return repeatable;
      }
    }
    return null;
  }

  private static @Nullable AppliedMigration recorded(History history, Version version) {
    for (AppliedMigration repeatable : history.repeatables().values()) {
      if (repeatable.version().equals(version)) {
        return repeatable;
      }
    }
    return history.find(version);
  }

  private static AppliedMigration applied(History history, Version version) {
    AppliedMigration applied = recorded(history, version);
    if (applied == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.NOT_APPLIED,
              "migration " + version + " is not applied to this database",
              SourcePosition.startOf(version.text()),
              "see veery status for what is"));
    }
    return applied;
  }

  private static MigrationRow row(Migration migration, Kind kind) {
    var header = migration.header();
    ScriptRows scripts = ScriptRows.of(migration);
    return new MigrationRow(
        migration.version().text(),
        migration.name(),
        kind,
        Records.texts(header.parents()),
        scripts.checksum(),
        migration.rawHash(),
        scripts.down(),
        migration.path(),
        header.title(),
        header.description(),
        header.author(),
        header.date(),
        String.join("\n", header.documentation()));
  }

  private static MigrationRow row(Repeatable repeatable) {
    return new MigrationRow(
        repeatable.version().text(),
        repeatable.name(),
        Kind.REPEATABLE,
        null,
        repeatable.script().get().checksum(),
        repeatable.rawHash(),
        null,
        repeatable.path(),
        "",
        "",
        "",
        "",
        "");
  }

  private static MigrationRow empty(Version version, String name) {
    return new MigrationRow(
        version.text(), name, Kind.BASELINE, null, "", "", null, "", "", "", "", "", "");
  }
}
