package dev.veery.core.sql;

import dev.veery.core.sql.ScriptItem.RawDirective;
import java.util.List;

/**
 * A script cut into what the server is to be sent.
 *
 * @param items in the order of the file; empty for a file of comments only
 * @param checksum over the tokens: white space, comments and line ends do not change it; begins
 *     with the version of the algorithm and a colon
 * @param directives the {@code -- veery:} comments that belong to no statement: those of the file
 * @param includes the files that {@code \i} and {@code \ir} brought in, as shown to the user
 */
public record Script(
    List<ScriptItem> items, String checksum, List<RawDirective> directives, List<String> includes) {
  public Script {
    items = List.copyOf(items);
    directives = List.copyOf(directives);
    includes = List.copyOf(includes);
  }

  public Script(List<ScriptItem> items, String checksum) {
    this(items, checksum, List.of(), List.of());
  }
}
