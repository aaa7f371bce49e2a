package dev.veery.core.source;

/**
 * A file that is to be written.
 *
 * @param path as shown to the user: relative to the project, with forward slashes
 * @param text its whole text, or what is to be added to it
 * @param append whether the text belongs at the end of a file that is there
 */
public record NewFile(String path, String text, boolean append) {

  NewFile(String path, String text) {
    this(path, text, false);
  }

  /** The whole text of the file, given what is in it now. */
  public String appliedTo(String existing) {
    if (!append) {
      return text;
    }
    return existing.isEmpty() || existing.endsWith("\n") ? existing + text : existing + "\n" + text;
  }
}
