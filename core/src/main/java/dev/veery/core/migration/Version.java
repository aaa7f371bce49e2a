package dev.veery.core.migration;

/**
 * A migration's identity. Digits are compared as numbers, part by part, so that {@code 1.10} comes
 * after {@code 1.9}; other text is compared as text.
 *
 * @param text as the author wrote it, separators normalised to dots
 */
public record Version(String text) implements Comparable<Version> {
  @Override
  public int compareTo(Version other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
