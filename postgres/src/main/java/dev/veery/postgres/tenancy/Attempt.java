package dev.veery.postgres.tenancy;

import dev.veery.core.tenancy.Matrix;
import java.util.List;

/**
 * One thing to try.
 *
 * @param key the cell of the matrix that it is about
 * @param login who is connected
 * @param role who that turns into; empty for nobody else
 * @param situation what the session says about its tenant
 * @param prepare what a superuser does before, such as making room for a row; empty for nothing
 * @param warm what the role does before, with the situation's earlier setting
 * @param digest a query that tells whether rows of other tenants have changed; empty where that
 *     does not matter
 * @param statement what is tried
 * @param expect when it is a leak
 */
record Attempt(
    Matrix.Key key,
    String login,
    String role,
    Situation situation,
    String prepare,
    List<String> warm,
    String digest,
    String statement,
    Expect expect) {

  Attempt {
    warm = List.copyOf(warm);
  }

  /** When an attempt that went through, or did not, is a leak. */
  sealed interface Expect {

    /**
     * It counts rows, and there are more than these.
     *
     * @param allowed how many are the session's own
     */
    record NoMoreThan(long allowed) implements Expect {}

    /** It counts the session's own rows; never a leak. */
    record OwnRows() implements Expect {}

    /**
     * It changes rows of another tenant.
     *
     * @param constraintTells whether a constraint that refuses it is proof that the policies had
     *     let it through
     */
    record Unchanged(boolean constraintTells) implements Expect {}

    /** It goes through at all. */
    record Refused() implements Expect {}

    /**
     * A unique key refuses it.
     *
     * @param key its name
     */
    record NoConflict(String key) implements Expect {}

    /**
     * Its answer is another one where there are no other tenants.
     *
     * @param answers whether it gives one at all; a procedure has effects only
     * @param shown how a person would write it
     */
    record SameAnswer(boolean answers, String shown) implements Expect {}

    /** The probe has seen a row before it was hidden. */
    record NothingSeen() implements Expect {}
  }
}
