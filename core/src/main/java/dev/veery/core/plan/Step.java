package dev.veery.core.plan;

import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SourcePosition;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a plan, or one Java class.
 *
 * @param ordinal 1-based place in its script
 * @param action what runs
 * @param timeouts of this statement only
 */
public record Step(int ordinal, Action action, Timeouts timeouts) {

  public Step {
    Objects.requireNonNull(action);
    Objects.requireNonNull(timeouts);
  }

  /** What a step does. */
  public sealed interface Action {

    /** One line that tells a person what it is. */
    String summary();

    /** A statement for the server. */
    record Sql(ScriptItem.Statement statement) implements Action {
      @Override
      public String summary() {
        return Summaries.of(statement.text());
      }
    }

    /** Rows for a COPY. */
    record Copy(ScriptItem.Copy copy) implements Action {
      @Override
      public String summary() {
        return Summaries.of(copy.statement().text());
      }
    }

    /** A line for the person who watches. */
    record Echo(ScriptItem.Echo echo) implements Action {
      @Override
      public String summary() {
        return "\\echo " + echo.text();
      }
    }

    /** A Java migration. */
    record Java(String className) implements Action {
      @Override
      public String summary() {
        return "Java " + className;
      }
    }
  }

  /**
   * Limits for one statement; null means what the environment says.
   *
   * @param lock how long it may wait for a lock
   * @param statement how long it may run
   */
  public record Timeouts(@Nullable Duration lock, @Nullable Duration statement) {
    public static final Timeouts DEFAULT = new Timeouts(null, null);
  }

  /** Where it stands; null for a Java class. */
  public @Nullable SourcePosition position() {
    return switch (action) {
      case Action.Sql sql -> sql.statement().position();
      case Action.Copy copy -> copy.copy().position();
      case Action.Echo echo -> echo.echo().position();
      case Action.Java java -> null;
    };
  }

  /** One line that tells a person what it is. */
  public String summary() {
    return action.summary();
  }
}
