package dev.veery.core.migration;

import dev.veery.core.backfill.BackfillOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Every directive that Veery knows: this list is what {@code -- veery: …} comments are checked
 * against, and what their documentation is made from.
 */
public enum DirectiveKey {
  TRANSACTION(
      "transaction",
      Place.ANYWHERE,
      new Value.OneOf(List.of("on", "off", "per-statement")),
      "On a file: whether its statements share one transaction (on), run without any (off), or each"
          + " in its own (per-statement). On a statement: off or per-statement lets it stand alone,"
          + " on refuses it where it cannot run in a transaction."),
  LOCK_TIMEOUT(
      "lock-timeout",
      Place.ANYWHERE,
      new Value.Time(),
      "How long a statement may wait for a lock, such as 2s; 0 waits for ever."),
  STATEMENT_TIMEOUT(
      "statement-timeout",
      Place.ANYWHERE,
      new Value.Time(),
      "How long a statement may run, such as 10min; 0 sets no limit."),
  PLACEHOLDERS(
      "placeholders",
      Place.FILE,
      new Value.OneOf(List.of("on", "off")),
      "Whether ${name} is replaced in this file, whatever the configuration says."),
  IDEMPOTENT(
      "idempotent",
      Place.STATEMENT,
      new Value.Flag(),
      "The statement may safely run again when an interruption left open whether it has run."),
  NOTHING_TO_UNDO(
      "nothing-to-undo",
      Place.FILE,
      new Value.Flag(),
      "The down is empty on purpose: taking this migration back changes nothing."),
  SEARCH_PATH(
      "search-path",
      Place.FILE,
      new Value.Names("schemas separated by commas, such as app, public"),
      "The schemas in which this file's names are looked up."),
  TENANT(
      "tenant",
      Place.FILE,
      new Value.Flag(),
      "In a fleet: this migration is for each tenant, even in the folder of the shared ones."),
  SHARED(
      "shared",
      Place.FILE,
      new Value.Flag(),
      "In a fleet: this migration is for what tenants share, and runs once."),
  ONLINE(
      "online",
      Place.ANYWHERE,
      new Value.OneOf(List.of("on", "off")),
      "off: this statement, or every one of this file, runs as it is written also where others run in"
          + " their online form."),
  ALLOW(
      "allow",
      Place.ANYWHERE,
      new Value.Pardon(),
      "Accepts what a rule of the linter finds, in this file or statement, and says why: allow CODE"
          + " because \"…\"."),
  BACKFILL(
      "backfill",
      Place.STATEMENT,
      new Value.Options(),
      "The UPDATE, DELETE or INSERT … SELECT runs in batches along a key, each in a transaction of its"
          + " own; see docs/guides/backfills.md for its options."),
  DELETED_ROWS(
      "deleted-rows",
      Place.ANYWHERE,
      new Value.OneOf(List.of("included", "excluded")),
      "With [soft-delete]: whether an UPDATE or backfill is meant to change rows that are marked as deleted;"
          + " what says excluded and has no condition on the column is an error of the linter."),
  PRESERVE(
      "preserve",
      Place.FILE,
      new Value.Kept(),
      "What this migration must leave as it is: count(TABLE), sum(TABLE.COLUMN), rows(TABLE: COLUMN, …) or a"
          + " query of one value; compared before and after. A becomes B asks another question afterwards."),
  REVERSE(
      "reverse",
      Place.STATEMENT,
      new Value.Sql(),
      "How a value of a column's new type becomes one of the old, over the column's name, such as"
          + " reverse = body::text; for veery expand where USING says more than a cast.");

  private final String word;
  private final Place place;
  private final Value value;
  private final String documentation;

  DirectiveKey(String word, Place place, Value value, String documentation) {
    this.word = word;
    this.place = place;
    this.value = value;
    this.documentation = documentation;
  }

  /** As users write it. */
  public String word() {
    return word;
  }

  public Place place() {
    return place;
  }

  public Value value() {
    return value;
  }

  /** What it does, for people: one or two sentences. */
  public String documentation() {
    return documentation;
  }

  /** Every key as users write it. */
  public static List<String> words() {
    List<String> words = new ArrayList<>();
    for (DirectiveKey key : values()) {
      words.add(key.word);
    }
    return words;
  }

  /** Where a directive means something. */
  public enum Place {
    FILE,
    STATEMENT,
    ANYWHERE;

    /** Whether a directive of this place may stand at {@code level}, FILE or STATEMENT. */
    boolean allows(Place level) {
      return this == ANYWHERE || this == level;
    }
  }

  /** What may stand behind the equals sign. */
  public sealed interface Value {

    /** Completes "takes …". */
    String description();

    /** Nothing. */
    record Flag() implements Value {
      @Override
      public String description() {
        return "no value";
      }
    }

    /** One of a few words. */
    record OneOf(List<String> words) implements Value {
      public OneOf {
        words = List.copyOf(words);
      }

      @Override
      public String description() {
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
      }
    }

    /** A length of time with PostgreSQL's units. */
    record Time() implements Value {
      @Override
      public String description() {
        return "a time such as 500ms, 2s, 10min, 1h, or 0 for no limit";
      }
    }

    /** Something that stays as it is. */
    record Kept() implements Value {
      @Override
      public String description() {
        return "count(TABLE), sum(TABLE.COLUMN), rows(TABLE: COLUMN, …) or a query of one value";
      }
    }

    /** The codes of rules, and why they are to be silent. */
    record Pardon() implements Value {
      @Override
      public String description() {
        return "the codes of rules and a reason: allow lock-index-not-concurrent because \"…\"";
      }
    }

    /** An expression, which the server understands or not. */
    record Sql() implements Value {
      @Override
      public String description() {
        return "an expression over the column, such as body::text";
      }
    }

    /** How a statement is sliced. */
    record Options() implements Value {
      @Override
      public String description() {
        return BackfillOptions.DESCRIPTION;
      }
    }

    /** Names as PostgreSQL writes them, separated by commas. */
    record Names(String description) implements Value {
      private static final Pattern LIST =
          Pattern.compile("%1$s(\\s*,\\s*%1$s)*".formatted("(\\w+|\"([^\"]|\"\")+\")"));

      boolean fits(String value) {
        return LIST.matcher(value).matches();
      }
    }
  }
}
