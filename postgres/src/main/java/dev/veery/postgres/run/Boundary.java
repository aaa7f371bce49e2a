package dev.veery.postgres.run;

/**
 * The instants between two writes, by name. The tests kill the process at each of them; in
 * production this is a comparison with null.
 *
 * <p>System property {@code veery.kill-at}: {@code name} or {@code name:n} for the n-th time. The
 * process prints {@code boundary name} and waits to be killed, so that a real SIGKILL ends it.
 */
final class Boundary {

  private static final @org.jspecify.annotations.Nullable String WANTED =
      System.getProperty("veery.kill-at");

  private static int remaining = count();

  private Boundary() {}

  static final String LEASE_TAKEN = "lease-taken";
  static final String RUN_BEGUN = "run-begun";
  static final String BEFORE_COMMIT = "before-commit";
  static final String AFTER_COMMIT = "after-commit";
  static final String INTENT_RECORDED = "intent-recorded";
  static final String ALONE_DONE = "alone-done";
  static final String ALONE_RECORDED = "alone-recorded";
  static final String BACKFILL_BATCH = "backfill-batch";
  static final String BACKFILL_WALKED = "backfill-walked";
  static final String IN_COPY = "in-copy";
  static final String BEFORE_END = "before-end";

  static void reached(String name) {
    if (WANTED != null && name.equals(nameWanted()) && --remaining <= 0) {
      waitForTheKill(name);
    }
  }

  private static String nameWanted() {
    String wanted = String.valueOf(WANTED);
    int colon = wanted.indexOf(':');
    return colon < 0 ? wanted : wanted.substring(0, colon);
  }

  private static int count() {
    if (WANTED == null) {
      return 0;
    }
    int colon = WANTED.indexOf(':');
    return colon < 0 ? 1 : Integer.parseInt(WANTED.substring(colon + 1));
  }

  private static void waitForTheKill(String name) {
    System.err.println("boundary " + name);
    System.err.flush();
    while (true) {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
