package dev.veery.engine.fleet;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.expand.BreakingForm;
import dev.veery.core.plan.Rewriting;
import dev.veery.engine.config.BreakingMode;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.journal.Journal;
import dev.veery.postgres.online.OnlineRewriting;
import dev.veery.postgres.session.Session;

/**
 * Online forms in a fleet. A tenant that is a database has a plan and a journal of its own, and so
 * its own forms. Tenants that are schemas share one plan for each state, while a form follows from
 * what one schema holds and is kept for one run of it: there the forms stand in the files.
 */
final class FleetOnline {

  private FleetOnline() {}

  /**
   * The forms for one tenant's database. A change in two halves waits for people, and in each of
   * many databases for itself: here it is refused.
   */
  static Rewriting of(Config config, Session session) {
    return new OnlineRewriting(
        session,
        new Journal(session, config.journalSchema()),
        config.journalSchema(),
        config.online(),
        BreakingMode.of(config) == BreakingForm.Mode.AS_WRITTEN
            ? BreakingForm.Wishes.NONE
            : BreakingForm.Wishes.refusing(
                "make it in two halves in one tenant's database after the other: veery expand %s"
                    + " --url …, and veery contract when no old application is left"));
  }

  /**
   * Refuses what tenants that are schemas cannot have.
   *
   * @throws VeeryException when online forms are asked for
   */
  static void refuse(Config config) {
    if (config.values().flag(ConfigKey.ONLINE)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "tenants that are schemas share one plan, and online forms are made for one database",
              "write the forms into the files, which a fleet runs as they are: veery lint --fix FILE;"
                  + " then veery fleet up --online=false"));
    }
  }
}
