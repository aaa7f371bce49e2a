package dev.veery.core.migration;

import dev.veery.core.sql.SourcePosition;

/**
 * A {@code -- veery: key=value} comment.
 *
 * @param key one of the keys that are known; lower case with dashes
 * @param value empty for a directive that needs none
 * @param position where it stands
 */
public record Directive(String key, String value, SourcePosition position) {}
