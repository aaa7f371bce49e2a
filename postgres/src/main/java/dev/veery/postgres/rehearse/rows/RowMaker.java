package dev.veery.postgres.rehearse.rows;

import dev.veery.postgres.rehearse.rows.TablePlan.ColumnPlan;
import dev.veery.postgres.rehearse.rows.TablePlan.Key;
import dev.veery.postgres.rehearse.rows.TablePlan.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of one table, one after the other.
 *
 * <p>A row begins with its foreign keys: each takes a row of its parent, or stays NULL where it
 * may. Columns that several foreign keys share are settled by the first, and the others look for
 * parents that agree. Then the other columns get values, and last the row is held against the keys
 * of the table; after some attempts in vain the columns of a key are counted instead of drawn.
 */
final class RowMaker {

  private static final int ATTEMPTS = 24;
  private static final int COUNTED_FROM = 8;

  private final TablePlan plan;
  private final SplittableRandom random;
  private final Values.Style style;
  private final Map<Reference, Parents> parents;
  private final List<Set<String>> seen = new ArrayList<>();

  /** For each column whether it alone is a key, so that it is counted at once. */
  private final boolean[] alone;

  /** For each column whether a foreign key gives its value. */
  private final boolean[] referring;

  /** Foreign keys that hold a key of the table: each parent has one child at most. */
  private final Set<Reference> once = new HashSet<>();

  /** Counts every attempt, from the first key on. */
  private long number;

  /**
   * @param parents rows that foreign keys may take; one without is left NULL, and its columns get
   *     any value where they may not be
   * @param firstKey where keys that are counted begin
   */
  RowMaker(
      TablePlan plan,
      SplittableRandom random,
      Values.Style style,
      Map<Reference, Parents> parents,
      long firstKey) {
    this.plan = plan;
    this.number = firstKey;
    this.random = random;
    this.style = style;
    this.parents = parents;
    this.alone = new boolean[plan.columns().size()];
    this.referring = new boolean[plan.columns().size()];
    for (Key key : plan.keys()) {
      seen.add(new HashSet<>());
      if (key.columns().length == 1) {
        alone[key.columns()[0]] = true;
      }
    }
    for (Reference reference : plan.references()) {
      Set<Integer> columns = new HashSet<>();
      for (int column : reference.columns()) {
        referring[column] = true;
        columns.add(column);
      }
      for (Key key : plan.keys()) {
        if (Arrays.stream(key.columns()).allMatch(columns::contains)) {
          once.add(reference);
        }
      }
    }
  }

  /** Goes on with other rows in another way, knowing the keys that are taken. */
  RowMaker with(Values.Style other) {
    var maker = new RowMaker(plan, random, other, parents, number);
    for (int i = 0; i < seen.size(); i++) {
      maker.seen.get(i).addAll(seen.get(i));
    }
    return maker;
  }

