package dev.veery.core.diff;

/**
 * What an export says besides the objects themselves.
 *
 * @param roles creates the roles that are named and do not exist, without the right to log in
 * @param owners sets owners
 * @param privileges grants and revokes, default privileges included
 */
public record ExportOptions(boolean roles, boolean owners, boolean privileges) {

  /** Everything, so that what is loaded equals what was exported. */
  public static final ExportOptions COMPLETE = new ExportOptions(true, true, true);

  /** The objects alone, owned by whoever loads them. */
  public static final ExportOptions OBJECTS_ONLY = new ExportOptions(false, false, false);
}
