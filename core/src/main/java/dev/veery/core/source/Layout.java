package dev.veery.core.source;

import java.util.List;

/** A way of arranging migrations on disk. */
interface Layout {

  /** As {@code layout = "…"} names it. */
  String name();

  /** What it is, for people: half a sentence. */
  String description();

  /**
   * What in a directory can only be of this layout, a sentence per observation. Empty where nothing
   * is; two layouts with evidence are an ambiguity that the user decides.
   *
   * @param listing the directory, sorted into kinds of files
   */
  List<String> detect(Listing listing);

  /** Reads the directory. Whatever is wrong goes to {@code assembly}, all of it. */
  void read(Listing listing, Assembly assembly);
}
