package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.TableStatement.AlterTable;

/** A rule about subcommands of ALTER TABLE on tables that others use. */
abstract class AlterTableRule extends Rule {

  AlterTableRule(About about) {
    super(about);
  }

  @Override
  public final void statement(Site at) {
    if (at.sql() instanceof AlterTable alter
        && alter.type() == ObjectType.TABLE
        && !at.isNew(alter.name())
        && at.schema().tableOfIndex(alter.name()) == null) {
      for (int i = 0; i < alter.actions().size(); i++) {
        action(at, new AlterText(at, alter, i), alter.actions().get(i));
      }
    }
  }

  /**
   * Looks at a subcommand.
   *
   * @param alter the statement that it is part of
   */
  abstract void action(Site at, AlterText alter, AlterAction action);
}
