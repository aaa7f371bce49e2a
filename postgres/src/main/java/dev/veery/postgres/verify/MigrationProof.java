package dev.veery.postgres.verify;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Script;
import dev.veery.core.verify.Invariant;
import dev.veery.postgres.rehearse.proof.VerifyScript;
import dev.veery.postgres.run.RunProof;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proves the verify sections of migrations and what they promise to preserve. */
public final class MigrationProof implements RunProof {

  private final Map<Version, Claims> claims;
  private final String markColumn;
  private final boolean ofSecondHalf;
  private final Map<Directive, @Nullable String> before = new HashMap<>();
  private final Map<Directive, String> markedBefore = new HashMap<>();

  /**
   * What a migration claims.
   *
   * @param preserved its directives of that name, checked
   * @param verify its verify section, or null
   */
  public record Claims(List<Directive> preserved, @Nullable Script verify) {
    public Claims {
      preserved = List.copyOf(preserved);
    }
  }

  /**
   * @param claims of those migrations that have any
   * @param markColumn the column that marks rows as deleted; empty where none does
   */
  public MigrationProof(Map<Version, Claims> claims, String markColumn) {
    this(claims, markColumn, false);
  }

  private MigrationProof(Map<Version, Claims> claims, String markColumn, boolean ofSecondHalf) {
    this.claims = Map.copyOf(claims);
    this.markColumn = markColumn;
    this.ofSecondHalf = ofSecondHalf;
  }

  /** What a migration claims when only the new is left of it. */
  public static MigrationProof ofSecondHalf(Version version, Script verify) {
    return new MigrationProof(Map.of(version, new Claims(List.of(), verify)), "", true);
  }

  private @Nullable Claims of(PlannedMigration migration) {
    // Of a first half nothing is claimed: the old is still beside the new.
    boolean whole = migration.direction() == Direction.UP && migration.split() == null;
    return whole ? claims.get(migration.version()) : null;
  }

  @Override
  public boolean wanted(PlannedMigration migration) {
    return of(migration) != null;
  }

  @Override
  public boolean takesValues(PlannedMigration migration) {
    Claims claimed = of(migration);
    return claimed != null && !claimed.preserved().isEmpty();
  }

  @Override
  public void before(PlannedMigration migration, Session session) throws SQLException {
    Claims claimed = of(migration);
    if (claimed == null || migration.resumed()) {
      // What an interrupted run found before it began went with it.
      return;
    }
    for (Directive directive : claimed.preserved()) {
      Invariant invariant = invariant(directive);
      before.put(directive, value(session, invariant.before(), directive, "before"));
      Invariant.OfDeleted deleted = ofDeleted(invariant);
      if (deleted != null && session.value(deleted.canBefore()) != null) {
        String marked = value(session, deleted.marked().before(), directive, "before");
        markedBefore.put(directive, shown(marked));
      }
    }
  }

  @Override
  public void after(PlannedMigration migration, Session session, boolean inside)
      throws SQLException {
    Claims claimed = of(migration);
    if (claimed == null) {
      return;
    }
    List<Problem> problems = new ArrayList<>();
    for (Directive directive : claimed.preserved()) {
      if (!before.containsKey(directive)) {
        continue;
      }
      Invariant invariant = invariant(directive);
      String was = before.get(directive);
      String is = value(session, invariant.after(), directive, "after");
      if (!Invariant.same(was, is)) {
        problems.add(broken(invariant, shown(was), shown(is), directive, way(migration, inside)));
      }
      String markedWas = markedBefore.get(directive);
      Invariant.OfDeleted deleted = ofDeleted(invariant);
      if (markedWas != null && deleted != null && session.value(deleted.canAfter()) != null) {
        String marked = shown(value(session, deleted.marked().after(), directive, "after"));
        if (!Invariant.same(markedWas, marked)) {
          problems.add(
              broken(deleted.marked(), markedWas, marked, directive, way(migration, inside)));
        }
      }
    }
    if (claimed.verify() != null) {
      Optional<Problem> failed =
          inside
              ? VerifyScript.within(session, claimed.verify())
              : VerifyScript.run(session, claimed.verify());
      failed.ifPresent(problem ->
          problems.add(
              new Problem(
                  problem.code(), problem.message(), problem.position(), way(migration, inside))));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(together(problems));
    }
  }

  private Invariant.@Nullable OfDeleted ofDeleted(Invariant invariant) {
    return markColumn.isEmpty() ? null : invariant.ofDeleted(markColumn);
  }

  private static Problem broken(
      Invariant invariant, String was, String is, Directive directive, String way) {
    return new Problem(
        ErrorCode.INVARIANT_BROKEN,
        "it does not preserve " + invariant.text() + ": " + was + " before, " + is + " after",
        directive.position(),
        way);
  }

  /** As one: a run ends with one reason. */
  private static Problem together(List<Problem> problems) {
    Problem first = problems.getFirst();
    List<String> messages = new ArrayList<>();
    problems.forEach(problem -> messages.add(problem.message()));
    return new Problem(first.code(), String.join("; ", messages), first.position(), first.remedy());
  }

  private static String shown(@Nullable String value) {
    return value == null ? "null" : value;
  }

  private static Invariant invariant(Directive directive) {
    return Objects.requireNonNull(Invariant.parse(directive.value()), directive.value());
  }

  private String way(PlannedMigration migration, boolean inside) {
    if (ofSecondHalf) {
      return (inside ? "the old is still there; " : "")
          + "mend the rows and run veery contract again, or go back with veery abort "
          + migration.version();
    }
    if (inside) {
      return migration.segments().size() > 1 || migration.resumed()
          ? "its last transaction is rolled back, the ones before it stay; mend it and run veery up again, or"
              + " take it back with veery down --name "
              + migration.version()
          : "nothing of it was kept; mend the migration or the rows, and run veery up again";
    }
    return "what it did stays, as it does not end in a transaction; veery down --name "
        + migration.version()
        + " takes it back, and veery test says how exactly";
  }

  private static @Nullable String value(
      Session session, String query, Directive directive, String when) throws SQLException {
    try {
      return session.value(query);
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      if (error.connectionIsGone()) {
        throw e;
      }
      throw new VeeryException(
          new Problem(
              ErrorCode.INVARIANT_UNREADABLE,
              "preserve "
                  + directive.value()
                  + " cannot be read "
                  + when
                  + " the migration: "
                  + error.message(),
              directive.position(),
              when.equals("after")
                  ? "where the migration renames it, say so: preserve "
                      + directive.value()
                      + " becomes …"
                  : ""),
          e);
    }
  }
}
