package dev.veery.core.lint.rule;

import dev.veery.core.lint.Site;
import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.ast.ActionSpans;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;

/** One subcommand of an ALTER TABLE as text, and what is left of the statement without it. */
final class AlterText {

  private final Site at;
  private final AlterTable alter;
  private final int index;

  AlterText(Site at, AlterTable alter, int index) {
    this.at = at;
    this.alter = alter;
    this.index = index;
  }

  AlterTable statement() {
    return alter;
  }

  /** The table, as written. */
  String name() {
    return at.text(alter.name().span());
  }

  TableState table() {
    return at.table(alter.name());
  }

  /** Where the subcommand stands. */
  Span span() {
    List<Span> parts = parts();
    return index < parts.size() ? parts.get(index) : parts.getLast();
  }

  /** The subcommand as written. */
  String text() {
    return at.text(span());
  }

  /** {@code ALTER TABLE name text;}, with IF EXISTS and ONLY as they were. */
  String with(String text) {
    return head() + " " + text + ";";
  }

  /** The other subcommands as a statement of their own, in a list of at most one. */
  List<String> others() {
    List<String> others = new ArrayList<>();
    List<Span> parts = parts();
    for (int i = 0; i < parts.size(); i++) {
      if (i != index) {
        others.add(at.text(parts.get(i)));
      }
    }
    return others.isEmpty()
        ? List.of()
        : List.of(head() + "\n  " + String.join(",\n  ", others) + ";");
  }

  /** The other subcommands, then these lines. */
  List<String> othersAnd(String... lines) {
    List<String> all = new ArrayList<>(others());
    all.addAll(List.of(lines));
    return all;
  }

  private String head() {
    int start = at.statement().tokens().start(0);
    return at.text(new Span(start, alter.name().span().end()));
  }

  private List<Span> parts() {
    return ActionSpans.of(at.statement().tokens(), alter);
  }
}
