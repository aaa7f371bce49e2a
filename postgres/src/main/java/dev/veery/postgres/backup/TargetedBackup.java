package dev.veery.postgres.backup;

import dev.veery.core.backup.Loss;
import dev.veery.postgres.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a plan could destroy, and nothing else: rows as binary COPY, all from one snapshot,
 * several tables at a time.
 */
public final class TargetedBackup {

  /** Makes another session with the same database. */
  @FunctionalInterface
  public interface Opener {
    Session open() throws SQLException;
  }

  /** Hears of progress, from several threads. */
  @FunctionalInterface
  public interface Progress {
    void table(KeptTable table, RowFile rows);
  }

  /**
   * What was kept.
   *
   * @param snapshot as the server names it
   * @param files by table, in the order of {@code found}; names are given by the caller
   */
  public record Taken(LossReader.Found found, String snapshot, Map<KeptTable, RowFile> files) {}

  private final Opener opener;
  private final int jobs;

  /**
   * @param jobs how many sessions at most
   */
  public TargetedBackup(Opener opener, int jobs) {
    this.opener = opener;
    this.jobs = jobs;
  }

  /** Only what would be kept. */
  public LossReader.Found look(List<Loss> losses) throws SQLException {
    try (Session session = opener.open()) {
      begin(session, null);
      return LossReader.read(session, losses);
    }
  }

  /**
   * Writes the files.
   *
   * @param directory exists and is empty
   * @throws IOException when the disk is full or cannot be written; the caller removes what is
   *     there
   */
  public Taken take(List<Loss> losses, Path directory, Progress progress)
      throws SQLException, IOException {
    try (Session first = opener.open()) {
      begin(first, null);
      String snapshot = String.valueOf(first.value("SELECT pg_catalog.pg_export_snapshot()"));
      LossReader.Found found = LossReader.read(first, losses);
      Map<KeptTable, RowFile> files = new ConcurrentHashMap<>();
      var queue = new ConcurrentLinkedQueue<>(found.tables());
      int workers = Math.min(jobs, found.tables().size()) - 1;
      if (workers <= 0) {
        copyAll(first, queue, found, directory, files, progress);
      } else {
        parallel(first, snapshot, workers, queue, found, directory, files, progress);
      }
      Map<KeptTable, RowFile> ordered = new LinkedHashMap<>();
      for (KeptTable table : found.tables()) {
        RowFile rows = files.get(table);
        if (rows != null) {
          ordered.put(table, rows);
        }
      }
      return new Taken(found, snapshot, ordered);
    }
  }

  private void parallel(
      Session first,
      String snapshot,
      int workers,
      ConcurrentLinkedQueue<KeptTable> queue,
      LossReader.Found found,
      Path directory,
      Map<KeptTable, RowFile> files,
      Progress progress)
      throws SQLException, IOException {
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        all.add(
            executor.submit(() -> {
              try (Session session = opener.open()) {
                begin(session, snapshot);
                copyAll(session, queue, found, directory, files, progress);
              }
              return null;
            }));
      }
      try {
        copyAll(first, queue, found, directory, files, progress);
      } finally {
        queue.clear();
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void copyAll(
      Session session,
      ConcurrentLinkedQueue<KeptTable> queue,
      LossReader.Found found,
      Path directory,
      Map<KeptTable, RowFile> files,
      Progress progress)
      throws SQLException, IOException {
    for (KeptTable table = queue.poll(); table != null; table = queue.poll()) {
      Path file = directory.resolve(fileName(found.tables().indexOf(table)));
      RowFile rows = RowFile.write(session, table.copyOut(), file);
      files.put(table, rows);
      progress.table(table, rows);
    }
  }

  /** The name of the file with the rows of the table at {@code index}. */
  public static String fileName(int index) {
    return "%04d.rows".formatted(index + 1);
  }

  /** Rows that a policy hides would be missing: then it fails rather than keeping only some. */
  private static void begin(Session session, @Nullable String snapshot) throws SQLException {
    session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (snapshot != null) {
      session.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
    }
    session.execute("SET LOCAL row_security = off");
    session.execute("SET LOCAL statement_timeout = 0");
  }
}
