package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.LintReport.MigrationReport;
import dev.veery.core.lint.Risk;
import dev.veery.core.migration.Migration;
import dev.veery.core.plan.AppliedMigration;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.rehearse.RehearsedPlan.RehearsedStep;
import dev.veery.core.rehearse.TracedObject;
import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.core.verify.CheckReport.Section;
import dev.veery.core.verify.MaintenanceWindow;
import dev.veery.core.verify.PlanNeeds;
import dev.veery.engine.config.Config;
import dev.veery.postgres.doctor.Examination;
import dev.veery.postgres.journal.Journal.Loaded;
import dev.veery.postgres.rehearse.trace.TargetMarks;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be known before a run: whether the project and its files are in order, the
 * server is in a state to be changed, and the role may do what is pending. Only reads. Whatever
 * fails becomes a line; nothing is thrown but what a caller asked wrongly.
 */
public final class Doctor {

  private final Veery veery;
  private final Config config;
  private final Request request;
  private final List<Section> sections = new ArrayList<>();

  /**
   * What a doctor is told.
   *
   * @param target what is going to run
   * @param options how it is planned
   * @param variables of the process
   * @param rehearsal what was rehearsed, and when; null where there is none
   * @param deploys whether a backup is made where there is none that is young enough, and what is
   *     pending rehearsed, before anything runs
   * @param now by the clock of this machine
   */
  public record Request(
      Target.Up target,
      PlanRequest.Options options,
      Map<String, String> variables,
      @Nullable Rehearsed rehearsal,
      boolean deploys,
      Instant now) {}

  /** A rehearsal on file, and when that was written. */
  public record Rehearsed(RehearsedPlan plan, Instant at) {}

  public Doctor(Veery veery, Request request) {
    this.veery = veery;
    this.config = veery.config();
    this.request = request;
  }

  /** The file of the rehearsal that the configuration names; null where it names none. */
  public static @Nullable String rehearsalFile(Config config) {
    return DoctorSettings.read(config).rehearsal();
  }

  /**
   * Looks at everything.
   *
   * @throws VeeryException when {@code [doctor]} or {@code window} is malformed
   */
  public CheckReport run() {
    DoctorSettings settings = DoctorSettings.read(config);
    veery.prepare();
    List<CheckLine> project = new ArrayList<>();
    project.add(configuration());
    if (!settings.variables().isEmpty()) {
      project.add(variables(settings.variables()));
    }
    boolean readable = files(project);
    sections.add(new Section("Project", project));
    Loaded loaded = connect();
    if (loaded == null) {
      return new CheckReport(sections);
    }
    Plan plan = null;
    List<CheckLine> pending = new ArrayList<>();
    if (readable) {
      plan = plan(pending);
    }
    if (plan != null) {
      boolean risky = risk(plan, pending);
      window(settings.window(), risky, pending);
      rehearsal(plan, settings.rehearsalAge(), pending);
    }
    pending.add(
        BackupLine.of(veery, settings.backupAge(), loaded.facts().major(), plan != null, request));
    sections.add(new Section("Pending", pending));
    examine(plan, settings);
    return new CheckReport(sections);
  }

  private CheckLine configuration() {
    String where =
        (config.file() == null ? "no veery.toml" : config.file().getFileName().toString())
            + (config.environment().isEmpty() ? "" : ", environment " + config.environment())
            + (config.production() ? " (production)" : "");
    return config.warnings().isEmpty()
        ? CheckLine.tick("configuration", "configuration", where)
        : CheckLine.warning("configuration", "configuration", config.warnings().getFirst(), "")
            .details(config.warnings().subList(1, config.warnings().size()));
  }

  private CheckLine variables(List<String> wanted) {
    List<String> unset =
        wanted.stream()
            .filter(name -> request.variables().getOrDefault(name, "").isEmpty())
            .toList();
    return unset.isEmpty()
        ? CheckLine.tick("variables", "variables", String.join(", ", wanted) + ": set")
        : CheckLine.stop(
            "variables",
            "variables",
            "not set: " + String.join(", ", unset),
            "set them where Veery is started");
  }

  /** Whether the files can be read. */
  private boolean files(List<CheckLine> lines) {
    try {
      int count = veery.migrations().migrations().size();
      List<Migration> heads = veery.graph().heads();
      lines.add(
          CheckLine.tick(
                  "files",
                  "files",
                  count
                      + (count == 1 ? " migration" : " migrations")
                      + ", layout "
                      + veery.migrations().layout())
              .fact("migrations", count));
      lines.add(
          heads.size() <= 1
              ? CheckLine.tick(
                  "heads", "heads", heads.isEmpty() ? "none" : heads.getFirst().label())
              : CheckLine.stop(
                      "heads",
                      "heads",
                      "there are " + heads.size() + " heads",
                      "join them with veery merge")
                  .details(heads.stream().map(Migration::label).toList()));
      return true;
    } catch (VeeryException e) {
      lines.add(problem("files", "files", e.problems()));
      return false;
    }
  }

