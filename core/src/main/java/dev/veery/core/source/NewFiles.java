package dev.veery.core.source;

/** PLACEHOLDER. */
final class NewFiles {
  static String slug(String s) {
    return s;
  }
}
