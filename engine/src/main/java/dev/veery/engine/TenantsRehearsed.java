package dev.veery.engine;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Severity;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.RehearsalCode;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancySettings;
import dev.veery.postgres.rehearse.ScratchState;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan would open between tenants, as findings of the migration that last touched what leaks
 * then.
 */
final class TenantsRehearsed {

  private TenantsRehearsed() {}

  /** The same migrations with these findings; as they are where {@code [tenancy]} is not there. */
  static List<RehearsedMigration> with(
      List<RehearsedMigration> migrations,
      Veery target,
      ScratchState state,
      RehearsalOptions options) {
    if (migrations.isEmpty() || !TenancyCheck.isConfigured(target.config())) {
      return migrations;
    }
    TenancySettings settings = TenancyCheck.settings(target.config());
    List<RehearsedMigration> told = new ArrayList<>(migrations);
    for (TenancyFinding worse :
        TenancyGate.worse(target, state, options.target(), options.planning(), settings)) {
      if (worse.severity() != Severity.NOTE) {
        add(told, worse);
      }
    }
    return told;
  }

  private static void add(List<RehearsedMigration> migrations, TenancyFinding worse) {
    int last = migrations.size() - 1;
    TracedStatement touches = null;
    for (int i = migrations.size() - 1; i >= 0 && touches == null; i--) {
      for (TracedStatement statement : migrations.get(i).trace().statements()) {
        boolean names =
            statement.locks().stream()
                .map(HeldLock::object)
                .anyMatch(object ->
                    Identifiers.qualify(object.schema(), object.name()).equals(worse.object()));
        if (names) {
          touches = statement;
          last = i;
        }
      }
    }
    RehearsedMigration migration = migrations.get(last);
    SourcePosition position =
        touches == null || touches.position() == null
            ? SourcePosition.startOf(migration.trace().path())
            : touches.position();
    List<Finding> findings = new ArrayList<>(migration.findings());
    findings.add(
        new Finding(
            RehearsalCode.TENANT_LEAK.code(),
            worse.severity(),
            migration.trace().label(),
            false,
            position,
            position,
            worse.message(),
            worse.effect(),
            worse.remedy().isEmpty() && !worse.proofs().isEmpty()
                ? Remedy.elsewhere(worse.proofs().getFirst().split("\n"))
                : Remedy.elsewhere(worse.remedy().split("\n")),
            touches == null ? "" : touches.hash(),
            false,
            null));
    migrations.set(
        last,
        new RehearsedMigration(
            migration.trace(),
            migration.lint(),
            migration.forecasts(),
            migration.locks(),
            migration.targets(),
            migration.wayBack(),
            findings));
  }
}
