package dev.veery.engine.fleet;

import dev.veery.core.VeeryException;
import dev.veery.engine.fleet.FleetStatus.Unreachable;
import dev.veery.postgres.fleet.Fingerprints.Seen;
import dev.veery.postgres.fleet.FleetPast.Kept;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** How databases that are tenants differ from what they should be. */
final class DatabaseDrift {

  private DatabaseDrift() {}

  /**
   * Looks at all of them.
   *
   * @param places databases by the names of tenants
   * @param kept what they were behind their last run
   */
  static FleetDrift read(
      DatabaseFleet databases, Map<String, String> places, Map<String, Kept> kept)
      throws SQLException {
    DatabaseTenants.Setup setup = databases.setup();
    Map<String, Seen> seen = new ConcurrentSkipListMap<>();
    Map<String, Unreachable> lost = new ConcurrentSkipListMap<>();
    databases.each(
        places,
        (name, place) -> {
          try {
            var now = DatabaseTenants.likeness(setup, place);
            Kept before = kept.get(name);
            String then =
                before == null || before.state() != now.state() ? "" : before.fingerprint();
            seen.put(name, new Seen(name, place, now.state(), then, now.fingerprint()));
          } catch (VeeryException e) {
            lost.put(name, new Unreachable(name, e.problems().getFirst()));
          } catch (SQLException e) {
            lost.put(
                name,
                new Unreachable(
                    name, SqlStates.unexpected(e, "looking at " + place).problems().getFirst()));
          }
        });
    Map<String, Map<String, String>> objects = new TreeMap<>();
    List<Seen> all = new ArrayList<>(seen.values());
    return FleetDrift.of(
        all,
        place -> {
          Map<String, String> known = objects.get(place);
          if (known == null) {
            known = DatabaseTenants.objects(setup, place);
            objects.put(place, known);
          }
          return known;
        },
        List.copyOf(lost.values()));
  }
}
