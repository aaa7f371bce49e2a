package dev.veery.core.sql.ast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Triggers, event triggers and rules. */
final class TriggerParser {

  private final Cursor c;

  TriggerParser(Cursor c) {
    this.c = c;
  }

  SqlStatement createTrigger(boolean orReplace) {
    boolean constraint = c.accept("constraint");
    c.expect("trigger");
    Identifier name = c.identifier();
    String timing = c.anyWord();
    if (timing.equals("instead")) {
      c.expect("of");
      timing = "instead of";
    }
    List<String> events = new ArrayList<>(2);
    List<Identifier> columns = new ArrayList<>(0);
    do {
      events.add(c.anyWord());
      if (c.accept("of")) {
        columns.addAll(c.identifiers());
      }
    } while (c.accept("or"));
    c.expect("on");
    QualifiedName table = c.qualifiedName();
    boolean row = timingAndLevel();
    Expression when = c.accept("when") ? c.parenthesised() : null;
    QualifiedName function = execute();
    return new TriggerStatement.CreateTrigger(
        orReplace,
        constraint,
        name,
        timing,
        events,
        columns,
        table,
        row,
        when,
        function,
        c.parenthesised());
  }

  /** What may stand between the table and WHEN; whether the trigger is for each row. */
  private boolean timingAndLevel() {
    boolean row = false;
    while (!c.isAny("when", "execute")) {
      switch (c.word()) {
        case "from" -> {
          c.advance();
          c.qualifiedName();
        }
        case "not", "initially" -> c.moveTo(c.pos() + 2);
        case "deferrable", "enforced" -> c.advance();
        case "referencing" -> {
          c.advance();
          while (c.isAny("old", "new")) {
            c.advance();
            c.anyWord();
            c.accept("as");
            c.identifier();
          }
        }
        case "for" -> {
          c.advance();
          c.accept("each");
          row = c.anyWord().equals("row");
        }
        default -> throw c.mismatch();
      }
    }
    return row;
  }

  private QualifiedName execute() {
    c.expect("execute");
    if (!c.accept("function")) {
      c.expect("procedure");
    }
    return c.qualifiedName();
  }

  SqlStatement createEventTrigger() {
    c.expect("event");
    c.expect("trigger");
    Identifier name = c.identifier();
    c.expect("on");
    Identifier event = c.label();
    Expression filter = c.accept("when") ? c.until(x -> x.is("execute")) : null;
    QualifiedName function = execute();
    c.parenthesised();
    return new TriggerStatement.CreateEventTrigger(name, event, filter, function);
  }

  SqlStatement createRule(boolean orReplace) {
    c.expect("rule");
    Identifier name = c.identifier();
    c.expect("as");
    c.expect("on");
    String event = c.anyWord();
    c.expect("to");
    QualifiedName table = c.qualifiedName();
    @Nullable Expression where = c.accept("where") ? c.until(x -> x.is("do")) : null;
    c.expect("do");
    boolean instead = c.accept("instead");
    if (!instead) {
      c.accept("also");
    }
    if (c.atEnd()) {
      throw c.mismatch();
    }
    return new TriggerStatement.CreateRule(orReplace, name, event, table, where, instead, c.rest());
  }
}
