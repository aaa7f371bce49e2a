package dev.veery.engine;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Script;
import dev.veery.postgres.run.RunProof;
import dev.veery.postgres.verify.MigrationProof;
import dev.veery.postgres.verify.MigrationProof.Claims;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what the migrations of a plan claim about themselves. */
final class Proofs {

  private Proofs() {}

  /**
   * @param markColumn the column that marks rows as deleted; empty where none does
   */
  static RunProof of(Plan plan, MigrationGraph graph, String markColumn) {
    Map<Version, Claims> claims = new HashMap<>();
    for (PlannedMigration planned : plan.migrations()) {
      Migration migration =
          planned.direction() == Direction.UP ? graph.find(planned.version()) : null;
      if (migration != null && migration.body() instanceof Migration.Body.Sql sql) {
        Claims claimed = of(sql.scripts().get());
        if (claimed.verify() != null || !claimed.preserved().isEmpty()) {
          claims.put(planned.version(), claimed);
        }
      }
    }
    return claims.isEmpty() ? RunProof.NONE : new MigrationProof(claims, markColumn);
  }

  /**
   * The verify part of one migration: of a first half nothing is claimed, so the second one is held
   * to it. Nothing is compared with the time before, of which that knows nothing.
   */
  static RunProof verifying(Migration migration) {
    if (!(migration.body() instanceof Migration.Body.Sql sql)) {
      return RunProof.NONE;
    }
    Script verify = of(sql.scripts().get()).verify();
    return verify == null
        ? RunProof.NONE
        : MigrationProof.ofSecondHalf(migration.version(), verify);
  }

  private static Claims of(Migration.Scripts scripts) {
    List<Directive> preserved = new ArrayList<>();
    for (Directive directive : scripts.sections().up().directives().all()) {
      if (directive.key().equals(DirectiveKey.PRESERVE.word())) {
        preserved.add(directive);
      }
    }
    Script verify = scripts.verify();
    return new Claims(preserved, verify == null || verify.items().isEmpty() ? null : verify);
  }
}
