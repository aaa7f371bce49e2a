package dev.veery.core.plan;

import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration.Kind;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One migration of a plan.
 *
 * @param version its identity
 * @param name as people call it
 * @param kind as the journal records it
 * @param direction which way
 * @param origin where it comes from
 * @param checksum over the tokens of its up script; empty where unknown
 * @param segments what is left to run; empty for a migration without statements
 * @param settings statements of segments before that set the session up ({@code SET …}) and must be
 *     said again in a new session
 * @param searchPath the list for {@code SET search_path}, or null where the session's holds
 * @param total steps of the whole script, those that are done included
 * @param resumed whether an earlier run has done some of it
 * @param downText how to take it back, for the journal; null where there is no way or for a down
 * @param rewritten the form in which it runs; null where it runs as it is written
 */
public record PlannedMigration(
    Version version,
    String name,
    Kind kind,
    Direction direction,
    Origin origin,
    String checksum,
    List<Segment> segments,
    List<Step> settings,
    @Nullable String searchPath,
    int total,
    boolean resumed,
    @Nullable String downText,
    @Nullable Rewritten rewritten) {

  /** One that runs as it is written. */
  public PlannedMigration(
      Version version,
      String name,
      Kind kind,
      Direction direction,
      Origin origin,
      String checksum,
      List<Segment> segments,
      List<Step> settings,
      @Nullable String searchPath,
      int total,
      boolean resumed,
      @Nullable String downText) {
    this(
        version,
        name,
        kind,
        direction,
        origin,
        checksum,
        segments,
        settings,
        searchPath,
        total,
        resumed,
        downText,
        null);
  }

  public PlannedMigration {
    Objects.requireNonNull(version);
    Objects.requireNonNull(direction);
    segments = List.copyOf(segments);
    settings = List.copyOf(settings);
  }

  /**
   * Where a migration comes from.
   *
   * @param path as shown to the user
   * @param rawHash SHA-256 of the bytes, in hex; empty where unknown
   * @param header what the author wrote about it; empty for a way back
   */
  public record Origin(String path, String rawHash, Migration.Header header) {
    static Origin of(Migration migration) {
      return new Origin(migration.path(), migration.rawHash(), migration.header());
    }
  }

  /** The same in another form. */
  PlannedMigration as(Rewritten form) {
    return new PlannedMigration(
        version,
        name,
        kind,
        direction,
        origin,
        checksum,
        segments,
        settings,
        searchPath,
        total,
        resumed,
        downText,
        form);
  }

  /** What it is made in when an up runs only its first half; null for all others. */
  public Halves.@Nullable Split split() {
    return rewritten == null ? null : rewritten.split();
  }

  /** Why it cannot be planned yet; null for all that can. */
  Halves.@Nullable Later later() {
    return rewritten != null && rewritten.halves() instanceof Halves.Later later ? later : null;
  }

  /** {@code 20260901121000_add_ticket_priority}: how messages name it. */
  public String label() {
    // The version of a repeatable one is its name already.
    return name.isEmpty() || kind == Kind.REPEATABLE ? version.text() : version.text() + "_" + name;
  }

  /** Steps that are left. */
  public int remaining() {
    int count = 0;
    for (Segment segment : segments) {
      count += segment.steps().size();
    }
    return count;
  }
}
