package dev.veery.core.lint;

import dev.veery.core.VeeryException.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the linter found.
 *
 * @param migrations those that were asked for, in order, also those without findings
 * @param problems files that cannot be read or understood
 * @param statements how many were looked at, those that only tell the schema included
 */
public record LintReport(List<MigrationReport> migrations, List<Problem> problems, int statements) {

  public LintReport {
    migrations = List.copyOf(migrations);
    problems = List.copyOf(problems);
  }

  /**
   * One migration.
   *
   * @param label how messages name it
   * @param path of its file
   * @param findings in the order of the file, accepted ones included
   */
  public record MigrationReport(String label, String path, List<Finding> findings) {
    public MigrationReport {
      findings = List.copyOf(findings);
    }

    /** Its class. That a finding is accepted does not make it harmless: it counts all the same. */
    public Risk risk() {
      Risk risk = Risk.SAFE;
      for (Finding finding : reasons()) {
        if (finding.severalSteps()) {
          return Risk.SEVERAL_STEPS;
        }
        risk = Risk.RISKY;
      }
      return risk;
    }

    /** The findings that decide its class: those about what running it does. */
    public List<Finding> reasons() {
      return findings.stream()
          .filter(f -> f.severity() != Severity.NOTE && !f.down())
          .filter(f ->
              switch (Family.of(f.code())) {
                case LOCKS, DATA_LOSS, COMPATIBILITY, CORRECTNESS -> true;
                case DESIGN, SECURITY, SOFT_DELETE -> false;
              })
          .toList();
    }
  }

  /** Every finding, in order. */
  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    migrations.forEach(m -> all.addAll(m.findings()));
    return all;
  }

  /** How many findings nobody has accepted, by severity; without those that have none. */
  public Map<Severity, Integer> counts() {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (Finding finding : findings()) {
      if (finding.counts()) {
        counts.merge(finding.severity(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /** Whether a finding of this severity or a worse one is left. */
  public boolean reaches(Severity severity) {
    return counts().keySet().stream().anyMatch(s -> s.compareTo(severity) >= 0);
  }
}
