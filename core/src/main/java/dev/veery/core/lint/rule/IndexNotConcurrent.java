package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.LockMode;
import dev.veery.core.lint.Proof;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import java.util.ArrayList;
import java.util.List;

/** CREATE INDEX without CONCURRENTLY. */
final class IndexNotConcurrent extends Rule {

  IndexNotConcurrent() {
    super(
        About.error("lock-index-not-concurrent")
            .title("an index is built while writes wait")
            .explain(
                """
                `CREATE INDEX` holds a `SHARE` lock on the table for as long as it reads the table and
                sorts what it finds: minutes on a large one. Every `INSERT`, `UPDATE` and `DELETE` on
                it waits for that long; reads go on.\
                """)
            .explain(
                """
                With `CONCURRENTLY` the build takes a `SHARE UPDATE EXCLUSIVE` lock, which lets reads
                and writes through. It reads the table twice, waits for older transactions, and may not
                run in a transaction block; Veery therefore runs it by itself, and after an
                interruption finds out whether the index is there and valid.\
                """)
            .explain(
                """
                A partitioned table takes no `CONCURRENTLY`. There the index is made on the parent alone
                (`ON ONLY`), then concurrently on each partition, and the parts are attached; the index
                becomes valid with the last one.\
                """)
            .manual("sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")
            .manual("explicit-locking.html#LOCKING-TABLES")
            .example(
                Example.of(
                        "CREATE INDEX orders_customer_id_idx ON orders (customer_id);",
                        "CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);")
                    .proves(Proof.locks("orders", LockMode.SHARE))
                    .proves(Proof.scans("orders")))
            .example(
                Example.of(
                        "CREATE INDEX events_kind_idx ON events (kind);",
                        """
                        CREATE INDEX events_kind_idx ON ONLY events (kind);
                        CREATE INDEX CONCURRENTLY events_2026_kind_idx ON events_2026 (kind);
                        ALTER INDEX events_kind_idx ATTACH PARTITION events_2026_kind_idx;
                        """)
                    .before(
                        """
                        CREATE TABLE events (at date NOT NULL, kind text) PARTITION BY RANGE (at);
                        CREATE TABLE events_2026 PARTITION OF events
                          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
                        INSERT INTO events SELECT '2026-05-05', 'kind ' || i FROM generate_series(1, 50) i;
                        """)
                    .proves(Proof.locks("events_2026", LockMode.SHARE))
                    .proves(Proof.scans("events_2026")))
            .build());
  }

  @Override
  public void statement(Site at) {
    if (!(at.sql() instanceof CreateIndex create)
        || create.concurrently()
        || at.isNew(create.table())) {
      return;
    }
    TableState table = at.table(create.table());
    if (table.isPartitioned() && create.only()) {
      return;
    }
    String index = create.name() == null ? "an index" : "index " + create.name();
    at.report(
        this,
        null,
        index + " on " + table + " is built without CONCURRENTLY",
        "Every write to "
            + table
            + " waits until the whole table is read and the index is written; reads go on.",
        table.isPartitioned()
            ? ofPartitioned(at, create, table)
            : Remedy.instead(Texts.insertBehind(at, "index", " CONCURRENTLY")));
  }

  private static Remedy ofPartitioned(Site at, CreateIndex create, TableState table) {
    List<String> lines = new ArrayList<>();
    String parent =
        create.name() == null
            ? Texts.name(table.name(), List.of(), "idx")
            : at.text(create.name().span());
    String written = at.text(create.table().span());
    String behind = Texts.rest(at, create.table().span().end());
    String unique = create.unique() ? "UNIQUE " : "";
    lines.add("CREATE " + unique + "INDEX " + parent + " ON ONLY " + written + behind + ";");
    for (TableState partition : table.partitions()) {
      String name = partIndex(create, table, partition);
      lines.add(
          "CREATE "
              + unique
              + "INDEX CONCURRENTLY "
              + name
              + " ON "
              + Identifiers.qualify(
                  partition.schema().equals("public") ? "" : partition.schema(), partition.name())
              + behind
              + ";");
      lines.add("ALTER INDEX " + parent + " ATTACH PARTITION " + name + ";");
    }
    if (table.partitions().isEmpty()) {
      lines.add("-- then CREATE INDEX CONCURRENTLY on each partition, and");
      lines.add("-- ALTER INDEX " + parent + " ATTACH PARTITION … for each of them");
    }
    return Remedy.instead(lines);
  }

  /** As the server names the parts: the partition's name in place of the table's. */
  private static String partIndex(CreateIndex create, TableState table, TableState partition) {
    String name = create.name() == null ? table.name() + "_idx" : create.name().name();
    return Identifiers.quote(
        name.startsWith(table.name())
            ? partition.name() + name.substring(table.name().length())
            : partition.name() + "_" + name);
  }
}
