package dev.veery.postgres.tenancy;

import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Routine;
import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.Matrix.Cell;
import dev.veery.core.tenancy.Matrix.Key;
import dev.veery.core.tenancy.Matrix.Setting;
import dev.veery.core.tenancy.TenancyModel;
import dev.veery.core.tenancy.TenantTable;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attacks the wall between tenants, on a scratch database.
 *
 * <p>The database is filled with rows of several tenants. Then each role of the application, and
 * each role that it can turn into, tries every command on every table, partition, view and
 * function, while the session says that it works for one tenant, for the other, for nobody, for
 * nonsense, or changes its mind in mid-transaction. The oracle is a superuser in the same session
 * who counts the other tenant's rows before and after; for views and functions it is the same
 * question without the other tenant's rows.
 */
public final class Attack {

  private final Session session;
  private final TenancyModel model;
  private final List<Map.Entry<Key, Cell>> cells = new ArrayList<>();
  private int attempts;

  private Attack(Session session, TenancyModel model) {
    this.session = session;
    this.model = model;
  }

  /**
   * What an attack gave.
   *
   * @param tenants that were made up
   * @param attempts how many there were
   * @param unproven tables that could not be given rows of two tenants, with the reason
   */
  public record Result(
      Matrix matrix,
      List<String> tenants,
      int attempts,
      Map<String, String> unproven,
      Duration duration) {}

  /**
   * Attacks a database, which is changed by it: rows are made, and a schema {@code veery_attack}.
   *
   * @param session a new one, of a superuser, in which the setting was never set
   * @param model of the schema in the database
   */
  public static Result run(Session session, TenancyModel model) {
    try {
      return new Attack(session, model).run();
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "attacking the scratch database");
    }
  }

  private Result run() throws SQLException {
    long began = System.nanoTime();
    TenantRows rows = TenantRows.fill(session, model);
    Executor.setUp(session);
    session.execute("SET plan_cache_mode = force_generic_plan");
    var executor = new Executor(session, model.settings().setting());
    var verdicts = new Verdicts(model.settings().setting());
    var tables = new TableAttempts(model, rows);
    var views = new ViewAttempts(model, rows, tables);
    var functions = new FunctionAttempts(model, rows, tables);
    var interference = new Interference(session, model, executor, verdicts);
    var copying = new Copying(session, model, rows);
    Map<Relation, List<TenantTable>> read = views.views();
    List<Routine.Function> callable = functions.functions();
    List<String> logins =
        model.applicationRoles().stream().filter(role -> model.roles().has(role)).toList();
    List<Situation> situations =
        Situation.all(model.settings(), rows.tenants().get(0), rows.tenants().get(1));
    // A setting that was set once is empty ever after, so those that never set it come first.
    for (boolean missing : List.of(true, false)) {
      List<Attempt> plain = new ArrayList<>();
      List<Attempt> questions = new ArrayList<>();
      for (Situation situation : situations) {
        if ((situation.setting() == Setting.MISSING) != missing) {
          continue;
        }
        for (String login : logins) {
          for (TenantTable table : model.tenantTables()) {
            if (table.table().foreign().isPresent()) {
              continue;
            }
            plain.addAll(tables.of(table, login, "", situation));
            for (String become : model.roles().reachable(login)) {
              if (!become.equals(login) && !model.roles().find(become).isAbovePolicies()) {
                plain.addAll(tables.of(table, login, become, situation));
              }
            }
          }
          read.forEach((view, from) -> {
            plain.addAll(views.of(view, from, login, situation));
            if (isAsked(situation)) {
              questions.add(views.question(view, login, situation));
            }
          });
          if (isAsked(situation)) {
            for (Routine.Function function : callable) {
              if (functions.may(function, login)) {
                questions.addAll(functions.of(function, login, situation));
              }
            }
          }
        }
      }
      for (Executor.Result result : executor.run(plain)) {
        cells.add(Map.entry(result.attempt().key(), verdicts.of(result)));
      }
      cells.addAll(interference.ask(questions));
      attempts += plain.size() + questions.size();
      for (Situation situation : situations) {
        if ((situation.setting() == Setting.MISSING) == missing) {
          for (String login : logins) {
            List<Map.Entry<Key, Cell>> copies = copying.of(login, situation);
            attempts += copies.size();
            cells.addAll(copies);
          }
        }
      }
    }
    return new Result(
        Matrix.of(cells),
        rows.tenants(),
        attempts,
        unproven(rows),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private static boolean isAsked(Situation situation) {
    return situation.setting() != Setting.CHANGED && situation.setting() != Setting.OTHER;
  }

  private Map<String, String> unproven(TenantRows rows) {
    Map<String, String> unproven = new LinkedHashMap<>();
    for (TenantTable table : model.tenantTables()) {
      long with =
          rows.tenants().stream().filter(tenant -> rows.sample(table, tenant) != null).count();
      // A partition may be for one tenant only.
      boolean enough = with >= 2 || with == 1 && table.table().partitionOf().isPresent();
      if (!enough
          && model.applicationRoles().stream()
              .anyMatch(role -> model.mayTouch(role, table.table()))) {
        String note = rows.note(table);
        unproven.put(table.name(), note.isEmpty() ? "no rows could be made for it" : note);
      }
    }
    return unproven;
  }
}
