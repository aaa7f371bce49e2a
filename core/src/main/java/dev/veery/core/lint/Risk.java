package dev.veery.core.lint;

/** What a migration is, on the whole. */
public enum Risk {
  /** Nothing was found, or only notes. */
  SAFE("safe"),
  /** Something in it can be written better, or has to be watched. */
  RISKY("risky"),
  /** What it does takes more than one migration or deployment to be safe. */
  SEVERAL_STEPS("needs several steps");

  private final String words;

  Risk(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
