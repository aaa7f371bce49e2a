package dev.veery.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the benchmark: no times are judged, only that every tool does the same. */
class BenchTest {

  private static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolveSibling("").normalize();

  @TempDir Path directory;

  @Test
  void everyToolEndsWithTheSameSchema() throws Exception {
    String[] arguments = {"--quick", "--no-download", "--work", directory.toString()};
    Options options = Options.parse(arguments, REPOSITORY);
    var output = new ByteArrayOutputStream();
    Map<String, List<String>> schemas;
    try (var server = BenchServer.open(options)) {
      schemas =
          Bench.run(
              options, server.target(), new PrintStream(output, true, StandardCharsets.UTF_8));
    }
    assertThat(schemas).containsKeys("Flyway", "Liquibase");
    // The distribution is there in a build that packages, and is not in `mvn test`.
    assertThat(schemas.containsKey("Veery")).isEqualTo(Files.isExecutable(options.launcher()));
    // A table, its key, its index and its sequence for each migration.
    assertThat(schemas.values()).allSatisfy(schema -> assertThat(schema).hasSize(50 * 4));
    assertThat(schemas.get("Flyway"))
        .contains(
            "item_0001_name_idx | i | null | CREATE INDEX item_0001_name_idx ON public.item_0001"
                + " USING btree (name) | name text");
    assertThat(output.toString(StandardCharsets.UTF_8))
        .contains("| apply all, s |")
        .contains("| round trips per migration, apply all |");
  }
}
