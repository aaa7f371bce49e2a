package dev.veery.core.expand;

import dev.veery.core.online.FormText;
import dev.veery.core.online.Piece;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A migration in its phases.
 *
 * @param tables that it concerns, as {@code schema.name}, in order
 * @param changes what it does, half a sentence for each change
 * @param notes what a person should know, one sentence each without a full stop
 * @param pieces of each phase; a phase that has none is left out
 */
public record Expansion(
    List<String> tables, List<String> changes, List<String> notes, Map<Phase, List<Piece>> pieces) {

  public Expansion {
    tables = List.copyOf(tables);
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
    var copy = new EnumMap<Phase, List<Piece>>(Phase.class);
    pieces.forEach((phase, list) -> {
      if (!list.isEmpty()) {
        copy.put(phase, List.copyOf(list));
      }
    });
    pieces = java.util.Collections.unmodifiableMap(copy);
  }

  /** The script of a phase; empty where there is nothing to do in it. */
  public String script(Phase phase) {
    List<Piece> list = pieces.get(phase);
    return list == null ? "" : FormText.of(list);
  }

  /** Whether something of the old is kept behind {@link Phase#CONTRACT}. */
  public boolean keepsOld() {
    return pieces.containsKey(Phase.PURGE);
  }

  /** Pieces on their way to being an expansion: each change adds to every phase. */
  static final class Builder {
    private final List<String> tables = new java.util.ArrayList<>();
    private final List<String> changes = new java.util.ArrayList<>();
    private final List<String> notes = new java.util.ArrayList<>();
    private final Map<Phase, List<Piece>> pieces = new EnumMap<>(Phase.class);

    void table(String table) {
      if (!tables.contains(table)) {
        tables.add(table);
      }
    }

    void change(String change) {
      changes.add(Objects.requireNonNull(change));
    }

    void note(String note) {
      if (!notes.contains(note)) {
        notes.add(note);
      }
    }

    void add(Phase phase, Piece piece) {
      pieces.computeIfAbsent(phase, p -> new java.util.ArrayList<>()).add(piece);
    }

    /** In one transaction; nothing where there is no statement. */
    void own(Phase phase, List<String> statements) {
      if (!statements.isEmpty()) {
        add(phase, new Piece.Own(statements));
      }
    }

    Expansion build() {
      return new Expansion(tables, changes, notes, pieces);
    }
  }
}
