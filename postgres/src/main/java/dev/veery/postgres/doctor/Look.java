package dev.veery.postgres.doctor;

import dev.veery.core.verify.CheckLine;
import dev.veery.postgres.session.Session.RowReader;
import java.util.List;

/**
 * A part of an examination: the queries that it needs and the lines that it makes of their answers.
 * The queries of all parts travel together.
 */
interface Look {

  /** Heading of its lines. */
  String title();

  /** Statements separated by semicolons, each a query. */
  String sql();

  /** One for each query. */
  List<RowReader> readers();

  /** What comes of the answers. */
  List<CheckLine> lines();

  /** What is said instead when its queries fail. */
  default List<CheckLine> unknown(String why) {
    return List.of(CheckLine.skipped(code(), title().toLowerCase(java.util.Locale.ROOT), why));
  }

  /** Of the line that stands for the whole part when it cannot be looked at. */
  String code();
}
