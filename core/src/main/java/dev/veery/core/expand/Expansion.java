package dev.veery.core.expand;

import dev.veery.core.catalog.Relation.Table;
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
    private final Map<String, Shape> shapes = new java.util.LinkedHashMap<>();

    /** What becomes of a table, for those who look at it by version. */
    Shape shape(Table table) {
      return shapes.computeIfAbsent(table.id().sqlName(), t -> new Shape(table));
    }

    java.util.Collection<Shape> shapes() {
      return shapes.values();
    }

    /**
     * Adds views by version: made when both sides work, removed in the transaction that ends that.
     */
    void versions(VersionSchemas versions) {
      own(Phase.EXPAND, versions.create());
      versions.notes().forEach(this::note);
      for (Phase phase : List.of(Phase.CONTRACT, Phase.ABORT)) {
        List<Piece> list = pieces.computeIfAbsent(phase, p -> new java.util.ArrayList<>());
        int at = 0;
        while (at < list.size() && !changesTables(list.get(at))) {
          at++;
        }
        List<String> statements = new java.util.ArrayList<>();
        if (at < list.size()) {
          statements.addAll(list.get(at).statements());
          list.remove(at);
        }
        boolean locks = !statements.isEmpty() && statements.getFirst().startsWith("LOCK TABLE");
        statements.addAll(locks ? 1 : 0, versions.drop());
        list.add(at, new Piece.Own(statements));
      }
    }

    /** Whether a piece is the exchange, and not a question or a preparation. */
    private static boolean changesTables(Piece piece) {
      return piece instanceof Piece.Own own
          && own.statements().stream()
              .anyMatch(sql ->
                  sql.contains(" DROP COLUMN ")
                      || sql.contains(" RENAME ")
                      || sql.startsWith("DROP ")
                      || sql.contains("hide_"));
    }

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
