package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about triggers and rules. */
public sealed interface TriggerStatement extends SqlStatement {

  /**
   * CREATE TRIGGER.
   *
   * @param timing {@code before}, {@code after} or {@code instead of}
   * @param events {@code insert}, {@code update}, {@code delete}, {@code truncate}
   * @param columns of {@code UPDATE OF}
   * @param forEachRow otherwise for each statement
   * @param arguments as written
   */
  record CreateTrigger(
      boolean orReplace,
      boolean constraint,
      Identifier name,
      String timing,
      List<String> events,
      List<Identifier> columns,
      QualifiedName table,
      boolean forEachRow,
      @Nullable Expression when,
      QualifiedName function,
      Expression arguments)
      implements TriggerStatement {
    public CreateTrigger {
      events = List.copyOf(events);
      columns = List.copyOf(columns);
    }

    @Override
    public String tag() {
      return "CREATE TRIGGER";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(
          new ObjectName(ObjectType.TRIGGER, new QualifiedName(List.of(name)), table, null));
    }
  }

  /** CREATE EVENT TRIGGER. The filter is what stands behind WHEN. */
  record CreateEventTrigger(
      Identifier name, Identifier event, @Nullable Expression filter, QualifiedName function)
      implements TriggerStatement {
    @Override
    public String tag() {
      return "CREATE EVENT TRIGGER";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.EVENT_TRIGGER, new QualifiedName(List.of(name))));
    }
  }

  /** CREATE RULE. {@code commands} is what stands behind DO, as written. */
  record CreateRule(
      boolean orReplace,
      Identifier name,
      String event,
      QualifiedName table,
      @Nullable Expression where,
      boolean instead,
      Expression commands)
      implements TriggerStatement {
    @Override
    public String tag() {
      return "CREATE RULE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(
          new ObjectName(ObjectType.RULE, new QualifiedName(List.of(name)), table, null));
    }
  }
}
