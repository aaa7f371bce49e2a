package dev.veery.core.sql.ast;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A name with what stands before its dots.
 *
 * @param parts at least one
 */
public record QualifiedName(List<Identifier> parts) {
  public QualifiedName {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a name has at least one part");
    }
  }

  /** The last part, as the server stores it. */
  public String name() {
    return parts.getLast().effective();
  }

  /** The part before the last, as the server stores it, or null: then search_path decides. */
  public @Nullable String schema() {
    return parts.size() < 2 ? null : parts.get(parts.size() - 2).effective();
  }

  /** Whether a schema is named. */
  public boolean isQualified() {
    return parts.size() > 1;
  }

  /** Where it stands. */
  public Span span() {
    return new Span(parts.getFirst().span().start(), parts.getLast().span().end());
  }

  /** Whether both name the same thing, taking {@code search_path} to be the same for both. */
  public boolean same(QualifiedName other) {
    return text().equals(other.text());
  }

  private String text() {
    return parts.stream().map(Identifier::effective).collect(Collectors.joining("\0"));
  }

  /** The parts with dots between them, without quotes: for messages and comparisons. */
  @Override
  public String toString() {
    return parts.stream().map(Identifier::effective).collect(Collectors.joining("."));
  }
}
