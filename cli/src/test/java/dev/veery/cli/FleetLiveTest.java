package dev.veery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.cli.Typed.Result;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who watches a fleet. */
class FleetLiveTest {

  private static final Pattern BAR =
      Pattern.compile(
          "[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] ([█░]{24}) (\\d+) of 12 tenants(, 1 failed)?(, [0-9.]+/s, [0-9.]+ m?s left)?, wave ([123]) of 3");

  @TempDir Path folder;
  private ScratchDatabase database;

  @BeforeEach
  void tenants() throws Exception {
    database = ScratchServers.freshDatabase();
    Files.writeString(
        folder.resolve("veery.toml"),
        "url = \"${FLEET_URL}\"\n[fleet]\npattern = \"t\\\\_%\"\nparallel = 2\ngrowth = 2\n");
    Files.createDirectories(folder.resolve("migrations"));
    Files.writeString(
        folder.resolve("migrations/001_a.sql"),
        "-- Up Migration\nCREATE TABLE a (id int CHECK (id > 0));\nSELECT pg_sleep(0.15);\n"
            + "INSERT INTO a SELECT id FROM public.first WHERE tenant = current_schema();\n"
            + "-- Down Migration\nDROP TABLE a;\n");
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE public.first (tenant text, id int); INSERT INTO public.first VALUES ('t_05', -1)");
      for (int i = 0; i < 12; i++) {
        statement.execute("CREATE SCHEMA t_%02d".formatted(i));
      }
    }
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Result run(int width, String... words) {
    return new Typed(folder).with("FLEET_URL", database.url()).answering("").wide(width).run(words);
  }

  @Test
  void theBarTellsHowFarItIs() {
    Result result = run(90, "fleet", "up", "--canary", "25%", "--max-failures", "3");

    assertThat(result.code()).isEqualTo(4);
    List<String> frames = frames(result.err());
    assertThat(frames).hasSizeGreaterThan(4);
    int done = 0;
    int wave = 1;
    boolean rated = false;
    for (String frame : frames) {
      Matcher bar = BAR.matcher(frame);
      assertThat(frame).matches(BAR);
      assertThat(bar.matches()).isTrue();
      int now = Integer.parseInt(bar.group(2));
      int failed = bar.group(3) == null ? 0 : 1;
      assertThat(now).isGreaterThanOrEqualTo(done);
      assertThat(bar.group(1))
          .isEqualTo("█".repeat(2 * (now + failed)) + "░".repeat(24 - 2 * (now + failed)));
      assertThat(Integer.parseInt(bar.group(5))).isGreaterThanOrEqualTo(wave);
      done = now;
      wave = Integer.parseInt(bar.group(5));
      rated |= bar.group(4) != null;
    }
    assertThat(done).isPositive();
    assertThat(wave).isGreaterThan(1);
    assertThat(rated).isTrue();
    // It is gone when the command ends, and what stays is on standard output.
    assertThat(result.err()).endsWith("\r\033[K");
    assertThat(result.out())
        .contains("✓ wave 1 of 3  3 done\n")
        .containsPattern("✗ t_05  .*violates check constraint")
        .containsPattern("✗ 11 tenants done, 1 failed in .* \\(run 1\\)\n");
    assertThat(run(90, "fleet", "status").out())
        .contains("  001_a          ██████████████████████████████  11\n")
        .contains("  (nothing yet)  ██▊                             1   1 pending  1 failed\n");
  }

  @Test
  void aNarrowTerminalCutsItAndNothingWraps() {
    for (String frame : frames(run(40, "fleet", "up", "--parallel", "8").err())) {
      assertThat(frame.length()).isLessThanOrEqualTo(39);
      assertThat(frame).matches("[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] [█░]{24} \\d+ of 12 te[na]*…");
    }
  }

  private static List<String> frames(String err) {
    return List.of(err.split("\r\033\\[K")).stream()
        .filter(frame -> frame.contains(" of "))
        .toList();
  }
}
