package dev.veery.postgres.run;

import dev.veery.postgres.journal.Actor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to run.
 *
 * @param command as the journal records it, such as {@code up --to 20260901121000}
 * @param environment the environment's name, or empty
 * @param actor who
 * @param lockTimeout for every statement that has none of its own; null leaves it to the server
 * @param statementTimeout likewise
 * @param leaseTimeout how long to wait for another runner; null waits for as long as it takes
 * @param live whether to report the server's activity while statements run
 */
public record RunOptions(
    String command,
    String environment,
    Actor actor,
    @Nullable Duration lockTimeout,
    @Nullable Duration statementTimeout,
    @Nullable Duration leaseTimeout,
    boolean live) {}
