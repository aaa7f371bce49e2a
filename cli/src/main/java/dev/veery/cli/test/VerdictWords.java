package dev.veery.cli.test;

import dev.veery.core.catalog.Comparison.Difference;
import dev.veery.core.rehearse.RoundTrip;
import dev.veery.core.rehearse.RoundTrip.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A verdict in sentences. */
public final class VerdictWords {

  private VerdictWords() {}

  /** What there is to say besides the word; empty for an exact way back. */
  public static List<String> of(RoundTrip trip) {
    List<String> words = new ArrayList<>();
    switch (trip.verdict()) {
      case Verdict.Exact exact -> {}
      case Verdict.Absent absent -> words.add("there is no down");
      case Verdict.Fails fails -> {
        String where =
            fails.problem().position() == null ? "" : " (" + fails.problem().position() + ")";
        words.add(fails.stage().word() + ": " + fails.problem().message() + where);
        if (!fails.problem().remedy().isEmpty()) {
          words.add(fails.problem().remedy());
        }
      }
      case Verdict.Lossy lossy -> {
        for (Difference difference : lossy.schema().differences()) {
          difference.toString().lines().forEach(words::add);
        }
        lossy.rows().forEach(loss -> words.add(loss.toString()));
      }
    }
    if (trip.refused() != null) {
      words.add("refuses rows: " + trip.refused().message());
    }
    return words;
  }
}
