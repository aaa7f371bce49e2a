package dev.veery.bench;

import dev.veery.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * The server of a run.
 *
 * @param target its maintenance database
 * @param embedded the server that was started for the run, or null for an existing one
 */
record BenchServer(Target target, @Nullable EmbeddedPostgres embedded) implements AutoCloseable {

  /** The given server, or an embedded one that keeps its data as a production server does. */
  static BenchServer open(Options options) throws IOException {
    if (options.server() != null) {
      return new BenchServer(options.server(), null);
    }
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            // On a disk, not in memory: a commit is to cost what it costs.
            .scratchDirectory(Files.createDirectories(options.work().resolve("server")))
            .setting("fsync", "on")
            .setting("synchronous_commit", "on")
            .setting("full_page_writes", "on")
            .setting("wal_level", "replica")
            .setting("min_wal_size", "80MB")
            .setting("max_wal_size", "1GB")
            .setting("checkpoint_timeout", "5min")
            .setting("shared_buffers", "128MB")
            .setting("autovacuum", "on")
            .scratch();
    return new BenchServer(
        new Target(server.host(), server.port(), server.user(), server.password(), "postgres"),
        server);
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
