package dev.veery.core.tenancy;

import dev.veery.core.lint.Severity;
import dev.veery.core.tenancy.TenancyFinding.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the isolation of tenants in one schema.
 *
 * @param tables that belong to tenants, partitions among them
 * @param roles of the application
 * @param tenants that the attack made up; empty where there was none
 * @param matrix what the attack gave; null where there was none
 * @param unproven tables that the attack could say nothing about, with the reason
 * @param findings worst first, without what the configuration accepts
 * @param accepted how many findings it accepts
 */
public record TenancyReport(
    int tables,
    List<String> roles,
    List<String> tenants,
    @Nullable Matrix matrix,
    Map<String, String> unproven,
    List<TenancyFinding> findings,
    int accepted) {

  public TenancyReport {
    roles = List.copyOf(roles);
    tenants = List.copyOf(tenants);
    unproven = new TreeMap<>(unproven);
    findings = findings.stream().sorted().toList();
  }

  /**
   * Joins what was found. What an attack has tried in vain is no finding of the schema any more:
   * whether a foreign key or a function leads to another tenant is then known.
   *
   * @param data findings in the rows of the target
   */
  public static TenancyReport of(
      TenancyModel model,
      List<String> tenants,
      @Nullable Matrix matrix,
      Map<String, String> unproven,
      List<TenancyFinding> data) {
    List<TenancyFinding> all = new ArrayList<>();
    for (TenancyFinding finding : CatalogCheck.check(model)) {
      if (matrix == null || !isDisproved(finding, matrix)) {
        all.add(finding);
      }
    }
    if (matrix != null) {
      all.addAll(LeakFindings.of(matrix.leaks()));
      unproven.forEach((table, why) ->
          all.add(
              new TenancyFinding(
                  "not-attacked",
                  Source.ATTACK,
                  Severity.WARNING,
                  table,
                  "nothing is proven for " + table + ": " + why,
                  "An attack needs rows of two tenants.",
                  "name tenants that its checks let through: examples in [tenancy]",
                  List.of())));
      if (isVacuous(matrix)) {
        all.add(
            new TenancyFinding(
                "nothing-visible",
                Source.ATTACK,
                Severity.ERROR,
                "tables",
                "no role sees rows of its own tenant in any table",
                "An attack by roles that see nothing proves nothing.",
                "is "
                    + model.settings().setting()
                    + " what the policies ask for? See setting and value in [tenancy]",
                List.of()));
      }
    }
    all.addAll(data);
    List<TenancyFinding> kept =
        all.stream().filter(f -> !CatalogCheck.isAccepted(model.settings(), f)).toList();
    return new TenancyReport(
        model.tenantTables().size(),
        model.applicationRoles(),
        tenants,
        matrix,
        unproven,
        kept,
        all.size() - kept.size());
  }

  private static boolean isVacuous(Matrix matrix) {
    return matrix.size() > 0
        && matrix.cells().entrySet().stream()
            .filter(entry -> entry.getKey().command() == Matrix.Command.SELECT)
            .noneMatch(entry ->
                entry.getValue().outcome() == Matrix.Outcome.OWN
                    || entry.getValue().outcome() == Matrix.Outcome.LEAK);
  }

  private static boolean isDisproved(TenancyFinding finding, Matrix matrix) {
    Matrix.Command command =
        switch (finding.code()) {
          case "fk-without-tenant" -> Matrix.Command.REFERENCE;
          case "definer-function" -> Matrix.Command.CALL;
          default -> null;
        };
    if (command == null) {
      return false;
    }
    boolean tried = false;
    for (Map.Entry<Matrix.Key, Matrix.Cell> entry : matrix.cells().entrySet()) {
      if (entry.getKey().object().equals(finding.object()) && entry.getKey().command() == command) {
        tried = true;
        if (entry.getValue().outcome() == Matrix.Outcome.LEAK
            || entry.getValue().outcome() == Matrix.Outcome.UNDECIDED) {
          return false;
        }
      }
    }
    return tried;
  }

  /** Whether there is a finding of this severity or a worse one. */
  public boolean reaches(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().compareTo(severity) >= 0);
  }

  /**
   * What was not there before.
   *
   * @param before the report on the schema before a migration
   */
  public List<TenancyFinding> regressions(TenancyReport before) {
    Set<String> known = new HashSet<>();
    before.findings.stream()
        .filter(finding -> finding.source() != Source.ATTACK)
        .forEach(finding -> known.add(finding.identity() + finding.message()));
    List<TenancyFinding> fresh = new ArrayList<>();
    for (TenancyFinding finding : findings) {
      if (finding.source() != Source.ATTACK
          && !known.contains(finding.identity() + finding.message())) {
        fresh.add(finding);
      }
    }
    if (matrix != null && before.matrix != null) {
      Map<Matrix.Key, Matrix.Cell> worse = new TreeMap<>();
      for (Matrix.Regression regression : matrix.regressions(before.matrix)) {
        worse.put(regression.key(), regression.after());
      }
      fresh.addAll(LeakFindings.of(worse));
    }
    return fresh.stream().sorted().toList();
  }
}
