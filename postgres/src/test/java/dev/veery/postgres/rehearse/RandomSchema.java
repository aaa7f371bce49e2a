package dev.veery.postgres.rehearse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Schemas that a server accepts and that rows exist for. */
final class RandomSchema {

  private static final List<String> TYPES =
      List.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "numeric(7,3)",
          "real",
          "double precision",
          "text",
          "varchar(12)",
          "char(4)",
          "boolean",
          "uuid",
          "bytea",
          "date",
          "timestamp",
          "timestamptz",
          "time",
          "interval",
          "json",
          "jsonb",
          "inet",
          "int4range",
          "integer[]",
          "text[]",
          "mood",
          "short",
          "bit(6)",
          "pair",
          "mood[]",
          "short[]",
          "money",
          "timetz",
          "macaddr",
          "tsvector",
          "daterange");

  /** Types that may be keys and have room for many values. */
  private static final List<String> KEYS =
      List.of(
          "integer",
          "bigint",
          "uuid",
          "text",
          "varchar(9)",
          "date",
          "timestamptz",
          "numeric(9,2)",
          "short");

  private final SplittableRandom random;
  private final StringBuilder sql = new StringBuilder();
  private final List<String> late = new ArrayList<>();

  private RandomSchema(SplittableRandom random) {
    this.random = random;
  }

  static String sql(SplittableRandom random) {
    return new RandomSchema(random).make();
  }

  private String make() {
    sql.append(
        """
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
        CREATE DOMAIN short AS text CHECK (length(VALUE) < 9) CHECK (VALUE <> 'no');
        CREATE TYPE pair AS (a integer, b text);
        """);
    int tables = 2 + random.nextInt(6);
    List<String> keyTypes = new ArrayList<>();
    for (int t = 0; t < tables; t++) {
      keyTypes.add(pick(KEYS));
    }
    for (int t = 0; t < tables; t++) {
      table(t, keyTypes);
    }
    late.forEach(statement -> sql.append(statement).append(";\n"));
    return sql.toString();
  }

  private void table(int t, List<String> keyTypes) {
    boolean identity =
        keyTypes.get(t).equals("bigint")
            || (keyTypes.get(t).equals("integer") && random.nextBoolean());
    boolean partitioned = random.nextInt(5) == 0;
    List<String> parts = new ArrayList<>();
    parts.add(
        "id "
            + keyTypes.get(t)
            + (identity ? " GENERATED ALWAYS AS IDENTITY" : "")
            + " PRIMARY KEY");
    int columns = 1 + random.nextInt(8);
    for (int c = 0; c < columns; c++) {
      parts.add("c" + c + " " + pick(TYPES) + (random.nextBoolean() ? " NOT NULL" : ""));
    }
    parts.add(
        "n integer NOT NULL" + (random.nextBoolean() ? " CHECK (n BETWEEN -5 AND 4000)" : ""));
    parts.add("w varchar(30)" + (random.nextBoolean() ? " CHECK (w IN ('a', 'b', 'ccc'))" : ""));
    if (random.nextInt(3) == 0) {
      parts.add("CHECK (length(w) < n OR n > 0)");
    }
    if (random.nextInt(3) == 0) {
      parts.add("g bigint GENERATED ALWAYS AS (n::bigint * 2) STORED");
    }
    if (random.nextInt(3) == 0) {
      parts.add("UNIQUE (" + (partitioned ? "id, " : "") + "n, w)");
    }
    int references = random.nextInt(3);
    for (int r = 0; r < references; r++) {
      int parent = random.nextInt(keyTypes.size());
      boolean required = random.nextInt(3) == 0;
      parts.add("p" + r + " " + keyTypes.get(parent) + (required ? " NOT NULL" : ""));
      late.add(
          "ALTER TABLE t%d ADD FOREIGN KEY (p%d) REFERENCES t%d%s"
              .formatted(t, r, parent, random.nextBoolean() ? " DEFERRABLE" : ""));
    }
    sql.append("CREATE TABLE t%d (%s)".formatted(t, String.join(", ", parts)));
    if (!partitioned) {
      sql.append(";\n");
      if (random.nextInt(4) == 0) {
        sql.append("CREATE UNIQUE INDEX ON t%d (lower(w)) WHERE n > 10;\n".formatted(t));
      }
      return;
    }
    sql.append(" PARTITION BY HASH (id);\n");
    for (int i = 0; i < 2; i++) {
      sql.append(
          "CREATE TABLE t%d_%d PARTITION OF t%d FOR VALUES WITH (MODULUS 2, REMAINDER %d);\n"
              .formatted(t, i, t, i));
    }
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
