package dev.veery.engine;

import dev.veery.core.CacheFile;
import dev.veery.core.CacheFolder;
import dev.veery.core.plan.Plan;
import dev.veery.core.source.FolderStamp;
import dev.veery.engine.config.Config;
import dev.veery.postgres.journal.Journal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers from one start to the next that nothing was to be done, beside everything that this was
 * decided from: which Veery, which settings, the files as they look from outside, and a digest of
 * the journal. While all of it is the same the answer is the same, and neither are files read nor
 * rows fetched. See docs/decisions/0027.
 */
final class Settled {

  /** Set by the launcher to when it prepared the distribution: one build from another. */
  static final String PREPARED = "veery.prepared";

  private final Path place;
  private final String found;

  private Settled(Path place, String found) {
    this.place = place;
    this.found = found;
  }

  /**
   * Looks at the files.
   *
   * @return null where it has to be found out each time
   */
  static @Nullable Settled look(Config config) {
    String prepared = System.getProperty(PREPARED);
    boolean more =
        !config.classpath().isEmpty()
            || !config.vars().isEmpty()
            || (config.placeholders() != null && !config.placeholders().isEmpty());
    if (prepared == null || prepared.isEmpty() || more) {
      return null;
    }
    String stamp = FolderStamp.of(config.migrations());
    if (stamp == null) {
      return null;
    }
    String project =
        String.join(
            "\t",
            config.directory().toString(),
            config.migrations().toString(),
            config.environment(),
            config.database().toString());
    String found =
        String.join(
            "\n",
            project,
            Build.version(),
            prepared,
            String.valueOf(config.layout()),
            String.valueOf(config.placeholders()),
            config.journalSchema(),
            stamp);
    // Whoever shares the number shares the file: each finds what the other has written wanting.
    String name = Integer.toHexString(project.hashCode());
    return new Settled(CacheFolder.ofUser().resolve("settled").resolve(name), found + "\n");
  }

  /**
   * Whether it is all as it was.
   *
   * @throws SQLException also where there is no journal
   */
  boolean holds(Journal journal) throws SQLException {
    byte[] bytes = CacheFile.read(place);
    if (bytes == null) {
      return false;
    }
    String kept = new String(bytes, StandardCharsets.UTF_8);
    return kept.startsWith(found) && kept.substring(found.length()).equals(journal.digest());
  }

  /**
   * Remembers this, if it is of the kind that can be.
   *
   * @param planning of everything that is pending, from these files
   * @param selfContained as the files are
   * @throws SQLException when the journal cannot be read
   */
  void remember(Planning planning, boolean selfContained, Journal journal) throws SQLException {
    boolean quiet =
        planning.warnings().isEmpty()
            && planning.result() instanceof Plan.Result.UpToDate none
            && none.notes().isEmpty()
            && planning.loaded().history().changes().isEmpty();
    if (!quiet || !selfContained) {
      return;
    }
    String digest = journal.digest();
    // Of the same history: nobody has been at work between the two questions.
    if (journal.load().history().equals(planning.loaded().history())) {
      CacheFile.write(place, (found + digest).getBytes(StandardCharsets.UTF_8));
    }
  }
}