  /** The next row; null when no more can be made. */
  @Nullable String @Nullable [] next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      @Nullable String[] row = new String[plan.columns().size()];
      boolean[] settled = new boolean[row.length];
      boolean referred = refer(row, settled);
      if (referred) {
        draw(row, settled, attempt >= COUNTED_FROM);
      }
      number++;
      if (!referred) {
        continue;
      }
      if (isNew(row)) {
        return row;
      }
    }
    return null;
  }

  private boolean refer(@Nullable String[] row, boolean[] settled) {
    for (Reference reference : plan.references()) {
      Parents from = parents.get(reference);
      if (from == null) {
        if (!later(reference, row, settled)) {
          return false;
        }
        continue;
      }
      boolean nullable = canBeNull(reference, settled);
      if (nullable && random.nextInt(8) == 0) {
        setNull(reference, row, settled);
        continue;
      }
      @Nullable String[] parent =
          from.matching(
              reference.columns(), row, settled, random, once.contains(reference) ? number : -1);
      if (parent != null) {
        for (int i = 0; i < parent.length; i++) {
          row[reference.columns()[i]] = parent[i];
          settled[reference.columns()[i]] = true;
        }
      } else if (nullable) {
        setNull(reference, row, settled);
      } else if (!isNullAlready(reference, row, settled)) {
        return false;
      }
    }
    return true;
  }

  /** The parent has no rows yet: what may be NULL is, the rest gets values that are made good. */
  private boolean later(Reference reference, @Nullable String[] row, boolean[] settled) {
    if (canBeNull(reference, settled)) {
      setNull(reference, row, settled);
    }
    return true;
  }

  private boolean canBeNull(Reference reference, boolean[] settled) {
    boolean all = true;
    boolean any = false;
    for (int column : reference.columns()) {
      boolean nullable = plan.columns().get(column).nullable() && !settled[column];
      all &= nullable;
      any |= nullable;
    }
    return reference.full() ? all : any;
  }

  private void setNull(Reference reference, @Nullable String[] row, boolean[] settled) {
    for (int column : reference.columns()) {
      if (plan.columns().get(column).nullable() && !settled[column]) {
        row[column] = null;
        settled[column] = true;
      }
    }
  }

  private static boolean isNullAlready(
      Reference reference, @Nullable String[] row, boolean[] settled) {
    for (int column : reference.columns()) {
      if (settled[column] && row[column] == null) {
        return !reference.full();
      }
    }
    return false;
  }

  private void draw(@Nullable String[] row, boolean[] settled, boolean counted) {
    for (int i = 0; i < row.length; i++) {
      if (settled[i]) {
        continue;
      }
      ColumnPlan column = plan.columns().get(i);
      boolean keyed = alone[i] || (counted && isKeyed(i));
      if (column.nullable() && random.nextInt(7) == 0) {
        row[i] = null;
      } else {
        row[i] = value(column, keyed || (column.mostly() && random.nextInt(4) != 0));
      }
    }
  }

  private String value(ColumnPlan column, boolean counted) {
    if (counted) {
      String value = column.values().distinct(number);
      if (value != null) {
        return value;
      }
    }
    if (!column.pool().isEmpty() && random.nextInt(4) != 0) {
      return column.pool().get(random.nextInt(column.pool().size()));
    }
    return column.values().next(random, style);
  }

  private boolean isKeyed(int column) {
    if (referring[column]) {
      return false;
    }
    for (Key key : plan.keys()) {
      for (int c : key.columns()) {
        if (c == column) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isNew(@Nullable String[] row) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      String text = text(plan.keys().get(i), row);
      texts.add(text);
      if (!text.isEmpty() && seen.get(i).contains(text)) {
        return false;
      }
    }
    for (int i = 0; i < seen.size(); i++) {
      if (!texts.get(i).isEmpty()) {
        seen.get(i).add(texts.get(i));
      }
    }
    return true;
  }

  /** The values of a key; empty where a NULL makes the row unlike every other. */
  private static String text(Key key, @Nullable String[] row) {
    var text = new StringBuilder();
    for (int column : key.columns()) {
      String value = row[column];
      if (value == null) {
        if (!key.nullsToo()) {
          return "";
        }
        text.append("N");
      } else {
        // Values that differ in blanks at the end or in zeros are the same to some types.
        text.append(value.stripTrailing()).append('\u0000');
      }
    }
    return text.toString();
  }

  /**
   * The rows that a foreign key may refer to.
   *
   * @param rows the referenced columns of each
   */
  record Parents(List<@Nullable String[]> rows, Map<String, Map<String, List<Integer>>> indexes) {

    Parents(List<@Nullable String[]> rows) {
      this(rows, new HashMap<>());
    }

    /**
     * One that agrees with the columns that are settled; few are taken often, most seldom.
     *
     * @param turn where each is to be taken once, whose turn it is; else negative
     */
    @Nullable String @Nullable [] matching(
        int[] columns,
        @Nullable String[] row,
        boolean[] settled,
        SplittableRandom random,
        long turn) {
      if (rows.isEmpty()) {
        return null;
      }
      List<Integer> bound = new ArrayList<>();
      var wanted = new StringBuilder();
      for (int i = 0; i < columns.length; i++) {
        if (settled[columns[i]]) {
          bound.add(i);
          wanted.append(row[columns[i]]).append('\u0000');
        }
      }
      if (bound.isEmpty()) {
        return rows.get(place(rows.size(), random, turn));
      }
      Map<String, List<Integer>> index =
          indexes.computeIfAbsent(bound.toString(), key -> indexOf(bound));
      List<Integer> found = index.getOrDefault(wanted.toString(), List.of());
      return found.isEmpty() ? null : rows.get(found.get(place(found.size(), random, turn)));
    }

    private Map<String, List<Integer>> indexOf(List<Integer> places) {
      Map<String, List<Integer>> index = new HashMap<>();
      for (int i = 0; i < rows.size(); i++) {
        var text = new StringBuilder();
        for (int place : places) {
          text.append(rows.get(i)[place]).append('\u0000');
        }
        index.computeIfAbsent(text.toString(), key -> new ArrayList<>()).add(i);
      }
      return index;
    }

    private static int place(int size, SplittableRandom random, long turn) {
      if (turn >= 0) {
        return (int) (turn % size);
      }
      double place = random.nextDouble();
      // One in four at random, so that a key over a foreign key finds parents that are free.
      return (int) (size * (random.nextInt(4) == 0 ? place : place * place * place));
    }
  }
}
