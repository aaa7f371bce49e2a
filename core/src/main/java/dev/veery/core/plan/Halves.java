package dev.veery.core.plan;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code up} does of a migration that the running application would not survive: its first
 * half, so that old and new stand side by side.
 */
public sealed interface Halves {

  /** The name of the script that an {@code up} runs. */
  String FIRST = "expand";

  /** The state of a change whose first half is not whole, as the journal writes it. */
  String UNDER_WAY = "expanding";

  /**
   * It can be taken apart.
   *
   * @param tables that it concerns, as {@code schema.name}
   * @param changes what it does, half a sentence each
   * @param notes what a person should know, one sentence each without a full stop
   * @param keep how long the old is kept behind the second half, as an interval; null for not at
   *     all
   * @param scripts by the name of their phase; empty where there is nothing to do
   */
  record Split(
      List<String> tables,
      List<String> changes,
      List<String> notes,
      @Nullable String keep,
      Map<String, String> scripts)
      implements Halves {
    public Split {
      tables = List.copyOf(tables);
      changes = List.copyOf(changes);
      notes = List.copyOf(notes);
      scripts = Map.copyOf(scripts);
    }

    /** The script that makes the new beside the old. */
    public String first() {
      return scripts.getOrDefault(FIRST, "");
    }
  }

  /**
   * It depends on what a migration before it in the same plan leaves, and nobody can know that yet.
   *
   * @param table that both are about
   */
  record Later(String table) implements Halves {
    public Later {
      Objects.requireNonNull(table);
    }
  }
}