  private static CheckLine problem(String code, String name, List<Problem> problems) {
    Problem first = problems.getFirst();
    List<String> rest =
        problems.subList(1, problems.size()).stream().map(Problem::toString).toList();
    return CheckLine.stop(
            code,
            name,
            (first.position() == null ? "" : first.position() + ": ") + first.message(),
            first.remedy())
        .details(rest)
        .fact("error", first.code().id());
  }

  /** Null where nothing can be asked of the server. */
  private @Nullable Loaded connect() {
    List<CheckLine> lines = new ArrayList<>();
    long began = System.nanoTime();
    try {
      veery.session();
    } catch (VeeryException e) {
      lines.add(problem("connection", "connection", e.problems()));
      sections.add(new Section("Connection", lines));
      return null;
    }
    try {
      Loaded loaded = veery.load();
      long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      lines.add(
          CheckLine.tick("connection", "connection", config.database() + " answers")
              .fact("millis", millis));
      if (loaded.facts().pooled()) {
        Problem pooled = Database.pooled();
        lines.add(CheckLine.warning("pooler", "pooler", pooled.message(), pooled.remedy()));
      }
      lines.add(journal(loaded));
      sections.add(new Section("Connection", lines));
      return loaded;
    } catch (VeeryException e) {
      boolean journal =
          e.code() == ErrorCode.JOURNAL_DAMAGED || e.code() == ErrorCode.JOURNAL_NEWER;
      if (journal) {
        lines.add(CheckLine.tick("connection", "connection", config.database() + " answers"));
      }
      lines.add(
          problem(
              journal ? "journal" : "connection",
              journal ? "journal" : "connection",
              e.problems()));
      sections.add(new Section("Connection", lines));
      return null;
    }
  }

  private CheckLine journal(Loaded loaded) {
    if (!loaded.history().journalExists()) {
      return CheckLine.tick("journal", "journal", "none yet; the first run makes it");
    }
    // Before what is half done: that is what whoever is at work is busy with.
    String holder = lease();
    if (holder != null) {
      return CheckLine.warning(
          "journal", "journal", holder, "a run waits until the other is done; see veery status");
    }
    AppliedMigration interrupted = loaded.history().interrupted();
    if (interrupted != null) {
      return CheckLine.warning(
          "journal",
          "journal",
          interrupted.label() + " was left half done",
          interrupted.state() == AppliedMigration.State.REVERTING
              ? "the next command finishes taking it back"
              : "the next up goes on where it stopped");
    }
    int applied = loaded.history().all().size();
    return CheckLine.tick(
            "journal",
            "journal",
            applied + (applied == 1 ? " migration" : " migrations") + " applied, nobody at work")
        .fact("applied", applied);
  }

  private @Nullable String lease() {
    try {
      return veery
          .session()
          .value(
              "SELECT l.holder || ' is at work (' || l.purpose || ')' FROM "
                  + dev.veery.core.sql.Identifiers.quote(config.journalSchema())
                  + ".lease l WHERE l.scope = 'run' AND NOT l.released AND (l.expires_at >"
                  + " clock_timestamp() AND (l.backend_pid IS NULL OR EXISTS (SELECT FROM"
                  + " pg_catalog.pg_stat_activity a WHERE a.pid = l.backend_pid)))");
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the journal");
    }
  }

  /** Null where there is nothing to run, or it cannot be told. */
  private @Nullable Plan plan(List<CheckLine> lines) {
    Planning planning;
    try {
      planning = veery.plan(request.target(), request.options());
    } catch (VeeryException e) {
      lines.add(problem("plan", "plan", e.problems()));
      return null;
    }
    return switch (planning.result()) {
      case Plan.Result.Blocked blocked -> {
        lines.add(problem("plan", "plan", blocked.problems()));
        yield null;
      }
      case Plan.Result.UpToDate none -> {
        lines.add(CheckLine.tick("plan", "plan", "nothing is pending").fact("pending", 0));
        yield null;
      }
      case Plan.Result.Ready ready -> {
        Plan plan = ready.plan();
        int migrations = plan.migrations().size();
        lines.add(
            CheckLine.tick(
                    "plan",
                    "plan",
                    migrations
                        + (migrations == 1 ? " migration, " : " migrations, ")
                        + plan.steps()
                        + (plan.steps() == 1 ? " statement" : " statements"))
                .details(plan.notes().stream().map(Problem::message).toList())
                .fact("pending", migrations)
                .fact("statements", plan.steps()));
        yield plan;
      }
    };
  }

