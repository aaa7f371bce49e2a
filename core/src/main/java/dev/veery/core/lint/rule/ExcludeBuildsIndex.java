package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import java.util.List;

/** ADD … EXCLUDE, which has no gentle way. */
final class ExcludeBuildsIndex extends AlterTableRule {

  ExcludeBuildsIndex() {
    super(
        About.warning("lock-exclude-constraint")
            .title("an exclusion constraint builds its index while reads and writes wait")
            .explain(
                """
                `ADD CONSTRAINT … EXCLUDE` builds its index under an `ACCESS EXCLUSIVE` lock. There is
                neither a `NOT VALID` nor a `USING INDEX` for it, so on a large table the wait cannot be
                avoided. Add it while the table is small, or fill a new table that has the constraint
                and swap the names.\
                """)
            .manual("sql-createtable.html#SQL-CREATETABLE-EXCLUDE")
            .example(
                Example.of(
                        """
                        ALTER TABLE orders
                          ADD CONSTRAINT orders_note_excl EXCLUDE USING btree (note WITH =);
                        """,
                        """
                        CREATE TABLE slots (
                          room int,
                          CONSTRAINT slots_room_excl EXCLUDE USING btree (room WITH =)
                        );
                        """)
                    .otherSchema()
                    .proves(Proof.locks("orders", LockMode.ACCESS_EXCLUSIVE))
                    .proves(Proof.scans("orders")))
            .build());
  }

  @Override
  void action(Site at, AlterText alter, AlterAction action) {
    if (action instanceof AlterAction.AddConstraint add
        && add.constraint() instanceof Constraint.Exclude exclude) {
      at.report(
          this,
          exclude.span(),
          "the exclusion constraint builds its index on "
              + alter.table()
              + " under ACCESS EXCLUSIVE",
          "Every read and every write of "
              + alter.table()
              + " waits until the whole table is read and the index is written. There is no gentler"
              + " way on a table that is in use.",
          Remedy.elsewhere(
              String.join("\n", Texts.beside(alter.table(), alter.name(), "")),
              "ALTER TABLE "
                  + Texts.name(alter.table().name(), List.of(), "new")
                  + " "
                  + alter.text()
                  + ";"));
    }
  }
}
