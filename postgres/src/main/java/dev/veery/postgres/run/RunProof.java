package dev.veery.postgres.run;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;

/**
 * What has to hold of a migration when it is done: taken before, and looked at in its last
 * transaction, before that commits, so that one which does not hold has not happened. Where a
 * migration does not end in a transaction, it is looked at afterwards and reported.
 */
public interface RunProof {

  /** Asks for nothing. */
  RunProof NONE =
      new RunProof() {
        @Override
        public boolean wanted(PlannedMigration migration) {
          return false;
        }

        @Override
        public boolean takesValues(PlannedMigration migration) {
          return false;
        }

        @Override
        public void before(PlannedMigration migration, Session session) {}

        @Override
        public void after(PlannedMigration migration, Session session, boolean inside) {}
      };

  /** Whether there is anything to look at. */
  boolean wanted(PlannedMigration migration);

  /**
   * Whether values are compared with those before: then one transaction should see one snapshot.
   */
  boolean takesValues(PlannedMigration migration);

  /**
   * Nothing of the migration has run. Called again when its transaction is tried again.
   *
   * @throws dev.veery.core.VeeryException when what is to be compared cannot be read
   */
  void before(PlannedMigration migration, Session session) throws SQLException;

  /**
   * All of it has run.
   *
   * @param inside whether its last transaction is still open, and is rolled back when this throws
   * @throws dev.veery.core.VeeryException for what does not hold
   */
  void after(PlannedMigration migration, Session session, boolean inside) throws SQLException;
}
