package dev.veery.engine.backup;

import dev.veery.postgres.backup.KeptSequence;
import dev.veery.postgres.backup.KeptTable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A backup that is complete, as its manifest describes it.
 *
 * @param directory where it lies
 * @param id its name, which sorts by time
 * @param kind whole database, or what a plan could destroy
 * @param createdAt when its snapshot was taken, by the clock of this machine
 * @param tool the version of Veery, and of pg_dump where that was used
 * @param database host, port and name
 * @param server the server's version
 * @param snapshot as the server named it
 * @param fingerprint of the schema; empty for a targeted one
 * @param rows of each table by name
 * @param files by path in the directory, the manifest left out
 * @param kept tables of a targeted backup, each with its file
 * @param sequences of a targeted backup
 * @param opaque statements of which nobody could tell what they would destroy
 */
public record Backup(
    Path directory,
    String id,
    Kind kind,
    Instant createdAt,
    String tool,
    String database,
    String server,
    String snapshot,
    String fingerprint,
    Map<String, Long> rows,
    Map<String, File> files,
    Map<KeptTable, String> kept,
    List<KeptSequence> sequences,
    List<String> opaque) {

  /** How much of the database it holds. */
  public enum Kind {
    FULL,
    TARGETED
  }

  /**
   * A file of it.
   *
   * @param sha256 in hex
   */
  public record File(long bytes, String sha256) {}

  public Backup {
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
    sequences = List.copyOf(sequences);
    opaque = List.copyOf(opaque);
  }

  /** Of all files. */
  public long bytes() {
    return files.values().stream().mapToLong(File::bytes).sum();
  }

  /** Of all tables. */
  public long allRows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }
}
