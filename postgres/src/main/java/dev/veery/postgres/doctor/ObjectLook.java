package dev.veery.postgres.doctor;

import dev.veery.core.verify.Amount;
import dev.veery.core.verify.CheckLine;
import dev.veery.postgres.session.Session.RowReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What earlier work has left half done, and sequences that run out. */
final class ObjectLook implements Look {

  private final Limits limits;
  private final List<String> invalid = new ArrayList<>();
  private final List<String> unvalidated = new ArrayList<>();
  private final List<String> ending = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private int unreadable;
  private int sequences;

  ObjectLook(Limits limits) {
    this.limits = limits;
  }

  @Override
  public String title() {
    return "Schema";
  }

  @Override
  public String code() {
    return "objects";
  }

  @Override
  public String sql() {
    return """
    SELECT pg_catalog.format('%s.%s on %s', n.nspname, x.relname, t.relname), x.relpages::bigint * 8192,
      i.indisunique
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
    WHERE NOT (i.indisvalid AND i.indisready) AND x.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%'
      -- One that is being built at this moment is not valid either.
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = x.oid)
    ORDER BY 1;
    SELECT pg_catalog.format('%s on %s.%s', k.conname, n.nspname, t.relname)
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
    WHERE NOT k.convalidated AND k.conparentid = 0 AND n.nspname NOT LIKE 'pg\\_%'
      -- What is not enforced (18) is not validated on purpose.
      AND coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean, true)
    ORDER BY 1;
    SELECT pg_catalog.format('%s.%s', n.nspname, c.relname), s.used, s.last_value IS NULL AND s.hidden,
      s.is_column
    FROM (
      SELECT q.seqrelid,
        pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT,USAGE') IS NOT TRUE AS hidden,
        v.last_value, a.attname IS NOT NULL AS is_column,
        CASE WHEN q.seqincrement > 0
          THEN (v.last_value - q.seqmin)::numeric / nullif(least(q.seqmax,
            CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
              ELSE q.seqmax END) - q.seqmin, 0)
          ELSE (q.seqmax - v.last_value)::numeric / nullif(q.seqmax - q.seqmin, 0) END AS used
      FROM pg_catalog.pg_sequence q
      LEFT JOIN pg_catalog.pg_depend d ON d.objid = q.seqrelid AND d.classid = 'pg_class'::regclass
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      LEFT JOIN LATERAL (SELECT CASE WHEN pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT,USAGE')
        THEN pg_catalog.pg_sequence_last_value(q.seqrelid) END AS last_value) v ON true
      WHERE NOT q.seqcycle
    ) s
    JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relpersistence <> 't'
    ORDER BY s.used DESC NULLS LAST, 1
    """;
  }

  @Override
  public List<RowReader> readers() {
    return List.of(
        row ->
            invalid.add(
                row.getString(1) + (row.getBoolean(3) ? " (unique, and not enforced)" : "")),
        row -> unvalidated.add(row.getString(1)),
        row -> {
          sequences++;
          if (row.getBoolean(3)) {
            unreadable++;
            return;
          }
          double used = row.getDouble(2);
          String words =
              row.getString(1)
                  + " has used "
                  + String.format(Locale.ROOT, "%.1f", used * 100)
                  + " % of its numbers";
          if (used >= 0.95) {
            ended.add(words);
          } else if (used >= 0.75) {
            ending.add(words);
          }
        });
  }

  @Override
  public List<CheckLine> lines() {
    List<CheckLine> lines = new ArrayList<>();
    lines.add(
        (invalid.isEmpty()
                ? CheckLine.tick("invalid-indexes", "indexes", "all of them are valid")
                : CheckLine.warning(
                        "invalid-indexes",
                        "indexes",
                        "index "
                            + invalid.getFirst()
                            + " is invalid: it costs writes and helps nobody",
                        "DROP INDEX CONCURRENTLY it, and build it again")
                    .details(cut(invalid)))
            .fact("invalid", invalid.size()));
    lines.add(
        (unvalidated.isEmpty()
                ? CheckLine.tick("not-validated", "constraints", "all of them are validated")
                : CheckLine.warning(
                        "not-validated",
                        "constraints",
                        "constraint "
                            + unvalidated.getFirst()
                            + " is not validated: old rows may break it",
                        "veery check counts them; then ALTER TABLE … VALIDATE CONSTRAINT …")
                    .details(cut(unvalidated)))
            .fact("notValidated", unvalidated.size()));
    List<String> both = new ArrayList<>(ended);
    both.addAll(ending);
    String widen = "widen the column to bigint, and its sequence with it";
    CheckLine sequence =
        !ended.isEmpty()
            ? CheckLine.stop("sequences", "sequences", "sequence " + ended.getFirst(), widen)
            : !ending.isEmpty()
                ? CheckLine.warning(
                    "sequences", "sequences", "sequence " + ending.getFirst(), widen)
                : unreadable > 0
                    ? CheckLine.skipped(
                        "sequences",
                        "sequences",
                        "this role may not read " + unreadable + " of " + sequences)
                    : CheckLine.tick(
                        "sequences",
                        "sequences",
                        sequences == 0
                            ? "none"
                            : "none of " + Amount.number(sequences) + " is near its end");
    lines.add(
        sequence
            .details(both.isEmpty() ? List.of() : cut(both))
            .fact("sequences", sequences)
            .fact("nearEnd", both.size()));
    return lines;
  }

  /** What is not in the line itself. */
  private List<String> cut(List<String> all) {
    List<String> rest = all.subList(1, Math.min(all.size(), limits.tables() + 1));
    if (all.size() <= limits.tables() + 1) {
      return rest;
    }
    List<String> shown = new ArrayList<>(rest);
    shown.add("and " + (all.size() - limits.tables() - 1) + " more");
    return shown;
  }
}
