package dev.veery.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The generated part of a database's schema as text, to see that every tool ends with the same. */
final class Schema {

  /** Only what the migrations make: every tool keeps its own tables somewhere. */
  private static final String QUERY =
      """
      SELECT c.relname, c.relkind::text, obj_description(c.oid, 'pg_class'),
             pg_get_indexdef(i.indexrelid),
             (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                                || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                                || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''),
                                ', ' ORDER BY a.attnum)
                FROM pg_attribute a
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
        FROM pg_class c
        LEFT JOIN pg_index i ON i.indexrelid = c.oid
       WHERE c.relname ~ '^item_[0-9]+' AND c.relnamespace = 'public'::regnamespace
       ORDER BY c.relname COLLATE "C"
      """;

  private Schema() {}

  static List<String> read(Target target) throws SQLException {
    try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      var lines = new ArrayList<String>();
      while (rows.next()) {
        var line = new ArrayList<String>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.add(String.valueOf(rows.getString(i)));
        }
        lines.add(String.join(" | ", line));
      }
      return lines;
    }
  }

  static void execute(Target target, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(target.jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
