package dev.veery.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody probably meant: the known words that are a typing error away. */
public final class NearMiss {

  private NearMiss() {}

  /**
   * The known words that are close to {@code word}, closest first, at most three. Case is ignored.
   * A word is close when at most one character in three has to be changed, added, left out or
   * swapped with its neighbour, or when one is the beginning of the other.
   */
  public static List<String> of(String word, Collection<String> known) {
    record Candidate(String text, int distance) {}
    String wanted = word.toLowerCase(Locale.ROOT);
    List<Candidate> close = new ArrayList<>();
    for (String candidate : known) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      boolean prefix =
          Math.min(lower.length(), wanted.length()) >= 3
              && (lower.startsWith(wanted) || wanted.startsWith(lower));
      int limit = Math.max(1, Math.max(lower.length(), wanted.length()) / 3);
      int distance =
          Math.abs(lower.length() - wanted.length()) > limit && !prefix
              ? Integer.MAX_VALUE
              : distance(wanted, lower);
      if (distance <= limit || prefix) {
        close.add(new Candidate(candidate, distance));
      }
    }
    close.sort(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::text));
    List<String> result = new ArrayList<>();
    for (Candidate candidate : close.subList(0, Math.min(3, close.size()))) {
      result.add(candidate.text());
    }
    return result;
  }

  /**
   * {@code did you mean 'a' or 'b'?}, or {@code otherwise} where nothing is close.
   *
   * @param otherwise the remedy without a suggestion; may be empty
   */
  public static String remedy(String word, Collection<String> known, String otherwise) {
    List<String> close = of(word, known);
    if (close.isEmpty()) {
      return otherwise;
    }
    StringBuilder sentence = new StringBuilder("did you mean ");
    for (int i = 0; i < close.size(); i++) {
      sentence.append(i == 0 ? "'" : i == close.size() - 1 ? " or '" : ", '");
      sentence.append(close.get(i)).append('\'');
    }
    return sentence.append('?').toString();
  }

  /**
   * How many characters have to be changed, added, left out or swapped with their neighbour to make
   * one word of the other (Damerau and Levenshtein's distance).
   */
  public static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
