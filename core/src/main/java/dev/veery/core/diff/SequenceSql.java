package dev.veery.core.diff;

import dev.veery.core.catalog.Relation.Sequence;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;

/** Sequences, alone and behind identity columns. */
final class SequenceSql {

  private SequenceSql() {}

  static String create(Sequence sequence) {
    var parts = new ArrayList<String>();
    if (!sequence.type().equals("bigint")) {
      parts.add("AS " + sequence.type());
    }
    parts.addAll(options(sequence));
    return "CREATE "
        + (sequence.unlogged() ? "UNLOGGED " : "")
        + "SEQUENCE "
        + sequence.id().sqlName()
        + (parts.isEmpty() ? "" : ' ' + String.join(" ", parts));
  }

  /** {@code (SEQUENCE NAME … START WITH …)} with a space before it, or nothing. */
  static String identityOptions(Sequence sequence, String table, String column) {
    var parts = new ArrayList<String>();
    if (!sequence.id().name().equals(table + '_' + column + "_seq")) {
      parts.add("SEQUENCE NAME " + sequence.id().sqlName());
    }
    parts.addAll(options(sequence));
    return parts.isEmpty() ? "" : " (" + String.join(" ", parts) + ')';
  }

  static String ownedBy(Sequence sequence) {
    return sequence
        .ownedBy()
        .map(owner ->
            "ALTER SEQUENCE "
                + sequence.id().sqlName()
                + " OWNED BY "
                + owner.table().sqlName()
                + '.'
                + Identifiers.quote(owner.column()))
        .orElse("");
  }

  /** Every option with its value, as ALTER SEQUENCE takes them. */
  static String allOptions(Sequence sequence) {
    return "AS "
        + sequence.type()
        + " INCREMENT BY "
        + sequence.increment()
        + " MINVALUE "
        + sequence.minimum()
        + " MAXVALUE "
        + sequence.maximum()
        + " START WITH "
        + sequence.start()
        + " CACHE "
        + sequence.cache()
        + (sequence.cycle() ? " CYCLE" : " NO CYCLE");
  }

  /** What is not as CREATE SEQUENCE would choose it. */
  private static List<String> options(Sequence sequence) {
    var parts = new ArrayList<String>();
    boolean ascending = sequence.increment() > 0;
    long lowest =
        switch (sequence.type()) {
          case "smallint" -> Short.MIN_VALUE;
          case "integer" -> Integer.MIN_VALUE;
          default -> Long.MIN_VALUE;
        };
    long highest = -(lowest + 1);
    if (sequence.start() != (ascending ? sequence.minimum() : sequence.maximum())) {
      parts.add("START WITH " + sequence.start());
    }
    if (sequence.increment() != 1) {
      parts.add("INCREMENT BY " + sequence.increment());
    }
    if (sequence.minimum() != (ascending ? 1 : lowest)) {
      parts.add("MINVALUE " + sequence.minimum());
    }
    if (sequence.maximum() != (ascending ? highest : -1)) {
      parts.add("MAXVALUE " + sequence.maximum());
    }
    if (sequence.cache() != 1) {
      parts.add("CACHE " + sequence.cache());
    }
    if (sequence.cycle()) {
      parts.add("CYCLE");
    }
    return parts;
  }
}
