package dev.veery.core.lint.rule;

import dev.veery.core.lint.About;
import dev.veery.core.lint.Example;
import dev.veery.core.lint.Remedy;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.Site;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;

/** A unique index that also counts rows that are marked as deleted. */
final class SoftDeleteUnique extends Rule {

  SoftDeleteUnique() {
    super(
        About.warning("softdelete-unique-not-partial")
            .title("a unique index counts rows that are marked as deleted")
            .explain(
                """
                A value stays taken after its row has been marked as deleted, so it cannot be used again. A
                partial index, `WHERE deleted_at IS NULL`, counts only the rows that are there; a
                constraint cannot be partial, an index can.\
                """)
            .manual("indexes-partial.html")
            .example(
                Example.of(
                        "CREATE UNIQUE INDEX CONCURRENTLY notes_name_key ON notes (name);",
                        """
                        CREATE UNIQUE INDEX CONCURRENTLY notes_name_key ON notes (name)
                          WHERE deleted_at IS NULL;
                        """)
                    .before(
                        "CREATE TABLE notes (id int PRIMARY KEY, name text, deleted_at timestamptz);")
                    .with("soft-delete-columns", "deleted_at")
                    .otherSchema())
            .build());
  }

  @Override
  public void statement(Site at) {
    if (at.sql() instanceof CreateIndex create && create.unique()) {
      for (String column : at.settings().softDeleteColumns()) {
        boolean among =
            create.elements().stream()
                .anyMatch(e -> e.column() != null && e.column().effective().equals(column));
        boolean partial = create.where() != null && create.where().text().contains(column);
        if (at.table(create.table()).column(column) != null && !among && !partial) {
          at.report(
              this,
              null,
              "the unique index on " + create.table() + " counts rows that are marked in " + column,
              "The value of a deleted row stays taken.",
              create.where() == null
                  ? Remedy.instead(at.text() + " WHERE " + Identifiers.quote(column) + " IS NULL;")
                  : Remedy.instead(
                      Texts.replace(
                          at,
                          create.where().span(),
                          "("
                              + create.where()
                              + ") AND "
                              + Identifiers.quote(column)
                              + " IS NULL")));
        }
      }
    }
  }
}
