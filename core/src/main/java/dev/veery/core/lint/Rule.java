package dev.veery.core.lint;

/**
 * Looks for one thing. A rule has no state: what earlier statements and migrations did is in the
 * {@link Site}.
 */
public abstract class Rule {

  private final About about;

  protected Rule(About about) {
    this.about = about;
  }

  /** What it is about; its page in the documentation. */
  public final About about() {
    return about;
  }

  /** Looks at a statement; what was before it is in {@code at}, the statement itself not yet. */
  public void statement(Site at) {}

  /** Looks at a migration as a whole, after its statements. */
  public void migration(MigrationSite at) {}

  @Override
  public final String toString() {
    return about.code();
  }
}
