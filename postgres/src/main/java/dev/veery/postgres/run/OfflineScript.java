package dev.veery.postgres.run;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.backfill.SlicedStatement;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Plan;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.plan.Segment;
import dev.veery.core.plan.Step;
import dev.veery.core.sql.Identifiers;
import dev.veery.postgres.journal.Actor;
import dev.veery.postgres.journal.OfflineJournal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A plan as a script for psql, the journal's writes included, for places where a database
 * administrator runs everything by hand.
 */
public final class OfflineScript {

  /** Pages of 8 kB: some ten thousand rows, and a commit every few tenths of a second. */
  private static final int PAGES = 256;

  private static final String FROM = "/*veery from*/";
  private static final String TO = "/*veery to*/";

  private final StringBuilder script = new StringBuilder();
  private final OfflineJournal journal;

  private OfflineScript(String schema) {
    this.journal = new OfflineJournal(schema);
  }

  /**
   * Writes the script.
   *
   * @param schema the journal's schema, quoted
   * @param makesBatch whether what it applies becomes a batch
   * @throws VeeryException when somebody is at work, or the plan has what a script cannot do
   */
  public static String of(
      Plan plan,
      History history,
      String schema,
      boolean makesBatch,
      String environment,
      Actor actor) {
    if (history.head() == History.UNSETTLED) {
      throw new VeeryException(
          new Problem(
              ErrorCode.LEASE_TIMEOUT,
              "a run is at work on this database, or was killed",
              "make the script when it is done; after a kill, veery up goes on from there"));
    }
    OfflineScript writer = new OfflineScript(schema);
    writer.write(plan, history, makesBatch, environment, actor);
    return writer.script.toString();
  }

  private void write(
      Plan plan, History history, boolean makesBatch, String environment, Actor actor) {
    line("-- Made by Veery " + actor.build() + ": " + plan.migrations().size() + " migrations.");
    line("-- Run it with: psql --set ON_ERROR_STOP=on --file THIS_FILE");
    line("-- It records what it does as veery up would; run it once, and not beside another run.");
    line("\\set ON_ERROR_STOP on");
    if (!history.journalExists()) {
      transaction(journal.creation());
    }
    transaction(
        journal.begin(
            history,
            makesBatch,
            makesBatch ? "up (script)" : "down (script)",
            environment,
            actor.build()));
    if (plan.atomic()) {
      line("BEGIN;");
    }
    for (PlannedMigration migration : plan.migrations()) {
      migration(migration, plan.atomic());
    }
    if (plan.atomic()) {
      line("COMMIT;");
    }
    transaction(journal.end());
  }

  private void migration(PlannedMigration migration, boolean atomic) {
    MigrationRun run = ChangeRun.orPlain(migration, journal.writes());
    line("");
    line("-- " + migration.direction().word() + " " + migration.label());
    for (Step setting : migration.settings()) {
      step(setting);
    }
    List<Segment> segments = migration.segments();
    if (segments.isEmpty()) {
      open(atomic, Segment.Transaction.BEGIN);
      end(run, List.of(), true);
      close(atomic);
    }
    for (int i = 0; i < segments.size(); i++) {
      boolean last = i == segments.size() - 1;
      switch (segments.get(i)) {
        case Segment.Transaction transaction -> {
          open(atomic, transaction.begin());
          searchPath(migration, "SET LOCAL");
          transaction.steps().forEach(this::step);
          end(run, transaction.steps(), last);
          close(atomic);
        }
        case Segment.Backfill backfill when migration.split() != null -> {
          if (!backfill.interrupted()) {
            transaction(List.of(run.intent(backfill.step())));
          }
          searchPath(migration, "SET");
          statement(inBatches(backfill.spec().statement()));
          record(run, backfill.step(), last);
        }
        case Segment.Backfill backfill ->
            throw new VeeryException(
                new Problem(
                    ErrorCode.BACKFILL_UNSUITABLE,
                    "a backfill has workers and cursors, which a script for psql has not",
                    backfill.step().position(),
                    "stop before it: veery plan --to VERSION --sql; or remove the mark, and it runs in one go"));
        case Segment.Alone alone -> {
          if (!alone.interrupted()) {
            transaction(List.of(run.intent(alone.step())));
          }
          searchPath(migration, "SET");
          step(alone.step());
          record(run, alone.step(), last);
        }
      }
    }
  }

