package dev.veery.core.online;

import dev.veery.core.lint.state.TableState;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.ActionSpans;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TableStatement.AlterTable;
import java.util.ArrayList;
import java.util.List;

/**
 * ALTER TABLE on a table in use.
 *
 * <p>The server sorts the subcommands of one statement into passes: it drops before it adds, and
 * adds columns before constraints. So the subcommands that are harmless stay together in one
 * statement at the head, the harmless halves of the others among them, and what takes long follows
 * piece by piece.
 */
final class AlterForms {

  private final ParsedStatement statement;
  private final AlterTable alter;
  private final OnlineFacts facts;
  private final StatementText text;
  private final TableState state;
  private final String table;
  private final ColumnForms columns;
  private final ConstraintForms constraints;

  AlterForms(ParsedStatement statement, AlterTable alter, OnlineFacts facts) {
    this.statement = statement;
    this.alter = alter;
    this.facts = facts;
    this.text = new StatementText(statement);
    this.state = facts.table(alter.name());
    this.table = text.part(alter.name().span());
    ServerNames names = new ServerNames(facts);
    this.constraints = new ConstraintForms(facts, names, text, table, state);
    this.columns = new ColumnForms(facts, names, text, table, state);
  }

  OnlineForm form() {
    boolean rows = alter.type() == ObjectType.TABLE && !state.isMaterializedView();
    if (!rows || !isInUse() || alter.only() && state.isPartitioned()) {
      return OnlineForm.AsItIs.FORM;
    }
    List<Span> spans = ActionSpans.of(statement.tokens(), alter);
    if (spans.size() != alter.actions().size()) {
      return OnlineForm.AsItIs.FORM;
    }
    List<String> head = new ArrayList<>();
    List<Piece> then = new ArrayList<>();
    List<Piece> foreignKeys = new ArrayList<>();
    List<Piece> leftovers = new ArrayList<>();
    String why = "";
    boolean makesKey = alter.actions().stream().anyMatch(AlterForms::makesKey);
    try {
      for (int i = 0; i < spans.size(); i++) {
        AlterAction action = alter.actions().get(i);
        ActionForm form = of(action, text.part(spans.get(i)));
        why = why.isEmpty() ? form.why() : why;
        leftovers.addAll(form.leftovers());
        if (makesKey && isForeignKey(action)) {
          // It may refer to the key that this statement makes, which comes in the pieces.
          form.head().forEach(one -> foreignKeys.add(new Piece.Own(alterTable(one))));
          foreignKeys.addAll(form.then());
        } else {
          head.addAll(form.head());
          then.addAll(form.then());
        }
      }
    } catch (ActionForm.NoForm e) {
      return e.refused();
    }
    if (why.isEmpty()) {
      return OnlineForm.AsItIs.FORM;
    }
    List<Piece> pieces = new ArrayList<>();
    if (!head.isEmpty()) {
      pieces.add(
          new Piece.Joined(
              text.upTo(alter.name().span().end())
                  + (head.size() == 1 ? " " : "\n  ")
                  + String.join(",\n  ", head)));
    }
    pieces.addAll(then);
    pieces.addAll(foreignKeys);
    return new OnlineForm.Pieces(pieces, leftovers, why);
  }

  /** Whether anybody uses the table, or the one that is about to become its partition. */
  private boolean isInUse() {
    return facts.isInUse(alter.name())
        || alter.actions().stream()
            .anyMatch(a ->
                a instanceof AlterAction.AttachPartition attach
                    && facts.isInUse(attach.partition()));
  }

  private static boolean makesKey(AlterAction action) {
    return switch (action) {
      case AlterAction.AddConstraint add -> add.constraint() instanceof Constraint.Unique;
      case AlterAction.AddColumn add -> add.column().constraint(Constraint.Unique.class) != null;
      default -> false;
    };
  }

  private static boolean isForeignKey(AlterAction action) {
    return action instanceof AlterAction.AddConstraint add
        && add.constraint() instanceof Constraint.ForeignKey;
  }

  private String alterTable(String action) {
    return "ALTER TABLE " + table + " " + action;
  }

  private ActionForm of(AlterAction action, String plain) throws ActionForm.NoForm {
    return switch (action) {
      case AlterAction.AddColumn add -> columns.of(add, plain);
      case AlterAction.AddConstraint add -> {
        ActionForm form = constraints.of(add.constraint(), null);
        yield form.isAsItIs() ? ActionForm.asItIs(plain) : form;
      }
      case AlterAction.SetNotNull set -> constraints.notNull(set.column().effective(), null, plain);
      case AlterAction.ValidateConstraint validate ->
          ActionForm.of(
              List.of(),
              List.of(ConstraintForms.validate(table, validate.name().effective())),
              "locks that were taken before would be held while every row of "
                  + state
                  + " is checked");
      case AlterAction.AttachPartition attach ->
          new PartitionForms(facts, text, table, state).attach(attach, alterTable(plain));
      case AlterAction.DetachPartition detach ->
          new PartitionForms(facts, text, table, state).detach(detach, plain);
      case AlterAction.SetTablespace set -> throw rewrites("SET TABLESPACE copies");
      case AlterAction.SetLogged set -> throw rewrites("SET LOGGED and UNLOGGED write");
      case AlterAction.SetAccessMethod set -> throw rewrites("SET ACCESS METHOD writes");
      case AlterAction.SetExpression set ->
          throw rewrites("another expression of a stored generated column writes");
      case AlterAction.AlterConstraint constraint -> {
        if (constraint.enforces()) {
          throw new ActionForm.NoForm(
              "ENFORCED looks every row of " + state + " up at once",
              "drop the constraint and add it NOT VALID, then validate it");
        }
        yield ActionForm.asItIs(plain);
      }
      default -> ActionForm.asItIs(plain);
    };
  }

  private ActionForm.NoForm rewrites(String what) {
    return new ActionForm.NoForm(
        what
            + " all of "
            + Identifiers.qualify(state.schema(), state.name())
            + " while reads and writes wait",
        "do it at a time when nobody uses the table, or move the rows to a new table");
  }
}
