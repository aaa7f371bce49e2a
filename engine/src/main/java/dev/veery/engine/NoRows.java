package dev.veery.engine;

import dev.veery.core.lint.Finding;
import dev.veery.core.lint.Remedy;
import dev.veery.core.rehearse.Effect;
import dev.veery.core.rehearse.HeldLock;
import dev.veery.core.rehearse.RehearsalCode;
import dev.veery.core.rehearse.TracedMigration;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.rehearse.TracedStatement;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.SourcePosition;
import dev.veery.postgres.rehearse.rows.FillReport.Filled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says of each table without rows that nobody knows what a migration does to its rows. */
final class NoRows {

  private final Map<String, Filled> empty = new HashMap<>();

  NoRows(List<Filled> tables) {
    for (Filled table : tables) {
      if (table.rows() == 0) {
        empty.put(table.table(), table);
      }
    }
  }

  /** One finding for each such table that a migration touches, at its first statement to do so. */
  List<Finding> findings(TracedMigration migration) {
    List<Finding> findings = new ArrayList<>();
    Set<String> told = new LinkedHashSet<>();
    for (TracedStatement statement : migration.statements()) {
      List<TracedObject> objects = new ArrayList<>();
      statement.locks().stream().map(HeldLock::object).forEach(objects::add);
      for (Effect effect : statement.effects()) {
        objects.add(effect.object());
        // Rows that the migrations themselves have made are rows, too.
        boolean hasRows =
            effect instanceof Effect.Changed
                || effect instanceof Effect.Scanned scanned && scanned.rows() > 0;
        if (hasRows) {
          told.add(Identifiers.qualify(effect.object().schema(), effect.object().name()));
        }
      }
      for (TracedObject object : objects) {
        Filled table = empty.get(Identifiers.qualify(object.schema(), object.name()));
        if (table != null && told.add(table.table())) {
          findings.add(finding(migration, statement, table));
        }
      }
    }
    return findings;
  }

  private static Finding finding(
      TracedMigration migration, TracedStatement statement, Filled table) {
    SourcePosition position =
        statement.position() == null
            ? SourcePosition.startOf(migration.path())
            : statement.position();
    return new Finding(
        RehearsalCode.NO_ROWS.code(),
        RehearsalCode.NO_ROWS.severity(),
        migration.label(),
        false,
        position,
        position,
        table.table()
            + " had no rows in the rehearsal"
            + (table.note().isEmpty() ? "" : ": " + table.note()),
        "Whether the statement fails on rows of it is not known.",
        Remedy.NONE,
        statement.hash(),
        false,
        null);
  }
}
