package dev.veery.core.expand;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.ScriptItem;

/** What is sent in the place of a statement; its record stays that of the statement. */
@FunctionalInterface
public interface Rewriting {

  /** Statements go out as they are written. */
  Rewriting NONE = (migration, statement) -> statement.text();

  /** One statement, which runs in the same transaction. */
  String of(PlannedMigration migration, ScriptItem.Statement statement);
}
