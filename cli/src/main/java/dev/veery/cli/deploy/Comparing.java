package dev.veery.cli.deploy;

import dev.veery.cli.ExitCode;
import dev.veery.cli.deploy.Checklist.Stopped;
import dev.veery.core.rehearse.RehearsedSchema;
import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.engine.RowCounts;
import dev.veery.engine.Veery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the database was before the run, to be held against what it is afterwards. */
final class Comparing {

  /** For one table. Who has larger ones knows their rows from elsewhere. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Veery veery;
  private final List<String> tables;
  private final @Nullable RehearsedSchema rehearsed;
  private final String schema;
  private final Map<String, Long> rows;

  private Comparing(
      Veery veery,
      List<String> tables,
      @Nullable RehearsedSchema rehearsed,
      String schema,
      Map<String, Long> rows) {
    this.veery = veery;
    this.tables = tables;
    this.rehearsed = rehearsed;
    this.schema = schema;
    this.rows = rows;
  }

  /**
   * Looks at the database before the run.
   *
   * @param rehearsed null where nobody knows what the schema will be
   * @param count whether rows are counted
   */
  static Comparing before(
      Veery veery, List<String> tables, @Nullable RehearsedSchema rehearsed, boolean count) {
    return new Comparing(
        veery,
        tables,
        rehearsed,
        rehearsed == null ? "" : RehearsedSchema.fingerprint(veery.catalog()),
        count ? RowCounts.of(veery, tables, PATIENCE) : Map.of());
  }

  /**
   * For a run that is over already: of what was before it nothing is known.
   *
   * @param rehearsed null where nobody knows what the schema should be
   */
  static Comparing behind(Veery veery, @Nullable RehearsedSchema rehearsed) {
    return new Comparing(veery, List.of(), rehearsed, "", Map.of());
  }

  /** Whether rows were counted before the run. */
  boolean hasCounted() {
    return !rows.isEmpty();
  }

  /** Whether the schema is what the rehearsal has made. */
  CheckLine schema() {
    if (rehearsed == null) {
      return CheckLine.skipped("schema", "schema", "the rehearsal says nothing of it");
    }
    if (RehearsedSchema.fingerprint(veery.catalog()).equals(rehearsed.after())) {
      return CheckLine.tick("schema", "schema", "as the rehearsal has made it");
    }
    if (!schema.equals(rehearsed.before())) {
      return CheckLine.skipped(
          "schema",
          "schema",
          "other than in the rehearsal, as it was before the run; "
              + veery.config().command("drift")
              + " says how");
    }
    throw new Stopped(
        CheckLine.stop(
            "schema",
            "schema",
            "it is not what the rehearsal has made, although it was the same before",
            veery.config().command("drift")),
        ExitCode.FOUND);
  }

  /** How many rows there were and are. */
  CheckLine rows() {
    Map<String, Long> now = RowCounts.of(veery, tables, PATIENCE);
    List<String> said = new ArrayList<>();
    Map<String, Long> facts = new LinkedHashMap<>();
    for (String table : tables) {
      Long then = rows.get(table);
      Long is = now.get(table);
      if (then != null || is != null) {
        String was = then == null ? "none" : Amount.number(then);
        said.add(
            table
                + " "
                + was
                + (is != null && is.equals(then)
                    ? ""
                    : " → " + (is == null ? "gone" : Amount.number(is))));
        if (then != null) {
          facts.put(table + " before", then);
        }
        if (is != null) {
          facts.put(table + " after", is);
        }
      }
    }
    CheckLine line =
        CheckLine.tick(
            "rows", "rows", said.isEmpty() ? "none were counted" : String.join(", ", said));
    for (Map.Entry<String, Long> fact : facts.entrySet()) {
      line = line.fact(fact.getKey(), fact.getValue());
    }
    return line;
  }
}
