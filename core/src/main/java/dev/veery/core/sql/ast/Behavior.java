package dev.veery.core.sql.ast;

/** What happens to objects that depend on one that is dropped. */
public enum Behavior {
  /** Nothing is said, which means RESTRICT. */
  UNSPECIFIED,
  RESTRICT,
  CASCADE
}
