package dev.veery.engine.fleet;

import dev.veery.postgres.fleet.Fingerprints;
import dev.veery.postgres.fleet.Fingerprints.Seen;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How the schemas of tenants differ from what they should be.
 *
 * @param compared how many were looked at
 * @param tenants those that differ, in the order of their names
 * @param unreachable those that could not be looked at
 */
public record FleetDrift(
    int compared, List<Tenant> tenants, List<FleetStatus.Unreachable> unreachable) {

  /** In so many the differences are told one by one; the others are only named. */
  private static final int TOLD = 10;

  public FleetDrift {
    tenants = List.copyOf(tenants);
    unreachable = List.copyOf(unreachable);
  }

  /**
   * A tenant that differs.
   *
   * @param changed whether it was as it should be behind its last run
   * @param reference the tenant that it is held against; empty for none
   * @param differences what differs, a line for each object; empty where it was not looked at
   */
  public record Tenant(String name, boolean changed, String reference, List<String> differences) {
    public Tenant {
      differences = List.copyOf(differences);
    }
  }

  static FleetDrift read(Session session, FleetQueue queue) throws SQLException {
    Fingerprints fingerprints = new Fingerprints(session);
    return of(fingerprints.now(queue.schema()), fingerprints::objects, List.of());
  }

  /** Reads the objects of a place with their definitions. */
  @FunctionalInterface
  interface Objects {
    Map<String, String> of(String place) throws SQLException;
  }

  /**
   * Compares what was seen.
   *
   * @param objects asked for some of those that differ
   */
  static FleetDrift of(List<Seen> all, Objects objects, List<FleetStatus.Unreachable> unreachable)
      throws SQLException {
    Map<Long, Map<String, List<Seen>>> alike = new HashMap<>();
    for (Seen seen : all) {
      alike
          .computeIfAbsent(seen.state(), s -> new HashMap<>())
          .computeIfAbsent(seen.now(), s -> new ArrayList<>())
          .add(seen);
    }
    List<Tenant> tenants = new ArrayList<>();
    for (Seen seen : all) {
      Map<String, List<Seen>> same = java.util.Objects.requireNonNull(alike.get(seen.state()));
      Seen reference = most(same);
      boolean changed = !seen.kept().isEmpty() && !seen.kept().equals(seen.now());
      boolean odd = !reference.now().equals(seen.now());
      if (changed || odd) {
        List<String> differences =
            odd && tenants.size() < TOLD ? differences(objects, reference, seen) : List.of();
        tenants.add(new Tenant(seen.name(), changed, odd ? reference.name() : "", differences));
      }
    }
    return new FleetDrift(all.size(), tenants, unreachable);
  }

  /** One of those that are as most are; with a tie, of those that are as they were. */
  private static Seen most(Map<String, List<Seen>> same) {
    List<Seen> found = List.of();
    for (List<Seen> group : same.values()) {
      int bySize = Integer.compare(group.size(), found.size());
      if (bySize > 0 || (bySize == 0 && unchanged(group) > unchanged(found))) {
        found = group;
      }
    }
    return found.getFirst();
  }

  private static long unchanged(List<Seen> group) {
    return group.stream().filter(seen -> seen.kept().equals(seen.now())).count();
  }

  private static List<String> differences(Objects objects, Seen reference, Seen seen)
      throws SQLException {
    Map<String, String> expected = objects.of(reference.place());
    Map<String, String> actual = objects.of(seen.place());
    List<String> lines = new ArrayList<>();
    var names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      String there = expected.get(name);
      String here = actual.get(name);
      if (there == null) {
        lines.add(name + " is only here");
      } else if (here == null) {
        lines.add(name + " is missing");
      } else if (!there.equals(here)) {
        lines.add(name + " is " + here + ", there " + there);
      }
    }
    return lines;
  }
}
