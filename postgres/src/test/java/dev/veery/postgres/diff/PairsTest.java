package dev.veery.postgres.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.embedded.ScratchServers;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Pairs of schemas written by hand, in {@code pairs/KIND/NAME/a.sql} and {@code b.sql}: there and
 * back on the oldest and on the newest major. A first line {@code -- since 16} leaves a pair out
 * where it cannot be written, {@code -- until 17} likewise.
 */
class PairsTest {

  private static final int AT_LEAST = 300;
  private static final Pattern SINCE = Pattern.compile("^-- since (\\d+)", Pattern.MULTILINE);
  private static final Pattern UNTIL = Pattern.compile("^-- until (\\d+)", Pattern.MULTILINE);

  private record Pair(String name, String a, String b) {

    boolean isFor(int major) {
      return bound(SINCE, 0) <= major && major <= bound(UNTIL, Integer.MAX_VALUE);
    }

    private int bound(Pattern pattern, int otherwise) {
      for (String text : List.of(a, b)) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
          return Integer.parseInt(matcher.group(1));
        }
      }
      return otherwise;
    }
  }

  @Test
  void thereAndBack() throws Exception {
    Trial.onEachMajor(this::thereAndBack);
  }

  private void thereAndBack(int major, List<String> failures) throws Exception {
    String only = System.getProperty("veery.pair", "");
    try (Trial trial = new Trial(major)) {
      for (Pair pair : pairs()) {
        if (!pair.isFor(major) || !pair.name().contains(only)) {
          continue;
        }
        try {
          boolean online = major == ScratchServers.MAJORS.getLast();
          var walked = trial.there(pair.a(), pair.b(), online);
          assertThat(walked.up().isEmpty()).as("no difference").isFalse();
        } catch (AssertionError | SQLException | RuntimeException e) {
          failures.add("== " + pair.name() + " on " + major + "\n" + Trial.message(e));
        }
      }
    }
  }

  @Test
  void thereAreEnough() throws Exception {
    assertThat(pairs()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
  }

  private static List<Pair> pairs() throws IOException, URISyntaxException {
    Path root = Path.of(Objects.requireNonNull(PairsTest.class.getResource("pairs")).toURI());
    try (Stream<Path> files = Files.walk(root)) {
      var pairs = new ArrayList<Pair>();
      for (Path file : files.filter(f -> f.endsWith("a.sql")).sorted().toList()) {
        Path folder = Objects.requireNonNull(file.getParent());
        pairs.add(
            new Pair(
                root.relativize(folder).toString(),
                Files.readString(file),
                Files.readString(folder.resolve("b.sql"))));
      }
      return pairs;
    }
  }
}
