package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.lint.Severity;
import dev.veery.core.tenancy.TenancyFinding;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenancyReport;
import dev.veery.core.tenancy.TenancySettings;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.postgres.inspect.InspectOptions;
import dev.veery.postgres.inspect.Inspector;
import dev.veery.postgres.rehearse.ScratchState;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import dev.veery.postgres.tenancy.Attack;
import dev.veery.postgres.tenancy.DataCheck;
import dev.veery.postgres.tenancy.RoleReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the tenants of a project's database are kept apart: what the schema says, what an attack
 * on a scratch database gives, what the rows are. The target is only read.
 */
public final class TenancyCheck {

  /** Tables beyond this are passed over where nobody waits for the answer but a deployment. */
  private static final long LARGEST_AT_THE_GATE = 256L << 20;

  private final Veery target;
  private final TenancySettings settings;

  TenancyCheck(Veery target) {
    this.target = target;
    this.settings = settings(target.config());
  }

  /**
   * How to check.
   *
   * @param attack on a scratch database
   * @param data of the target
   */
  public record Options(boolean attack, boolean data) {}

  /** Whether {@code [tenancy]} says anything. */
  public static boolean isConfigured(Config config) {
    return !config.values().table(ConfigKey.TENANCY).isEmpty();
  }

  /**
   * What {@code [tenancy]} says.
   *
   * @throws VeeryException with everything in it that is not understood
   */
  public static TenancySettings settings(Config config) {
    Map<String, String> table = config.values().table(ConfigKey.TENANCY);
    if (table.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.TENANCY_UNCONFIGURED,
              "the configuration does not say how tenants are told apart",
              "add [tenancy] with column = \"tenant_id\" and setting = \"app.tenant_id\""));
    }
    List<String> wrong = new ArrayList<>();
    TenancySettings settings = TenancySettings.read(table, wrong);
    if (!wrong.isEmpty()) {
      throw new VeeryException(
          wrong.stream().map(w -> new Problem(ErrorCode.CONFIG_MALFORMED, w, "")).toList());
    }
    return settings;
  }

  /**
   * Checks the database of the project as it is now.
   *
   * @throws VeeryException when it cannot be read, or there is no scratch server for the attack
   */
  public TenancyReport verify(Options options) {
    TenancyModel model = model();
    Map<String, String> unproven = new TreeMap<>();
    List<TenancyFinding> data = new ArrayList<>();
    if (options.data()) {
      data.addAll(data(model, 0));
    }
    if (!options.attack()) {
      return TenancyReport.of(model, List.of(), null, unproven, data);
    }
    try (ScratchState state =
        target.scratch(new ScratchOptions(ScratchOptions.From.TARGET, null, null))) {
      Attack.Result result = attack(state, state.fresh("tenancy"), settings);
      return TenancyReport.of(model, result.tenants(), result.matrix(), result.unproven(), data);
    }
  }

  private TenancyModel model() {
    Catalog catalog = target.catalog();
    try {
      return new TenancyModel(catalog, settings, RoleReader.read(target.session()));
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading roles");
    }
  }

  /** What the schema and the smaller tables of the target say; for a gate. */
  TenancyReport atTheGate() {
    TenancyModel model = model();
    return TenancyReport.of(model, List.of(), null, Map.of(), data(model, LARGEST_AT_THE_GATE));
  }

  private List<TenancyFinding> data(TenancyModel model, long largest) {
    DataCheck.Result result = DataCheck.check(target.session(), model, largest);
    List<TenancyFinding> findings = new ArrayList<>(result.findings());
    result
        .skipped()
        .forEach((table, why) ->
            findings.add(
                new TenancyFinding(
                    "rows-not-read",
                    TenancyFinding.Source.DATA,
                    Severity.NOTE,
                    table,
                    "the rows of " + table + " were not looked at: " + why,
                    "Whether they are all of known tenants is not known.",
                    largest > 0
                        ? "veery tenancy verify looks at them"
                        : "connect as a role that may read it and for which policies do not hold",
                    List.of())));
    return findings;
  }

  /**
   * Attacks a database of a scratch server, and drops it.
   *
   * @param database with the schema and without rows
   */
  static TenancyReport onScratch(ScratchState state, String database, TenancySettings settings) {
    TenancyModel[] model = new TenancyModel[1];
    Attack.Result result = attack(state, database, settings, model);
    return TenancyReport.of(
        model[0], result.tenants(), result.matrix(), result.unproven(), List.of());
  }

  private static Attack.Result attack(
      ScratchState state, String database, TenancySettings settings) {
    return attack(state, database, settings, new TenancyModel[1]);
  }

  private static Attack.Result attack(
      ScratchState state, String database, TenancySettings settings, TenancyModel[] read) {
    try (Session session = state.connectAsMaker(database)) {
      if (!"on".equals(session.value("SELECT current_setting('is_superuser')"))) {
        throw new VeeryException(
            new Problem(
                ErrorCode.TENANCY_UNPROVEN,
                "the role on the scratch server is no superuser and cannot take the application's"
                    + " place",
                "name a scratch server with a superuser, or leave --scratch away"));
      }
      Catalog catalog =
          Inspector.inspect(
              session.connection(), new InspectOptions(Set.of(), Set.of(state.journalSchema())));
      read[0] = new TenancyModel(catalog, settings, RoleReader.read(session));
      return Attack.run(session, read[0]);
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "attacking the scratch database");
    } finally {
      state.server().drop(database);
    }
  }

  /** The findings as lines of a check. */
  public static List<CheckLine> lines(TenancyReport report) {
    if (report.findings().isEmpty()) {
      return List.of(
          CheckLine.tick(
              "tenancy",
              "tenants",
              report.tables()
                  + " tables of tenants are protected"
                  + (report.matrix() == null ? " by the schema" : "")));
    }
    List<CheckLine> lines = new ArrayList<>();
    for (TenancyFinding finding : report.findings()) {
      CheckLine line =
          switch (finding.severity()) {
            case ERROR ->
                CheckLine.stop(
                    "tenancy-" + finding.code(), "tenants", finding.message(), finding.remedy());
            case WARNING ->
                CheckLine.warning(
                    "tenancy-" + finding.code(), "tenants", finding.message(), finding.remedy());
            case NOTE ->
                CheckLine.skipped("tenancy-" + finding.code(), "tenants", finding.message());
          };
      lines.add(line.details(finding.proofs()));
    }
    return lines;
  }
}