  /** Whether something of it is risky. */
  private boolean risk(Plan plan, List<CheckLine> lines) {
    Set<String> labels = new HashSet<>();
    plan.migrations().forEach(m -> labels.add(m.label()));
    List<String> risky = new ArrayList<>();
    for (MigrationReport report : veery.lint(m -> labels.contains(m.label())).migrations()) {
      if (labels.contains(report.label()) && report.risk() != Risk.SAFE) {
        Set<String> codes = new TreeSet<>();
        report.reasons().forEach(f -> codes.add(f.code()));
        risky.add(report.label() + " " + word(report.risk()) + ": " + String.join(", ", codes));
      }
    }
    lines.add(
        risky.isEmpty()
            ? CheckLine.tick("risk", "risk", "everything that is pending is safe").fact("risky", 0)
            : CheckLine.warning(
                    "risk",
                    "risk",
                    risky.size() == 1
                        ? risky.getFirst()
                        : risky.size()
                            + " of "
                            + plan.migrations().size()
                            + " migrations are not safe",
                    "veery lint says what to write instead")
                .details(risky.size() == 1 ? List.of() : risky)
                .fact("risky", risky.size()));
    return !risky.isEmpty();
  }

  private static String word(Risk risk) {
    return risk == Risk.SEVERAL_STEPS ? risk.words() : "is " + risk.words();
  }

  private void window(@Nullable MaintenanceWindow window, boolean risky, List<CheckLine> lines) {
    if (window == null) {
      if (config.production()) {
        lines.add(
            CheckLine.skipped(
                "window", "window", "no maintenance window is configured; any time is as good"));
      }
      return;
    }
    if (!risky) {
      lines.add(CheckLine.tick("window", "window", "not needed: nothing risky is pending"));
    } else if (window.isOpen(request.now())) {
      lines.add(CheckLine.tick("window", "window", "open (" + window.text() + ")"));
    } else {
      lines.add(
          CheckLine.stop(
                  "window",
                  "window",
                  "closed for risky migrations ("
                      + window.text()
                      + "); it opens at "
                      + window.next(request.now()),
                  "run it then, or make the migrations safe")
              .fact("next", window.next(request.now()).toString()));
    }
  }

  private void rehearsal(Plan plan, Duration oldest, List<CheckLine> lines) {
    Rehearsed rehearsed = request.rehearsal();
    String again =
        config.command("rehearse --json -o rehearsal.json") + ", then name it with --plan";
    if (rehearsed == null) {
      lines.add(
          request.deploys()
              ? CheckLine.tick(
                  "rehearsal", "rehearsal", "what is pending is rehearsed before it runs")
              : config.production()
                  ? CheckLine.warning(
                      "rehearsal", "rehearsal", "what is pending has not been rehearsed", again)
                  : CheckLine.skipped("rehearsal", "rehearsal", "none is named"));
      return;
    }
    RehearsedPlan what = rehearsed.plan();
    List<Problem> missing = what.missing(plan);
    if (!missing.isEmpty()) {
      lines.add(problem("rehearsal", "rehearsal", missing));
      return;
    }
    List<String> changed = changed(plan, what);
    Duration age = Duration.between(rehearsed.at(), request.now());
    String shown = what.file() + ", " + Amount.age(age.isNegative() ? Duration.ZERO : age) + " old";
    if (!changed.isEmpty()) {
      lines.add(
          CheckLine.stop(
                  "rehearsal",
                  "rehearsal",
                  "what was rehearsed has changed since: " + changed.getFirst(),
                  again)
              .details(changed.subList(1, changed.size())));
    } else if (age.compareTo(oldest) > 0) {
      lines.add(
          CheckLine.warning(
                  "rehearsal",
                  "rehearsal",
                  shown + "; rehearsal-age is " + Amount.age(oldest),
                  again)
              .fact("ageSeconds", age.toSeconds()));
    } else {
      lines.add(
          CheckLine.tick("rehearsal", "rehearsal", shown).fact("ageSeconds", age.toSeconds()));
    }
  }

  /** Tables and views that are not what they were when it was rehearsed. */
  private List<String> changed(Plan plan, RehearsedPlan what) {
    Map<TracedObject, String> then = new HashMap<>();
    plan.migrations()
        .forEach(migration ->
            migration
                .segments()
                .forEach(segment ->
                    segment
                        .steps()
                        .forEach(step -> {
                          RehearsedStep rehearsed = what.step(migration, step);
                          if (rehearsed != null) {
                            then.putAll(rehearsed.targets());
                          }
                        })));
    try {
      Map<TracedObject, String> now = TargetMarks.read(veery.session(), then.keySet());
      List<String> changed = new ArrayList<>();
      then.forEach((object, mark) -> {
        if (!mark.equals(now.getOrDefault(object, ""))) {
          changed.add(object.schema() + "." + object.name());
        }
      });
      changed.sort(null);
      return changed;
    } catch (SQLException e) {
      throw SqlStates.unexpected(e, "reading the schema");
    }
  }

  private void examine(@Nullable Plan plan, DoctorSettings settings) {
    Session session = veery.session();
    try {
      sections.addAll(
          new Examination(session, plan == null ? null : PlanNeeds.of(plan), settings.limits())
              .run());
    } catch (SQLException e) {
      sections.add(
          new Section(
              "Server",
              List.of(
                  problem(
                      "connection",
                      "connection",
                      SqlStates.unexpected(e, "looking at the server").problems()))));
    }
  }
}
