package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.engine.config.Config;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Blocks until a database has the schema that an application needs. */
public final class Waiting {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private Waiting() {}

  /**
   * Waits. A server that cannot be reached yet is waited for, too; files that cannot be read are
   * not.
   *
   * @param version what has to be applied; null for every migration of the files
   * @param patience null waits for as long as it takes
   * @param progress hears what is waited for, when that changes
   * @throws VeeryException with {@link ErrorCode#WAIT_TIMEOUT} and what was missing last
   */
  public static void until(
      Config config,
      @Nullable String version,
      @Nullable Duration patience,
      Consumer<String> progress) {
    long began = System.nanoTime();
    String said = "";
    while (true) {
      String missing = missing(config, version);
      if (missing.isEmpty()) {
        return;
      }
      if (!missing.equals(said)) {
        said = missing;
        progress.accept(missing);
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - began);
      if (patience != null && waited.plus(PAUSE).compareTo(patience) > 0) {
        throw new VeeryException(
            new Problem(
                ErrorCode.WAIT_TIMEOUT,
                "waited in vain: " + missing,
                "see that the migrations are run; --timeout waits longer"));
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new VeeryException(
            new Problem(ErrorCode.INTERRUPTED, "interrupted while waiting: " + missing, ""), e);
      }
    }
  }

  /** What is not there yet, in words; empty when it is. */
  private static String missing(Config config, @Nullable String version) {
    try (Veery veery = Veery.open(config)) {
      Migration wanted = version == null ? null : known(veery, version);
      try {
        if (version != null) {
          AppliedMigration applied =
              veery.load().history().find(wanted == null ? new Version(version) : wanted.version());
          return applied != null && applied.state() == AppliedMigration.State.APPLIED
              ? ""
              : (wanted == null ? version : wanted.label()) + " is not applied yet";
        }
        Status status = veery.status();
        int pending = status.pending().size() + status.pendingRepeatables().size();
        return pending == 0
            ? ""
            : pending + (pending == 1 ? " migration is" : " migrations are") + " not applied yet";
      } catch (VeeryException e) {
        if (e.code() == ErrorCode.CONNECTION_FAILED || e.code() == ErrorCode.CONNECTION_LOST) {
          return e.problems().getFirst().message();
        }
        throw e;
      }
    }
  }

  /** Null where the application has no files with it, or older ones: then the version is enough. */
  private static @Nullable Migration known(Veery veery, String version) {
    try {
      return veery.graph().resolve(version);
    } catch (VeeryException e) {
      if (e.code() == ErrorCode.VERSION_UNKNOWN || e.code() == ErrorCode.FILE_UNREADABLE) {
        return null;
      }
      throw e;
    }
  }
}
