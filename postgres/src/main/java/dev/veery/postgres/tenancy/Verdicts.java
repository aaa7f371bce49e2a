package dev.veery.postgres.tenancy;

import dev.veery.core.sql.Identifiers;
import dev.veery.core.tenancy.Matrix.Cell;
import dev.veery.core.tenancy.Matrix.Outcome;
import dev.veery.core.tenancy.Matrix.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what an attempt came to. */
final class Verdicts {

  private final String setting;

  Verdicts(String setting) {
    this.setting = setting;
  }

  Cell of(Executor.Result result) {
    Attempt attempt = result.attempt();
    Cell failure = failure(result);
    if (failure != null) {
      return failure;
    }
    return switch (attempt.expect()) {
      case Attempt.Expect.NoMoreThan most -> {
        long more = count(result) - most.allowed();
        yield more > 0
            ? leak(attempt, rows(more) + " of another tenant")
            : new Cell(Outcome.CLOSED, "", "");
      }
      case Attempt.Expect.OwnRows own ->
          new Cell(count(result) > 0 ? Outcome.OWN : Outcome.CLOSED, "", "");
      case Attempt.Expect.NothingSeen nothing -> new Cell(Outcome.CLOSED, "", "");
      case Attempt.Expect.Unchanged unchanged ->
          Boolean.TRUE.equals(result.changed())
              ? leak(attempt, "rows of another tenant were changed")
              : new Cell(
                  Objects.requireNonNullElse(result.rows(), 0L) > 0 ? Outcome.OWN : Outcome.CLOSED,
                  "",
                  "");
      case Attempt.Expect.Refused refused -> leak(attempt, "it went through");
      case Attempt.Expect.NoConflict free -> new Cell(Outcome.OWN, "", "");
      case Attempt.Expect.SameAnswer same ->
          Boolean.TRUE.equals(result.changed())
              ? leak(attempt, "rows of another tenant were changed")
              : new Cell(Outcome.OWN, "", "");
    };
  }

  private static long count(Executor.Result result) {
    String counted = result.counted();
    return counted == null ? 0 : Long.parseLong(counted);
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private @Nullable Cell failure(Executor.Result result) {
    String state = result.state();
    if (state == null) {
      return null;
    }
    Attempt attempt = result.attempt();
    String message = Objects.requireNonNullElse(result.message(), "");
    if (state.equals(Executor.SEEN)) {
      return leak(attempt, "a function of the caller saw a row before it was hidden");
    }
    if (state.equals("42501")) {
      return new Cell(
          message.contains("row-level security") ? Outcome.CLOSED : Outcome.DENIED, "", message);
    }
    if (state.startsWith("23")) {
      if (attempt.expect() instanceof Attempt.Expect.Unchanged unchanged
          && unchanged.constraintTells()) {
        return leak(attempt, "no policy refused it; a constraint did: " + message);
      }
      if (attempt.expect() instanceof Attempt.Expect.NoConflict conflict
          && state.equals("23505")
          && message.contains("\"" + conflict.key() + "\"")) {
        return leak(attempt, "the server told that the value is taken: " + message);
      }
      return new Cell(Outcome.CLOSED, "", message);
    }
    // A cast that fails, a setting that is not there: the session is refused.
    return new Cell(Outcome.CLOSED, "", message);
  }

  Cell leak(Attempt attempt, String detail) {
    return new Cell(Outcome.LEAK, script(attempt), detail);
  }

  /** Every statement that it takes to see it. */
  String script(Attempt attempt) {
    List<String> lines = new ArrayList<>();
    lines.add("SET SESSION AUTHORIZATION " + Identifiers.quote(attempt.login()) + ";");
    if (!attempt.role().isEmpty()) {
      lines.add("SET ROLE " + Identifiers.quote(attempt.role()) + ";");
    }
    Situation situation = attempt.situation();
    if (situation.before() != null) {
      lines.add(set(situation.before()));
      attempt.warm().forEach(statement -> lines.add(statement + ";"));
    }
    if (situation.value() != null) {
      lines.add(set(situation.value()));
    } else if (situation.setting() == Setting.MISSING) {
      lines.add("-- " + setting + " was never set in this session");
    }
    if (situation.before() == null) {
      attempt.warm().forEach(statement -> lines.add(statement + ";"));
    }
    lines.add(
        (attempt.expect() instanceof Attempt.Expect.SameAnswer same
                ? same.shown()
                : attempt.statement())
            + ";");
    return String.join("\n", lines);
  }

  private String set(String value) {
    return "SET " + setting + " = " + Identifiers.literal(value) + ";";
  }
}
