package dev.veery.cli.deploy;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.check.DoctorRequest;
import dev.veery.cli.deploy.Checklist.Stopped;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.run.FailureView;
import dev.veery.cli.run.PlanView;
import dev.veery.cli.run.RunFlow;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.core.rehearse.RehearsedPlan;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Deployments;
import dev.veery.engine.Doctor;
import dev.veery.engine.Planning;
import dev.veery.engine.Veery;
import dev.veery.postgres.journal.OpenChange;
import dev.veery.postgres.monitor.DeploymentLog.Past;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole runbook: doctor, confirmation, backup, rehearsal, run, verification, export, audit,
 * notifications. Stops at the first step that fails, with the state that the database is in and
 * what to do next. Every step may be done again; so may the whole.
 *
 * <p>What the journal has of a deployment is a record and no lock on what is done: each attempt
 * plans anew, so a step that is noted too late, as the process was killed, is found to be done.
 */
public final class DeployFlow {

  static final Target.Up TARGET = new Target.Up.Latest();

  private final Call call;
  private final Veery veery;
  private final String command;
  private final Checklist list;
  private final DeploySettings settings;
  private final Proofs proofs;
  private final RehearsalStep rehearsal;

  public DeployFlow(Call call, Veery veery) {
    this.call = call;
    this.veery = veery;
    this.command = "deploy" + call.arguments().typed();
    this.list = new Checklist(call);
    this.settings = DeploySettings.read(call.config());
    this.proofs = new Proofs(call, veery, list, settings);
    this.rehearsal = new RehearsalStep(call, veery);
  }

  /**
   * Deploys.
   *
   * @return the exit code
   */
  public int run() {
    try (Closing closing = new Closing(call, veery, list, settings, command)) {
      try {
        return run(closing);
      } catch (VeeryException e) {
        veery.audit().refused(command, e.problems());
        if (e.code() != ErrorCode.CONFIRMATION_REFUSED) {
          closing.tell("failed", e.problems().getFirst().message(), 0, e.problems().getFirst());
        }
        throw e;
      }
    }
  }

  private int run(Closing closing) {
    try {
      list.step("doctor", "asking the doctor", this::doctor);
    } catch (Stopped e) {
      refused(e);
      closing.tell("failed", said(e), 0, null);
      closing.notified();
      return over("failed", e, "nothing has been changed; mend it and run the same command again");
    }
    Planning planning = veery.plan(TARGET, PlanRequest.Options.DEFAULT);
    Past unfinished = Deployments.unfinished(veery, planning);
    return switch (planning.result()) {
      case Plan.Result.Blocked blocked -> throw new VeeryException(blocked.problems());
      case Plan.Result.UpToDate none ->
          unfinished == null ? upToDate() : finish(planning, unfinished, closing);
      case Plan.Result.Ready ready -> {
        Confirmation.ask(call, () -> PlanView.print(call, ready.plan()));
        list.add(plan(ready.plan()));
        Past goesOn = call.arguments().has("--resume") ? unfinished : null;
        if (call.arguments().has("--resume")) {
          list.add(resumed(goesOn));
        }
        Deployments deployment = Deployments.begin(veery, planning, goesOn, holder());
        yield deploy(planning, ready.plan(), goesOn, deployment, closing);
      }
    };
  }

  /** A command of this environment. */
  private String typed(String words) {
    return call.config().command(words);
  }

  private CheckLine doctor() {
    CheckReport report = new Doctor(veery, DoctorRequest.of(call, TARGET, true)).run();
    CheckLine line =
        Checklist.of("doctor", "doctor", report, report.lines().size() + " lines looked at");
    if (!report.passed()) {
      throw new Stopped(line, ExitCode.FOUND);
    }
    return line;
  }

  /** What stopped before anything ran is in the audit as a refusal. */
  private void refused(Stopped stopped) {
    List<Problem> problems = new ArrayList<>();
    problems.add(
        new Problem(
            ErrorCode.DOCTOR_STOPS,
            said(stopped)
                + (stopped.line().details().isEmpty()
                    ? ""
                    : ": " + String.join("; ", stopped.line().details())),
            stopped.line().remedy()));
    veery.audit().refused(command, problems);
  }

  private static String said(Stopped stopped) {
    return stopped.line().name() + ": " + stopped.line().what();
  }

