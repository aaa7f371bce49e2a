package dev.veery.core.tenancy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an attack gave: for each object, command, role and setting whether rows of another tenant
 * could be reached.
 */
public record Matrix(Map<Key, Cell> cells) {

  public Matrix {
    cells = new TreeMap<>(cells);
  }

  /** What was tried. */
  public enum Command {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    COPY,
    TRUNCATE,
    RETURNING,
    ON_CONFLICT,
    /** A value that another tenant's row has: is it refused? */
    EXISTENCE,
    /** A reference to a row of another tenant. */
    REFERENCE,
    /** The tenant's own rows are written: do other tenants' rows change? */
    OWN_WRITE,
    CALL;

    /** {@code ON CONFLICT}. */
    public String word() {
      return switch (this) {
        case ON_CONFLICT -> "ON CONFLICT";
        case REFERENCE -> "FOREIGN KEY";
        case EXISTENCE -> "UNIQUE";
        case OWN_WRITE -> "SIDE EFFECT";
        default -> name();
      };
    }
  }

  /** What the session says about its tenant. */
  public enum Setting {
    OWN("its own tenant"),
    OTHER("another tenant"),
    MISSING("never set"),
    EMPTY("empty"),
    MALFORMED("malformed"),
    CHANGED("changed in mid-transaction");

    private final String words;

    Setting(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  /** What came of it, mildest first. */
  public enum Outcome {
    /** The role has no right to it. */
    DENIED,
    /** It went through and reached nothing, or a policy refused it. */
    CLOSED,
    /** It reached rows of the session's own tenant only. */
    OWN,
    /** It failed for another reason, so that nothing is proven. */
    UNDECIDED,
    /** It reached rows of another tenant. */
    LEAK
  }

  /**
   * What was tried on what by whom.
   *
   * @param object as SQL
   * @param role the application's role, with {@code " as "} and another one that it turned into
   */
  public record Key(String object, Command command, String role, Setting setting)
      implements Comparable<Key> {
    public Key {
      Objects.requireNonNull(object);
    }

    @Override
    public int compareTo(Key other) {
      int byObject = object.compareTo(other.object);
      if (byObject != 0) {
        return byObject;
      }
      int byRole = role.compareTo(other.role);
      if (byRole != 0) {
        return byRole;
      }
      int byCommand = command.compareTo(other.command);
      return byCommand != 0 ? byCommand : setting.compareTo(other.setting);
    }
  }

  /**
   * What came of it.
   *
   * @param script every statement that it takes to see it, one per line
   * @param detail what happened, such as {@code 3 rows of another tenant}, or the server's words
   */
  public record Cell(Outcome outcome, String script, String detail) {}

  /** A cell that was tight and is not any more. */
  public record Regression(Key key, Cell before, Cell after) {}

  /** The worst outcome over all settings. */
  public Outcome worst(String object, Command command, String role) {
    Outcome worst = Outcome.DENIED;
    for (Map.Entry<Key, Cell> entry : cells.entrySet()) {
      Key key = entry.getKey();
      if (key.object().equals(object) && key.command() == command && key.role().equals(role)) {
        Outcome outcome = entry.getValue().outcome();
        worst = outcome.compareTo(worst) > 0 ? outcome : worst;
      }
    }
    return worst;
  }

  /** Every object that was attacked, in name order. */
  public List<String> objects() {
    return cells.keySet().stream().map(Key::object).distinct().toList();
  }

  /** Every role that attacked, in name order. */
  public List<String> roles() {
    return cells.keySet().stream().map(Key::role).distinct().sorted().toList();
  }

  /** The cells through which rows of another tenant were reached. */
  public Map<Key, Cell> leaks() {
    Map<Key, Cell> leaks = new TreeMap<>();
    cells.forEach((key, cell) -> {
      if (cell.outcome() == Outcome.LEAK) {
        leaks.put(key, cell);
      }
    });
    return leaks;
  }

  /**
   * What leaks and did not before. An object that is new leaks newly.
   *
   * @param before the matrix of the schema before a migration
   */
  public List<Regression> regressions(Matrix before) {
    List<Regression> regressions = new ArrayList<>();
    leaks()
        .forEach((key, cell) -> {
          Cell was = before.cells.get(key);
          if (was == null || was.outcome() != Outcome.LEAK) {
            regressions.add(
                new Regression(key, was == null ? new Cell(Outcome.DENIED, "", "") : was, cell));
          }
        });
    return regressions;
  }

  /** How many attempts there were. */
  public int size() {
    return cells.size();
  }

  /** Joins attempts at the same cell: the worst counts. */
  public static Matrix of(Collection<Map.Entry<Key, Cell>> attempts) {
    Map<Key, Cell> cells = new TreeMap<>();
    for (Map.Entry<Key, Cell> attempt : attempts) {
      cells.merge(
          attempt.getKey(),
          attempt.getValue(),
          (known, next) -> next.outcome().compareTo(known.outcome()) > 0 ? next : known);
    }
    return new Matrix(cells);
  }
}
