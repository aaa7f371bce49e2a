package dev.veery.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Scratch servers that are shared within this process: one per major, started when it is first
 * asked for and gone with the process. For tests, which want a database of their own each and do
 * not care who else uses the server.
 */
public final class ScratchServers {

  /** The majors that Veery supports, oldest first. */
  public static final java.util.List<Integer> MAJORS = java.util.List.of(14, 15, 16, 17, 18);

  private static final Map<Integer, EmbeddedPostgres> RUNNING = new ConcurrentHashMap<>();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private ScratchServers() {}

  /** The shared server of the newest major. Nobody closes it. */
  public static EmbeddedPostgres shared() {
    return shared(MAJORS.getLast());
  }

  /** The shared server of a major. Nobody closes it. */
  public static EmbeddedPostgres shared(int major) {
    return RUNNING.computeIfAbsent(major, m -> EmbeddedPostgres.builder().major(m).scratch());
  }

  /** A new empty database on the shared server of the newest major. */
  public static ScratchDatabase freshDatabase() {
    return freshDatabase(MAJORS.getLast());
  }

  /** A new empty database on the shared server of a major. */
  public static ScratchDatabase freshDatabase(int major) {
    EmbeddedPostgres server = shared(major);
    String name = "scratch_" + DATABASES.incrementAndGet();
    server.createDatabase(name);
    return new ScratchDatabase(server, name);
  }
}
