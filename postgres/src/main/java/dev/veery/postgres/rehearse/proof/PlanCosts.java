package dev.veery.postgres.rehearse.proof;

import dev.veery.core.rehearse.Compatibility.Query;
import dev.veery.core.rehearse.Compatibility.WorsePlan;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the planner would run queries, whatever their parameters are. Nothing is run. */
public final class PlanCosts {

  private static final String NAME = "veery_plan";
  private static final Pattern COST = Pattern.compile("cost=[0-9.]+\\.\\.([0-9.]+)");
  private static final Pattern SCAN = Pattern.compile("Seq Scan on (\\S+)");

  /** A plan that costs this many times what it did is worse. */
  private static final double WORSE = 2;

  /** Under this cost a plan is too cheap to matter. */
  private static final double CHEAP = 50;

  private PlanCosts() {}

  /**
   * A plan.
   *
   * @param cost of all of it, in the planner's units
   * @param scans relations that it reads in full
   */
  public record PlanCost(double cost, Set<String> scans) {}

  /** The plans of those queries that can be planned. */
  public static Map<Query, PlanCost> of(Session session, List<Query> queries) throws SQLException {
    Map<Query, PlanCost> costs = new LinkedHashMap<>();
    session.execute("SET plan_cache_mode TO force_generic_plan");
    for (Query query : queries) {
      String sql = QueryText.toServer(query.text());
      try {
        session.execute("PREPARE " + NAME + " AS " + sql);
        PlanCost cost = explain(session, QueryText.nulls(sql));
        session.execute("DEALLOCATE " + NAME);
        costs.put(query, cost);
      } catch (SQLException e) {
        if (ServerError.of(e).connectionIsGone()) {
          throw e;
        }
        session.execute("DEALLOCATE ALL");
      }
    }
    return costs;
  }

  private static PlanCost explain(Session session, String nulls) throws SQLException {
    var plan = new StringBuilder();
    session.query(
        "EXPLAIN EXECUTE " + NAME + nulls, row -> plan.append(row.getString(1)).append('\n'));
    Matcher cost = COST.matcher(plan);
    Set<String> scans = new TreeSet<>();
    Matcher scan = SCAN.matcher(plan);
    while (scan.find()) {
      scans.add(scan.group(1));
    }
    return new PlanCost(cost.find() ? Double.parseDouble(cost.group(1)) : 0, scans);
  }

  /** Those that cost much more after than before. */
  public static List<WorsePlan> worse(Map<Query, PlanCost> before, Map<Query, PlanCost> after) {
    List<WorsePlan> worse = new ArrayList<>();
    before.forEach((query, was) -> {
      PlanCost is = after.get(query);
      if (is != null && is.cost() > CHEAP && is.cost() > was.cost() * WORSE) {
        Set<String> scans = new TreeSet<>(is.scans());
        scans.removeAll(was.scans());
        worse.add(new WorsePlan(query, was.cost(), is.cost(), List.copyOf(scans)));
      }
    });
    return worse;
  }
}
