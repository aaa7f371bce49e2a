package dev.veery.postgres.run;

import dev.veery.postgres.backfill.Limits;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.online.Insistence;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How to run.
 *
 * @param command as the journal records it, such as {@code up --to 20260901121000}
 * @param environment the environment's name, or empty
 * @param actor who
 * @param lockTimeout how long a statement that others may have to wait behind ({@link
 *     dev.veery.core.plan.LockUse}), or that follows one in its transaction, waits for a lock
 *     unless its author says otherwise; null or zero leaves it to the server
 * @param lockRetry how long to go on trying; zero tries once
 * @param insistence when those who are in the way are made to go
 * @param statementTimeout likewise
 * @param leaseTimeout how long to wait for another runner; null waits for as long as it takes
 * @param live whether to report the server's activity while statements run
 * @param evidence what else the audit keeps about the run, by name; asked for when it begins
 * @param backfill what others are to be spared while rows are moved
 */
public record RunOptions(
    String command,
    String environment,
    Actor actor,
    @Nullable Duration lockTimeout,
    Duration lockRetry,
    Insistence insistence,
    @Nullable Duration statementTimeout,
    @Nullable Duration leaseTimeout,
    boolean live,
    Supplier<Map<String, String>> evidence,
    Limits backfill) {

  public RunOptions(
      String command,
      String environment,
      Actor actor,
      @Nullable Duration lockTimeout,
      Duration lockRetry,
      Insistence insistence,
      @Nullable Duration statementTimeout,
      @Nullable Duration leaseTimeout,
      boolean live,
      Supplier<Map<String, String>> evidence) {
    this(
        command,
        environment,
        actor,
        lockTimeout,
        lockRetry,
        insistence,
        statementTimeout,
        leaseTimeout,
        live,
        evidence,
        Limits.DEFAULT);
  }

  /** The same with other limits for backfills. */
  public RunOptions within(Limits limits) {
    return new RunOptions(
        command,
        environment,
        actor,
        lockTimeout,
        lockRetry,
        insistence,
        statementTimeout,
        leaseTimeout,
        live,
        evidence,
        limits);
  }
}
