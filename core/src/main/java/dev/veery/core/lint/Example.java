package dev.veery.core.lint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two ways of writing a migration: one in which a rule finds something, and one in which it does
 * not. The documentation shows them, the tests run them.
 *
 * @param before what earlier migrations made, rows included
 * @param bad the migration in which the rule finds something
 * @param good the migration in which it finds nothing
 * @param server the major on which this holds
 * @param settings of the linter, as in {@code [lint]}
 * @param proofs what the server confirms about the bad one
 * @param sameSchema whether both end in the same schema, and so does the remedy of the finding
 * @param down of the bad migration, empty for none
 * @param goodDown of the good migration, empty for none
 */
public record Example(
    String before,
    String bad,
    String good,
    int server,
    Map<String, String> settings,
    List<Proof> proofs,
    boolean sameSchema,
    String down,
    String goodDown) {

  /** What examples begin with where they say nothing else: two tables with a few rows. */
  public static final String SHOP =
      """
      CREATE TABLE customers (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        email text,
        name varchar(50)
      );
      CREATE TABLE orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        customer_id bigint NOT NULL,
        state text NOT NULL DEFAULT 'new',
        total numeric(10, 2),
        note varchar(100),
        placed_at timestamptz
      );
      INSERT INTO customers (email, name)
        SELECT 'c' || i || '@example.com', 'Customer ' || i FROM generate_series(1, 20) i;
      INSERT INTO orders (customer_id, total, note, placed_at)
        SELECT 1 + i % 20, i, 'note ' || i, '2026-01-01' FROM generate_series(1, 100) i;
      """
          .strip();

  public Example {
    before = before.strip();
    bad = bad.strip();
    good = good.strip();
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    proofs = List.copyOf(proofs);
    down = down.strip();
    goodDown = goodDown.strip();
  }

  /** An example on the {@link #SHOP} that ends in the same schema either way. */
  public static Example of(String bad, String good) {
    return new Example(SHOP, bad, good, 18, Map.of(), List.of(), true, "", "");
  }

  /** The same with other tables before it. */
  public Example before(String sql) {
    return new Example(sql, bad, good, server, settings, proofs, sameSchema, down, goodDown);
  }

  /** The same with more tables before it. */
  public Example and(String sql) {
    return before(before + "\n" + sql.strip());
  }

  /** The same on another major. */
  public Example on(int major) {
    return new Example(before, bad, good, major, settings, proofs, sameSchema, down, goodDown);
  }

  /** The same with a setting of the linter. */
  public Example with(String setting, String value) {
    Map<String, String> more = new LinkedHashMap<>(settings);
    more.put(setting, value);
    return new Example(before, bad, good, server, more, proofs, sameSchema, down, goodDown);
  }

  /** The same with one more claim. */
  public Example proves(Proof proof) {
    List<Proof> more = new ArrayList<>(proofs);
    more.add(proof);
    return new Example(before, bad, good, server, settings, more, sameSchema, down, goodDown);
  }

  /** The same, where the good one is meant to end in another schema. */
  public Example otherSchema() {
    return new Example(before, bad, good, server, settings, proofs, false, down, goodDown);
  }

  /** The same with down scripts. */
  public Example downs(String ofBad, String ofGood) {
    return new Example(before, bad, good, server, settings, proofs, sameSchema, ofBad, ofGood);
  }
}
