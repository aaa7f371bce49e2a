package dev.veery.engine;

import java.util.List;

/**
 * For which migrations findings are reported; all are read, as later ones build on earlier ones.
 */
public sealed interface LintScope {

  /** Every migration. */
  record All() implements LintScope {}

  /** Those that the database has not got yet. */
  record Pending() implements LintScope {}

  /**
   * Those of some files; files that are no migrations are looked at behind all of those.
   *
   * @param paths files or folders, relative to the project or absolute
   */
  record Files(List<String> paths) implements LintScope {
    public Files {
      paths = List.copyOf(paths);
    }
  }

  /**
   * Those that are new or changed since a commit.
   *
   * @param ref a commit, branch or tag of git
   */
  record Since(String ref) implements LintScope {}
}