  private static CheckLine plan(Plan plan) {
    return CheckLine.tick(
            "plan",
            "plan",
            Words.count(plan.migrations().size(), "migration")
                + ", "
                + Words.count(plan.steps(), "statement"))
        .fact("migrations", plan.migrations().size());
  }

  private static CheckLine resumed(@Nullable Past goesOn) {
    return goesOn == null
        ? CheckLine.skipped(
            "resume", "resume", "no earlier attempt at just this is on record; it begins anew")
        : CheckLine.tick(
                "resume",
                "resume",
                "goes on with deployment " + goesOn.id() + ": " + goesOn.message())
            .fact("deployment", goesOn.id());
  }

  private String holder() {
    return veery.about(command).actor();
  }

  /** There is nothing to run; what was run before is looked at all the same. */
  private int upToDate() {
    list.add(CheckLine.tick("plan", "plan", "nothing is pending"));
    try {
      proofs.now();
    } catch (Stopped e) {
      return over("failed", e, "nothing was pending, and nothing has been changed");
    }
    return succeeded("nothing to deploy");
  }

  /** An earlier attempt has run everything, and was not proven to its end. */
  private int finish(Planning planning, Past past, Closing closing) {
    list.add(CheckLine.tick("plan", "plan", "nothing is pending any more"));
    list.add(resumed(past));
    Deployments deployment = Deployments.begin(veery, planning, past, holder());
    return closed(
        deployment,
        () -> {
          try {
            proofs.later(past.tables(), rehearsal.keptSchema());
          } catch (Stopped e) {
            return failed(deployment, e, closing, 0, "the migrations are applied and stay");
          }
          return done(deployment, closing, 0);
        });
  }

