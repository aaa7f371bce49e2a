package dev.veery.core.diff;

import dev.veery.core.catalog.IgnoreList;
import java.util.ArrayList;
import java.util.Objects;

/**
 * How a difference is written.
 *
 * @param online forms that do not keep an application waiting: concurrent indexes, constraints
 *     validated after they were added; false for the shortest form
 * @param owners owners are compared and set
 * @param privileges privileges and default privileges are compared and set
 * @param creator the role that will run the statements: what it makes is its own without a word;
 *     empty where that is not known
 */
public record DiffOptions(boolean online, boolean owners, boolean privileges, String creator) {

  public DiffOptions {
    Objects.requireNonNull(creator);
  }

  /** What a comparison of the two sides passes over. */
  IgnoreList ignored() {
    var words = new ArrayList<String>();
    if (!owners) {
      words.add("owners");
    }
    if (!privileges) {
      words.add("privileges");
    }
    return IgnoreList.of(words);
  }
}
