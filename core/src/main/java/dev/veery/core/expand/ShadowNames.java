package dev.veery.core.expand;

import java.nio.charset.StandardCharsets;

/** Names for what stands beside something else for a while. */
final class ShadowNames {

  private static final int MAX_BYTES = 63;

  private ShadowNames() {}

  /** {@code veery_new_total}: the column, index or constraint that is to take the name. */
  static String fresh(String name) {
    return prefixed("veery_new_", name);
  }

  /** {@code veery_old_total}: what had the name before. */
  static String old(String name) {
    return prefixed("veery_old_", name);
  }

  /** The name cut to what the server keeps; a cut one ends in a number that tells it apart. */
  static String prefixed(String prefix, String name) {
    String whole = prefix + name;
    if (whole.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
      return whole;
    }
    String suffix = "_" + Integer.toHexString(name.hashCode());
    int length = whole.length();
    while ((whole.substring(0, length) + suffix).getBytes(StandardCharsets.UTF_8).length
        > MAX_BYTES) {
      length--;
    }
    if (Character.isHighSurrogate(whole.charAt(length - 1))) {
      length--;
    }
    return whole.substring(0, length) + suffix;
  }
}
