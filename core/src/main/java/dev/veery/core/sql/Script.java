package dev.veery.core.sql;

import java.util.List;

/**
 * A script cut into what the server is to be sent.
 *
 * @param items in the order of the file; empty for a file of comments only
 * @param checksum over the tokens: white space, comments and line ends do not change it
 */
public record Script(List<ScriptItem> items, String checksum) {
  public Script {
    items = List.copyOf(items);
  }
}
