package dev.veery.core.tenancy;

import dev.veery.core.lint.Severity;
import java.util.List;
import java.util.Objects;

/**
 * A hole in the wall between tenants, or what may become one.
 *
 * @param code what kind of hole, such as {@code rls-off}
 * @param source how it was found
 * @param object what it is about, as SQL, such as {@code public.docs}
 * @param message names the object; one sentence, no trailing full stop
 * @param effect what that means
 * @param remedy SQL or a sentence; empty where there is nothing to advise
 * @param proofs the exact statements that went through, or examples of rows
 */
public record TenancyFinding(
    String code,
    Source source,
    Severity severity,
    String object,
    String message,
    String effect,
    String remedy,
    List<String> proofs)
    implements Comparable<TenancyFinding> {

  /** How something was found. */
  public enum Source {
    CATALOG("schema"),
    ATTACK("attack"),
    DATA("data");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    /** For people and for JSON. */
    public String word() {
      return word;
    }
  }

  public TenancyFinding {
    Objects.requireNonNull(message);
    proofs = List.copyOf(proofs);
  }

  /** What makes it the same finding before and after a migration. */
  public String identity() {
    return code + ':' + object;
  }

  /** Worst first, then by object. */
  @Override
  public int compareTo(TenancyFinding other) {
    int bySeverity = other.severity.compareTo(severity);
    if (bySeverity != 0) {
      return bySeverity;
    }
    int byObject = object.compareTo(other.object);
    return byObject != 0 ? byObject : code.compareTo(other.code);
  }
}
