package dev.veery.core.plan;

import dev.veery.core.migration.Version;

/** How far to go. */
public sealed interface Target {

  /** Which migrations to apply. */
  sealed interface Up extends Target {
    /** Everything that is pending. */
    record Latest() implements Up {}

    /** A version and what it needs. */
    record To(Version version) implements Up {}

    /** The next few. */
    record Steps(int count) implements Up {}

    /** One by its version, and nothing else. */
    record Only(Version version) implements Up {}
  }

  /** Which migrations to take back. */
  sealed interface Down extends Target {
    /** What the newest {@code up} applied. */
    record LastBatch() implements Down {}

    /** What one {@code up} applied. */
    record Batch(int number) implements Down {}

    /** Everything that was applied after a version; the version itself stays. */
    record To(Version version) implements Down {}

    /** Everything. */
    record All() implements Down {}

    /** The newest few. */
    record Steps(int count) implements Down {}

    /** One by its version. */
    record Only(Version version, Descendants descendants) implements Down {}
  }

  /**
   * What a way back takes back, applied again: both are one plan, so that nothing goes that is
   * known not to come back.
   *
   * @param back what to take back
   */
  record Redo(Down back) implements Target {}

  /** What to do with applied migrations that build on the one that is taken back. */
  enum Descendants {
    REFUSE,
    TAKE_BACK_TOO,
    LEAVE
  }
}
