package dev.veery.cli.check;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Target;
import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import dev.veery.engine.Doctor;
import dev.veery.engine.Veery;
import java.util.ArrayList;
import java.util.List;

/** Asks the doctor before something is run in production. */
public final class BeforeProduction {

  private BeforeProduction() {}

  /**
   * Stops where something is in the way, and counts what is worth a thought.
   *
   * @throws VeeryException with everything that is in the way; nothing has run then
   */
  public static void examine(Call call, Veery veery, Target.Up target) {
    if (call.arguments().has("--no-doctor")) {
      return;
    }
    CheckReport report = new Doctor(veery, DoctorRequest.of(call, target)).run();
    if (!report.passed()) {
      List<Problem> problems = new ArrayList<>();
      for (CheckLine line : report.stops()) {
        String more = line.details().isEmpty() ? "" : "; " + String.join("; ", line.details());
        problems.add(
            new Problem(
                ErrorCode.DOCTOR_STOPS, line.name() + ": " + line.what() + more, line.remedy()));
      }
      throw new VeeryException(problems);
    }
    long warnings = report.count(Level.WARNING);
    if (warnings > 0 && !call.json()) {
      call.warn("doctor: " + Words.count(warnings, "warning") + "; veery doctor shows them");
    }
  }
}
