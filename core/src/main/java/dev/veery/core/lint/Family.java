package dev.veery.core.lint;

/** What a rule is about. The prefix begins the code of each of its rules. */
public enum Family {
  LOCKS("lock", "Locks and rewrites"),
  DATA_LOSS("loss", "Data loss"),
  COMPATIBILITY("compat", "Compatibility with the running application"),
  CORRECTNESS("correct", "Correctness"),
  DESIGN("design", "Types and design"),
  SECURITY("security", "Security and tenancy"),
  SOFT_DELETE("softdelete", "Soft delete");

  private final String prefix;
  private final String title;

  Family(String prefix, String title) {
    this.prefix = prefix;
    this.title = title;
  }

  public String prefix() {
    return prefix;
  }

  public String title() {
    return title;
  }

  /**
   * The family of a rule's code.
   *
   * @throws IllegalArgumentException when no family has that prefix
   */
  public static Family of(String code) {
    for (Family family : values()) {
      if (code.startsWith(family.prefix + "-")) {
        return family;
      }
    }
    throw new IllegalArgumentException("no family has the prefix of " + code);
  }
}
