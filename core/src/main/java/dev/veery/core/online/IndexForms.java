package dev.veery.core.online;

import dev.veery.core.lint.state.ConstraintState;
import dev.veery.core.lint.state.IndexState;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.IndexStatement.CreateIndex;
import dev.veery.core.sql.ast.MaintenanceStatement.Reindex;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement.Drop;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.ViewStatement.Refresh;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Indexes and materialised views, CONCURRENTLY. */
final class IndexForms {

  private final OnlineFacts facts;
  private final StatementText text;

  IndexForms(ParsedStatement statement, OnlineFacts facts) {
    this.facts = facts;
    this.text = new StatementText(statement);
  }

  OnlineForm create(CreateIndex create) {
    TableState table = facts.table(create.table());
    if (create.concurrently() || !facts.isInUse(create.table())) {
      return OnlineForm.AsItIs.FORM;
    }
    String why = "an index on " + table + " would be built while writes wait";
    if (!table.isPartitioned()) {
      return pieces(why, new Piece.Alone(text.behind("index", " CONCURRENTLY")));
    }
    if (create.only()) {
      return OnlineForm.AsItIs.FORM;
    }
    // The server takes fitting indexes of the partitions for parts of the new one, whatever their
    // names are; those that it would have given itself are what it gives here too.
    List<Piece> pieces = new ArrayList<>();
    String definition = text.from(create.table().span().end());
    for (TableState leaf : ConstraintForms.leaves(table)) {
      pieces.add(
          new Piece.Alone(
              "CREATE "
                  + (create.unique() ? "UNIQUE " : "")
                  + "INDEX CONCURRENTLY ON "
                  + StatementText.name(leaf)
                  + definition));
    }
    pieces.add(new Piece.Own(text.all()));
    return new OnlineForm.Pieces(pieces, why);
  }

  OnlineForm drop(Drop drop) {
    List<Piece> pieces = new ArrayList<>();
    String why = "";
    for (ObjectName object : drop.objects()) {
      QualifiedName name = object.name();
      TableState table = name == null ? null : facts.schema().tableOfIndex(name);
      String written = name == null ? "" : text.part(name.span());
      if (table == null || !facts.isInUse(table)) {
        pieces.add(new Piece.Joined("DROP INDEX " + ifExists(drop) + written));
        continue;
      }
      if (table.isPartitioned()) {
        return new OnlineForm.Refused(
            "the index " + written + " of a partitioned table cannot be dropped concurrently", "");
      }
      if (drop.behavior() == Behavior.CASCADE) {
        return new OnlineForm.Refused(
            "DROP INDEX CONCURRENTLY has no CASCADE", "drop what depends on " + written + " first");
      }
      why =
          why.isEmpty() ? "reads and writes of " + table + " would wait for old transactions" : why;
      pieces.add(new Piece.Alone("DROP INDEX CONCURRENTLY " + ifExists(drop) + written));
    }
    return why.isEmpty() ? OnlineForm.AsItIs.FORM : new OnlineForm.Pieces(pieces, why);
  }

  private static String ifExists(Drop drop) {
    return drop.ifExists() ? "IF EXISTS " : "";
  }

  OnlineForm reindex(Reindex reindex) {
    if (reindex.concurrently()) {
      return OnlineForm.AsItIs.FORM;
    }
    if (reindex.what().equals("system")) {
      return new OnlineForm.Refused("system catalogs cannot be indexed anew concurrently", "");
    }
    QualifiedName name = reindex.name();
    if (reindex.what().equals("index") && name != null) {
      TableState table = facts.schema().tableOfIndex(name);
      if (table != null && !facts.isInUse(table)) {
        return OnlineForm.AsItIs.FORM;
      }
      ConstraintState constraint = table == null ? null : table.constraint(name.name());
      if (constraint != null && constraint.definition() instanceof Constraint.Exclude) {
        return new OnlineForm.Refused(
            "the index of the exclusion constraint " + name + " cannot be built anew concurrently",
            "");
      }
    } else if (reindex.what().equals("table") && name != null && !facts.isInUse(name)) {
      return OnlineForm.AsItIs.FORM;
    }
    return pieces(
        "writes would wait until the index is built anew",
        new Piece.Alone(text.behind(reindex.what(), " CONCURRENTLY")));
  }

  OnlineForm refresh(Refresh refresh) {
    TableState view = facts.table(refresh.name());
    if (refresh.concurrently() || !refresh.withData() || !facts.isInUse(refresh.name())) {
      return OnlineForm.AsItIs.FORM;
    }
    if (facts.schema().find(refresh.name()) == null || uniqueOf(view) == null) {
      return new OnlineForm.Refused(
          "REFRESH … CONCURRENTLY needs a unique index on columns of "
              + view
              + " without a condition",
          "create one, on columns that tell its rows apart");
    }
    return pieces(
        "reads of " + view + " would wait until it is filled",
        new Piece.Own(text.behind("view", " CONCURRENTLY")));
  }

  private static @Nullable IndexState uniqueOf(TableState view) {
    for (IndexState index : view.indexes()) {
      if (index.unique() && index.where() == null && !index.columns().contains("")) {
        return index;
      }
    }
    return null;
  }

  private static OnlineForm pieces(String why, Piece piece) {
    return new OnlineForm.Pieces(List.of(piece), why);
  }
}