  /** What was done outside a transaction. */
  private void record(MigrationRun run, Step step, boolean last) {
    if (last) {
      run.reset().forEach(this::statement);
      transaction(List.of(run.done(step), run.whole()));
    } else {
      transaction(List.of(run.done(step)));
    }
  }

  /**
   * A backfill of a first half, a stretch of pages at a time, each committed. There the triggers of
   * the change keep right what is written meanwhile, wherever in the table it goes, and what is
   * right is passed over; so no cursor is needed, and once more from the beginning does no harm.
   */
  private static String inBatches(SlicedStatement statement) {
    String table = Identifiers.literal(statement.frame().table());
    String row = statement.frame().row();
    String limited =
        Identifiers.dollarQuoted(
            statement.within(row + ".ctid >= " + FROM + " AND " + row + ".ctid < " + TO));
    String block =
        """
        DECLARE
          page bigint := 0;
          pages bigint := (
            SELECT coalesce(max(pg_catalog.pg_relation_size(r)), 0) / pg_catalog.current_setting('block_size')::bigint
            FROM (SELECT relid FROM pg_catalog.pg_partition_tree(%1$s) UNION SELECT %1$s::regclass) AS t (r));
          part text;
        BEGIN
          WHILE page <= pages LOOP
            part := pg_catalog.replace(%2$s, '%3$s', pg_catalog.quote_literal('(' || page || ',0)'));
            page := page + %5$d;
            EXECUTE pg_catalog.replace(part, '%4$s', pg_catalog.quote_literal('(' || page || ',0)'));
            COMMIT;
          END LOOP;
        END
        """
            .formatted(table, limited, FROM, TO, PAGES);
    return "DO " + Identifiers.dollarQuoted(block);
  }

  private void searchPath(PlannedMigration migration, String set) {
    if (migration.searchPath() != null) {
      statement(set + " search_path TO " + migration.searchPath());
    }
  }

  private void open(boolean atomic, String begin) {
    if (!atomic) {
      statement(begin);
    }
  }

  private void close(boolean atomic) {
    if (!atomic) {
      line("COMMIT;");
    }
  }

  private void end(MigrationRun run, List<Step> steps, boolean last) {
    if (last) {
      run.reset().forEach(this::statement);
    }
    statement(run.record(steps, last));
  }

  private void step(Step step) {
    switch (step.action()) {
      case Step.Action.Sql sql -> statement(sql.statement().text());
      case Step.Action.Copy copy -> {
        statement(copy.copy().statement().text());
        rows(copy);
      }
      case Step.Action.Echo echo -> line("\\echo " + echo.echo().text());
      case Step.Action.Java java ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.CODE_MIGRATION_FOREIGN,
                  "the Java migration " + java.className() + " cannot be part of a script",
                  "stop before it: veery plan --to VERSION --sql"));
    }
  }

  private void rows(Step.Action.Copy copy) {
    try (InputStream rows = copy.copy().data().open()) {
      String text = new String(rows.readAllBytes(), StandardCharsets.UTF_8);
      script.append(text);
      if (!text.isEmpty() && !text.endsWith("\n")) {
        script.append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line("\\.");
  }

  private void transaction(List<String> statements) {
    line("BEGIN;");
    statements.forEach(this::statement);
    line("COMMIT;");
  }

  private void statement(String sql) {
    script.append(sql);
    line(sql.endsWith(";") ? "" : "\n;");
  }

  private void line(String text) {
    script.append(text).append('\n');
  }
}
