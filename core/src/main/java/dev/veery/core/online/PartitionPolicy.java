package dev.veery.core.online;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of the partitions of a table as time goes by.
 *
 * @param table as the configuration writes it, with its schema where that is not on the path
 * @param every how long a partition reaches
 * @param ahead how many there are to be besides the present one
 * @param keep for how many of {@code every} an old one stays; 0 for ever
 * @param archive the schema that old ones are moved to once they are detached; empty where they are
 *     dropped
 */
public record PartitionPolicy(String table, Unit every, int ahead, int keep, String archive) {

  /** The length of a partition. */
  public enum Unit {
    DAY("YYYY_MM_DD"),
    MONTH("YYYY_MM"),
    YEAR("YYYY");

    private final String pattern;

    Unit(String pattern) {
      this.pattern = pattern;
    }

    /** How {@code to_char} writes the end of a partition's name. */
    public String pattern() {
      return pattern;
    }

    /** {@code month}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern TEXT =
      Pattern.compile(
          "every (day|month|year)(?:, ahead (\\d{1,3}))?(?:, keep (\\d{1,4}) then"
              + " (?:archive to ([a-z_][a-z0-9_]*)|(drop)))?");

  /**
   * Reads {@code every month, ahead 3, keep 12 then archive to archive}.
   *
   * @throws VeeryException where it is something else
   */
  public static PartitionPolicy read(String table, String text) {
    Matcher matcher = TEXT.matcher(text.strip().replaceAll("\\s+", " "));
    if (!matcher.matches()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CONFIG_MALFORMED,
              "partition." + table + " is not understood: '" + text + "'",
              "such as \"every month, ahead 3, keep 12 then archive to archive\"; day, month or year;"
                  + " then drop instead of an archive; without keep everything stays"));
    }
    String ahead = matcher.group(2);
    String keep = matcher.group(3);
    String archive = matcher.group(4);
    return new PartitionPolicy(
        table,
        Unit.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
        ahead == null ? 1 : Integer.parseInt(ahead),
        keep == null ? 0 : Integer.parseInt(keep),
        archive == null ? "" : archive);
  }
}
