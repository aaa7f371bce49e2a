package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.MaintenanceStatement.Relation;
import java.util.ArrayList;
import java.util.List;

/** VACUUM, ANALYZE, CLUSTER, REINDEX and their like. */
final class MaintenanceParser {

  private final Cursor c;

  MaintenanceParser(Cursor c) {
    this.c = c;
  }

  SqlStatement vacuum() {
    c.expect("vacuum");
    List<Option> options = options("full", "freeze", "verbose", "analyze", "analyse");
    return new MaintenanceStatement.Vacuum(options, relations());
  }

  SqlStatement analyze() {
    c.advance();
    List<Option> options = options("verbose");
    return new MaintenanceStatement.Analyze(options, relations());
  }

  /** {@code (option, …)} or the words of old. */
  private List<Option> options(String... words) {
    if (c.isKind(TokenKind.OPEN_PAREN)) {
      return c.options();
    }
    List<Option> options = new ArrayList<>(1);
    for (String word : words) {
      if (c.accept(word)) {
        options.add(new Option(word, null));
      }
    }
    return options;
  }

  private List<Relation> relations() {
    List<Relation> relations = new ArrayList<>(1);
    if (c.atEnd()) {
      return relations;
    }
    do {
      c.accept("only");
      QualifiedName name = c.qualifiedName();
      c.acceptOperator('*');
      relations.add(new Relation(name, c.optionalColumnList()));
    } while (c.accept(TokenKind.COMMA));
    return relations;
  }

  SqlStatement cluster() {
    c.expect("cluster");
    List<Option> options = options("verbose");
    if (c.atEnd()) {
      return new MaintenanceStatement.Cluster(options, null, null);
    }
    QualifiedName first = c.qualifiedName();
    if (c.accept("on")) {
      // CLUSTER index ON table, the syntax of before 8.3
      return new MaintenanceStatement.Cluster(options, c.qualifiedName(), first.parts().getLast());
    }
    Identifier index = c.accept("using") ? c.identifier() : null;
    return new MaintenanceStatement.Cluster(options, first, index);
  }

  SqlStatement reindex() {
    c.expect("reindex");
    List<Option> options = new ArrayList<>(options());
    String what = c.anyWord();
    switch (what) {
      case "index", "table", "schema", "database", "system" -> {}
      default -> throw c.mismatch();
    }
    boolean concurrently = c.accept("concurrently");
    for (Option option : options) {
      concurrently |= option.name().equals("concurrently") && option.isOn();
    }
    QualifiedName name = c.atEnd() ? null : c.qualifiedName();
    return new MaintenanceStatement.Reindex(options, what, concurrently, name);
  }

  SqlStatement checkpoint() {
    c.expect("checkpoint");
    return new MaintenanceStatement.Other("CHECKPOINT", c.rest());
  }

  SqlStatement load() {
    c.expect("load");
    int from = c.pos();
    c.string();
    return new MaintenanceStatement.Other("LOAD", c.range(from, c.pos()));
  }
}
