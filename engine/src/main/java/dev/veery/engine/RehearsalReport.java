package dev.veery.engine;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Finding;
import dev.veery.core.lint.Severity;
import dev.veery.core.rehearse.Compatibility;
import dev.veery.core.rehearse.RehearsedMigration;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.rehearse.Speeds;
import dev.veery.postgres.rehearse.rows.FillReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal found out.
 *
 * @param target the database that it was about, without secrets
 * @param targetVersion of its server
 * @param scratch where it was rehearsed
 * @param scratchVersion of that server
 * @param origin what the scratch database was made from, as a phrase
 * @param rows that were made for it; null where the tables were empty
 * @param began when
 * @param duration of all of it
 * @param budget how long readers and writers may be kept waiting
 * @param speeds of the scratch server; null where no forecast needed them
 * @param migrations those that were reached, in order
 * @param compatibility of the queries that the configuration names; null where it names none, or
 *     nothing can be said as a migration failed
 * @param schema before and after; null where nobody asked for it, a migration failed, or there was
 *     nothing to run
 * @param notReached labels of those behind a failure
 * @param failure why it stopped; null when it did not
 */
public record RehearsalReport(
    String target,
    String targetVersion,
    String scratch,
    String scratchVersion,
    String origin,
    @Nullable FillReport rows,
    Instant began,
    Duration duration,
    Duration budget,
    @Nullable Speeds speeds,
    List<RehearsedMigration> migrations,
    @Nullable Compatibility compatibility,
    @Nullable RehearsedSchema schema,
    List<String> notReached,
    @Nullable Problem failure) {

  public RehearsalReport {
    Objects.requireNonNull(began);
    Objects.requireNonNull(duration);
    Objects.requireNonNull(budget);
    migrations = List.copyOf(migrations);
    notReached = List.copyOf(notReached);
  }

  /** Every finding, in order. */
  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    migrations.forEach(m -> all.addAll(m.findings()));
    return all;
  }

  /** Whether there is a finding of this severity or a worse one. */
  public boolean reaches(Severity severity) {
    return findings().stream().anyMatch(f -> f.severity().compareTo(severity) >= 0);
  }
}