  /** Whatever is thrown, the record does not stay at work. */
  private static int closed(Deployments deployment, java.util.function.IntSupplier work) {
    try {
      return work.getAsInt();
    } catch (VeeryException e) {
      deployment.end("failed", String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private int deploy(
      Planning planning,
      Plan plan,
      @Nullable Past goesOn,
      Deployments deployment,
      Closing closing) {
    closing.tell(
        "started", Words.count(plan.migrations().size(), "migration") + " to run", 0, null);
    return closed(
        deployment,
        () -> {
          List<String> before = goesOn == null ? List.of() : goesOn.steps();
          try {
            BackupStep backup = new BackupStep(veery, settings.verifyBackup());
            list.step("backup", "taking a backup", () -> backup.run(plan));
            if (backup.id() != null) {
              deployment.did("backup=" + backup.id());
            }
            list.step(
                "rehearsal",
                "rehearsing on a throwaway server",
                () -> rehearsal.run(planning, plan, before));
            deployment.did(rehearsal.mark());
            RehearsedPlan rehearsed = rehearsal.plan();
            proofs.before(
                Deployments.tables(planning), rehearsed == null ? null : rehearsed.schema());
          } catch (Stopped e) {
            return failed(
                deployment,
                e,
                closing,
                0,
                "nothing has been changed; mend it, then " + typed("deploy --resume"));
          }
          RunResult result = runIt(planning);
          if (result instanceof RunResult.Failed failed) {
            return runFailed(deployment, failed, closing);
          }
          deployment.did("run");
          int done = result.done().size();
          waiting(closing, done);
          try {
            proofs.after(goesOn == null ? Deployments.tables(planning) : goesOn.tables());
          } catch (Stopped e) {
            return takeBack(deployment, e, result, closing);
          }
          return done(deployment, closing, done);
        });
  }

  private RunResult runIt(Planning planning) {
    RunResult result = new RunFlow(call, veery).heldTo(rehearsal.plan()).runOnly(planning, command);
    if (!(result instanceof RunResult.Failed)) {
      list.add(
          CheckLine.tick(
                  "run",
                  "run",
                  Words.count(result.done().size(), "migration")
                      + " in "
                      + Words.duration(result.duration()))
              .fact("millis", result.duration().toMillis()));
    }
    return result;
  }

  /** Changes in two halves whose second half is due some day. */
  private void waiting(Closing closing, int done) {
    List<String> expanded = new ArrayList<>();
    for (OpenChange change : veery.changes(command, new RunListener() {}, false).open()) {
      if (change.state().equals("expanded")) {
        expanded.add(change.label());
      }
    }
    if (!expanded.isEmpty()) {
      String what =
          String.join(", ", expanded)
              + (expanded.size() == 1 ? " waits" : " wait")
              + " for contract, when no old application is left";
      list.add(CheckLine.warning("contract", "contract", what, typed("contract")));
      closing.tell("waiting-for-contract", what, done, null);
    }
  }

  private int done(Deployments deployment, Closing closing, int done) {
    deployment.end("succeeded", "");
    try {
      closing.audit(deployment, "succeeded");
    } catch (Stopped e) {
      closing.tell("failed", said(e), done, null);
      closing.notified();
      return over(
          "succeeded, but failed", e, "what was deployed stays; find out who has edited it");
    }
    closing.tell("succeeded", Words.count(done, "migration"), done, null);
    closing.notified();
    return succeeded("deployed");
  }

  /** The end of a deployment that did not end well. */
  private int failed(Deployments deployment, Stopped why, Closing closing, int done, String next) {
    return ended(deployment, "failed", why, closing, done, next);
  }

  private int ended(
      Deployments deployment, String state, Stopped why, Closing closing, int done, String next) {
    deployment.end(state, said(why));
    try {
      closing.audit(deployment, state);
    } catch (Stopped e) {
      // Its line is on the list; what stopped first decides the exit code.
    }
    closing.tell("failed", said(why) + "; " + next, done, null);
    closing.notified();
    return over(state, why, next);
  }

  private int runFailed(Deployments deployment, RunResult.Failed failed, Closing closing) {
    Problem problem = failed.failure().problem();
    if (!call.json()) {
      call.terminal().out().flush();
      FailureView.show(call, call.problems(), failed);
    }
    ErrorCode code = problem.code();
    int exit = code == ErrorCode.INTERRUPTED ? ExitCode.INTERRUPTED : code.category().exitCode();
    Stopped why =
        new Stopped(CheckLine.stop("run", "run", problem.message(), problem.remedy()), exit);
    list.add(why.line());
    return failed(
        deployment,
        why,
        closing,
        failed.done().size(),
        typed("deploy --resume")
            + " goes on where it stopped"
            + (failed.done().isEmpty()
                ? ""
                : "; " + typed("rollback") + " takes back what is applied of it"));
  }

  /** What is applied does not prove well: back, where that is known to be exact and is wished. */
  private int takeBack(Deployments deployment, Stopped why, RunResult run, Closing closing) {
    Integer batch = run instanceof RunResult.Succeeded done ? done.batch() : null;
    int applied = run.done().size();
    if (!settings.rollback() || !rehearsal.exact() || batch == null) {
      return failed(
          deployment,
          why,
          closing,
          applied,
          "the migrations are applied and stay; to take them back: "
              + typed("rollback" + (batch == null ? "" : " --batch " + batch))
              + (settings.rollback() && !rehearsal.exact()
                  ? " (not done by itself: the rehearsal has not proven it exact)"
                  : ""));
    }
    Planning back = veery.plan(new Target.Down.Batch(batch), PlanRequest.Options.DEFAULT);
    if (!(back.result() instanceof Plan.Result.Ready)) {
      return failed(
          deployment,
          why,
          closing,
          applied,
          "the migrations are applied and cannot be taken back; see " + typed("rollback"));
    }
    RunResult result =
        new RunFlow(call, veery).runOnly(back, "deploy (rollback of batch " + batch + ")");
    if (result instanceof RunResult.Failed failed) {
      return runFailed(deployment, failed, closing);
    }
    list.add(
        CheckLine.warning(
            "rollback",
            "rollback",
            Words.count(result.done().size(), "migration")
                + " taken back; the database is as before",
            "mend what is in the way, then deploy again"));
    return ended(deployment, "rolled back", why, closing, 0, "the database is as it was before");
  }

  private int succeeded(String how) {
    if (call.json()) {
      list.json("succeeded", "");
    } else {
      call.say(call.terminal().tick() + " " + how);
    }
    return ExitCode.OK;
  }

  private int over(String state, Stopped why, String next) {
    if (call.json()) {
      list.json(state, next);
    } else {
      call.say(
          call.terminal().cross()
              + " "
              + state
              + " at "
              + why.line().name()
              + ": "
              + call.secrets().mask(next));
    }
    return why.exitCode();
  }
}
