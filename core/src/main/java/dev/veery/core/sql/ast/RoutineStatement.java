package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about functions, procedures and aggregates. */
public sealed interface RoutineStatement extends SqlStatement {

  /**
   * A parameter.
   *
   * @param mode {@code in}, {@code out}, {@code inout}, {@code variadic} or null
   * @param value its default, or null
   */
  record Parameter(
      @Nullable String mode,
      @Nullable Identifier name,
      TypeName type,
      @Nullable Expression value) {}

  /** A setting that holds while the function runs. */
  record Setting(String name, Expression value) {}

  /**
   * CREATE FUNCTION or CREATE PROCEDURE.
   *
   * @param type function or procedure
   * @param returns null for a procedure, for RETURNS TABLE and where OUT parameters say it
   * @param returnsTable the columns of RETURNS TABLE
   * @param language in lower case; {@code sql} for a body without quotes
   * @param volatility {@code immutable}, {@code stable}, {@code volatile} or null
   * @param strict {@code STRICT} or {@code RETURNS NULL ON NULL INPUT}
   * @param securityDefiner whether it runs with its owner's rights
   * @param parallel {@code safe}, {@code restricted}, {@code unsafe} or null
   * @param settings those of {@code SET name = value}
   * @param body what stands behind {@code AS}, or the body without quotes
   */
  record CreateRoutine(
      ObjectType type,
      boolean orReplace,
      QualifiedName name,
      List<Parameter> parameters,
      @Nullable TypeName returns,
      List<Parameter> returnsTable,
      String language,
      @Nullable String volatility,
      boolean strict,
      boolean securityDefiner,
      boolean leakproof,
      @Nullable String parallel,
      List<Setting> settings,
      Expression body)
      implements RoutineStatement {
    public CreateRoutine {
      parameters = List.copyOf(parameters);
      returnsTable = List.copyOf(returnsTable);
      settings = List.copyOf(settings);
    }

    @Override
    public String tag() {
      return "CREATE " + type.words();
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(type, name));
    }
  }

  /** CREATE AGGREGATE. The arguments are those in the first parentheses, if there are two. */
  record CreateAggregate(
      boolean orReplace, QualifiedName name, Expression arguments, List<Option> options)
      implements RoutineStatement {
    public CreateAggregate {
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "CREATE AGGREGATE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.AGGREGATE, name));
    }
  }

  /** DO. {@code language} is plpgsql where none is named. */
  record Do(String language, Expression body) implements RoutineStatement {
    @Override
    public String tag() {
      return "DO";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }

  /** CALL. */
  record Call(QualifiedName procedure, Expression arguments) implements RoutineStatement {
    @Override
    public String tag() {
      return "CALL";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of();
    }
  }
}
