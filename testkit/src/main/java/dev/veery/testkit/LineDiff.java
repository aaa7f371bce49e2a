package dev.veery.testkit;

import java.util.ArrayList;
import java.util.List;

/** A line diff for people: what was expected and is missing, what came and was not expected. */
final class LineDiff {

  private LineDiff() {}

  /** Lines with {@code " "} (the same), {@code "- "} (expected) or {@code "+ "} (actual). */
  static List<String> of(List<String> expected, List<String> actual) {
    int n = expected.size();
    int m = actual.size();
    int[][] common = new int[n + 1][m + 1];
    for (int i = n - 1; i >= 0; i--) {
      for (int j = m - 1; j >= 0; j--) {
        common[i][j] =
            Expectation.lineMatches(expected.get(i), actual.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    var diff = new ArrayList<String>();
    int i = 0;
    int j = 0;
    while (i < n || j < m) {
      if (i < n && j < m && Expectation.lineMatches(expected.get(i), actual.get(j))) {
        diff.add("  " + actual.get(j));
        i++;
        j++;
      } else if (i < n && (j == m || common[i + 1][j] >= common[i][j + 1])) {
        diff.add("- " + expected.get(i));
        i++;
      } else {
        diff.add("+ " + actual.get(j));
        j++;
      }
    }
    return diff;
  }
}
