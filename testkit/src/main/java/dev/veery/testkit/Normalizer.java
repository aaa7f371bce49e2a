package dev.veery.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what differs from one run to the next (paths, ports, times, durations, process ids) by
 * names, so that the rest can be compared to the letter.
 */
final class Normalizer {

  private record Replacement(Pattern pattern, String by) {}

  private static final List<Replacement> ALWAYS =
      List.of(
          of(
              "\\b\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?( ?UTC|Z|[+-]\\d{2}(:?\\d{2})?)?",
              "<timestamp>"),
          of("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "<uuid>"),
          of("\\b[0-9a-f]{64}\\b", "<sha256>"),
          of("(?<![\\w.])\\d+(\\.\\d+)? ?(ms|µs)(?!\\w)", "<duration>"),
          of("(?<![\\w.])\\d+\\.\\d+ ?s(?!\\w)", "<duration>"),
          of("(\"[a-z_A-Z]*[mM]illis\"\\s*:\\s*)\\d+(\\.\\d+)?", "$1<duration>"),
          of("\\bveery (dev|\\d+\\.\\d+\\.\\d+\\S*?)(?=[,\\s]|$)", "veery <version>"),
          of("\\bjust now\\b|\\b\\d+ \\w+ ago\\b", "<ago>"),
          of("\\bpid \\d+", "pid <pid>"),
          of("(\"osUser\"\\s*:\\s*\")[^\"]*", "$1<user>"),
          of("(\"build\"\\s*:\\s*\")[^\"]*", "$1<version>"),
          of("(\"server\"\\s*:\\s*\")[^\"]*", "$1<version>"),
          of("(?m)[ \\t]+$", ""));

  private final List<Replacement> replacements;

  /**
   * @param names literal texts of this run and the names that stand for them; longer texts first,
   *     so that a path is replaced before a part of it
   */
  Normalizer(Map<String, String> names) {
    var all = new ArrayList<Replacement>();
    names.entrySet().stream()
        .sorted((a, b) -> Integer.compare(b.getKey().length(), a.getKey().length()))
        .forEach(entry -> {
          String literal = Pattern.quote(entry.getKey());
          // A port or a user name is replaced as a whole word only.
          String whole = "(?<![A-Za-z0-9_])" + literal + "(?![A-Za-z0-9])";
          all.add(
              new Replacement(Pattern.compile(whole), Matcher.quoteReplacement(entry.getValue())));
        });
    all.addAll(ALWAYS);
    replacements = List.copyOf(all);
  }

  private Normalizer(List<Replacement> replacements) {
    this.replacements = List.copyOf(replacements);
  }

  /** One more literal text with a name; it goes first. */
  Normalizer with(String literal, String name) {
    var all = new ArrayList<Replacement>();
    all.add(
        new Replacement(Pattern.compile(Pattern.quote(literal)), Matcher.quoteReplacement(name)));
    all.addAll(replacements);
    return new Normalizer(all);
  }

  String normalize(String text) {
    String result = text.replace("\r\n", "\n");
    for (Replacement replacement : replacements) {
      result = replacement.pattern().matcher(result).replaceAll(replacement.by());
    }
    return result;
  }

  List<String> lines(String text) {
    return normalize(text).lines().toList();
  }

  private static Replacement of(String regex, String by) {
    return new Replacement(Pattern.compile(regex), by);
  }
}
