package dev.veery.cli.args;

import java.util.List;

/**
 * An entry of the table of verbs. Everything that help for all verbs needs, so that no command has
 * to be loaded for it.
 *
 * @param name what is typed; two words for a verb with an action, as in {@code db start}
 * @param aliases what people type from habit
 * @param group where help lists it
 * @param summary half a sentence, no full stop
 */
public record Verb(String name, List<String> aliases, Group group, String summary) {

  public Verb {
    aliases = List.copyOf(aliases);
  }

  /** The chapters of the help. */
  public enum Group {
    START("Getting started"),
    RUN("Running"),
    LOOK("Looking"),
    ROWS("Rows in batches"),
    HISTORY("Bringing a database under control"),
    FLEET("Many tenants"),
    DATABASE("The project's own PostgreSQL"),
    OTHER("Other");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }
}
