package dev.veery.core.plan;

import dev.veery.core.migration.Version;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the history: a migration that the journal knows.
 *
 * @param version its identity
 * @param name as it was when it was applied
 * @param kind how it came to be recorded
 * @param state whether it is whole
 * @param order grows with every application: the order in which migrations were applied
 * @param batch the {@code up} that applied it; null for what was stamped or baselined
 * @param beganInRun the run in which its present application began; its steps are looked for from
 *     there
 * @param parents as recorded; null where none were named
 * @param checksum over the tokens of the up script; empty where there was no script
 * @param rawHash SHA-256 of the bytes; empty where there was no script
 * @param hasDown whether the journal holds a down script
 * @param retired whether its file was accepted as gone
 * @param appliedAt by the server's clock
 * @param appliedBy the operating system's user and host
 * @param durationMillis null where it did not run
 * @param path the file it came from, as shown then
 */
public record AppliedMigration(
    Version version,
    String name,
    Kind kind,
    State state,
    long order,
    @Nullable Integer batch,
    long beganInRun,
    @Nullable List<Version> parents,
    String checksum,
    String rawHash,
    boolean hasDown,
    boolean retired,
    Instant appliedAt,
    String appliedBy,
    @Nullable Long durationMillis,
    String path) {

  public AppliedMigration {
    parents = parents == null ? null : List.copyOf(parents);
  }

  /** {@code 20260901121000_add_ticket_priority}: how messages name it. */
  public String label() {
    // The version of a repeatable one is its name already.
    return name.isEmpty() || kind == Kind.REPEATABLE ? version.text() : version.text() + "_" + name;
  }

  /** How a migration came to be recorded. */
  public enum Kind {
    SQL,
    JAVA,
    /** Recorded without running. */
    STAMPED,
    /** The line below which nothing is run. */
    BASELINE,
    REPEATABLE;

    /** As the journal writes it. */
    public String word() {
      return switch (this) {
        case SQL -> "sql";
        case JAVA -> "java";
        case STAMPED -> "stamp";
        case BASELINE -> "baseline";
        case REPEATABLE -> "repeatable";
      };
    }

    /**
     * @throws IllegalArgumentException for a word that this build does not know
     */
    public static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("unknown kind of migration: " + word);
    }
  }

  /** Whether an application is whole. */
  public enum State {
    APPLIED,
    /** Some steps of its up are committed, others are not: the next {@code up} goes on there. */
    APPLYING,
    /** Some steps of its down are committed: the next command goes on there. */
    REVERTING;

    /** As the journal writes it. */
    public String word() {
      return switch (this) {
        case APPLIED -> "applied";
        case APPLYING -> "applying";
        case REVERTING -> "reverting";
      };
    }

    /**
     * @throws IllegalArgumentException for a word that this build does not know
     */
    public static State of(String word) {
      for (State state : values()) {
        if (state.word().equals(word)) {
          return state;
        }
      }
      throw new IllegalArgumentException("unknown state of a migration: " + word);
    }
  }
}
