package dev.veery.core.catalog;

import java.util.List;
import java.util.Map;

/** What can be called. */
public sealed interface Routine extends SchemaObject {

  /**
   * A function, a window function or a procedure.
   *
   * @param arguments as {@code pg_get_function_arguments} prints them, with names and defaults
   * @param result as {@code pg_get_function_result} prints it; empty for a procedure
   * @param language its name
   * @param window {@code WINDOW}
   * @param volatility {@code IMMUTABLE}, {@code STABLE} or {@code VOLATILE}
   * @param strict {@code RETURNS NULL ON NULL INPUT}
   * @param parallel {@code SAFE}, {@code RESTRICTED} or {@code UNSAFE}
   * @param cost as printed; empty where it is the language's default
   * @param rows as printed; empty where it is the default
   * @param support a planner support function, else empty
   * @param transforms the types of {@code TRANSFORM FOR TYPE}
   * @param settings {@code SET} clauses: the parameter and its value as stored
   * @param body source text
   */
  record Function(
      ObjectId id,
      Attributes attributes,
      String arguments,
      String result,
      String language,
      boolean window,
      String volatility,
      boolean strict,
      boolean securityDefiner,
      boolean leakproof,
      String parallel,
      String cost,
      String rows,
      String support,
      List<String> transforms,
      Map<String, String> settings,
      Body body)
      implements Routine {
    public Function {
      transforms = List.copyOf(transforms);
      settings = SchemaObject.copy(settings);
    }
  }

  /** What a function runs. */
  sealed interface Body {
    /** Source text that the language reads when it is called. */
    record Source(String text) implements Body {}

    /** A symbol of a shared library. */
    record Library(String file, String symbol) implements Body {}

    /**
     * A body that was parsed when the function was made: {@code RETURN …} or {@code BEGIN ATOMIC}.
     */
    record Sql(String text) implements Body {}
  }

  /**
   * An aggregate.
   *
   * @param arguments as {@code pg_get_function_arguments} prints them
   * @param result the type it returns
   * @param parameters the words of {@code CREATE AGGREGATE} in lower case with their values as SQL;
   *     those that have their default are left out
   */
  record Aggregate(
      ObjectId id,
      Attributes attributes,
      String arguments,
      String result,
      Map<String, String> parameters)
      implements Routine {
    public Aggregate {
      parameters = SchemaObject.copy(parameters);
    }
  }
}
