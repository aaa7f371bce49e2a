package dev.veery.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Generated migrations: each makes a table with an index and a comment, which is what a migration
 * of an ordinary application looks like to the server: small DDL and one commit.
 */
record Workload(List<Item> items) {

  /**
   * @param number from 1
   * @param name a part of a file name
   * @param up statements, each ended by a semicolon and a line feed
   * @param down likewise
   */
  record Item(int number, String name, String up, String down) {}

  Workload {
    items = List.copyOf(items);
  }

  static Workload of(int size) {
    var items = new ArrayList<Item>();
    for (int i = 1; i <= size; i++) {
      String table = "item_%04d".formatted(i);
      items.add(
          new Item(
              i,
              "create_" + table,
              """
              CREATE TABLE %1$s (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name text NOT NULL,
                price numeric(12, 2) NOT NULL DEFAULT 0,
                created_at timestamptz NOT NULL DEFAULT now()
              );
              CREATE INDEX %1$s_name_idx ON %1$s (name);
              COMMENT ON TABLE %1$s IS 'Items of list %2$d';
              """
                  .formatted(table, i),
              "DROP TABLE %s;\n".formatted(table)));
    }
    return new Workload(items);
  }

  int size() {
    return items.size();
  }
}
