package dev.veery.postgres.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Export, load, inspect: nothing is lost. Two oracles, the second of which is not ours. */
class RoundTripTest {

  static final List<Integer> MAJORS = ScratchServers.MAJORS;

  @ParameterizedTest
  @FieldSource("MAJORS")
  void whatIsExportedAndLoadedIsEqual(int major) throws Exception {
    try (ScratchDatabase original = Fixture.everything(major)) {
      Catalog catalog = Fixture.inspect(original);
      try (ScratchDatabase copy = Fixture.load(major, catalog, ExportOptions.COMPLETE)) {
        Catalog loaded = Fixture.inspect(copy);
        assertThat(Comparison.of(catalog, loaded, IgnoreList.NONE).toString()).isEmpty();
        assertThat(loaded).isEqualTo(catalog);
        assertThat(Fingerprint.of(loaded)).isEqualTo(Fingerprint.of(catalog));
        assertThat(SchemaExport.sql(loaded, ExportOptions.COMPLETE))
            .isEqualTo(SchemaExport.sql(catalog, ExportOptions.COMPLETE));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MAJORS")
  void theFixtureHoldsEveryKindOfObject(int major) throws Exception {
    try (ScratchDatabase database = Fixture.everything(major)) {
      var found = EnumSet.noneOf(ObjectKind.class);
      Fixture.inspect(database).objects().keySet().forEach(id -> found.add(id.kind()));
      // Columns are parts of their tables; labels need a module that no server comes with.
      assertThat(EnumSet.complementOf(found))
          .containsExactlyInAnyOrder(ObjectKind.COLUMN, ObjectKind.SECURITY_LABEL);
    }
  }

  @ParameterizedTest
  @FieldSource("MAJORS")
  void withoutOwnersAndPrivilegesOnlyThoseDiffer(int major) throws Exception {
    try (ScratchDatabase original = Fixture.everything(major)) {
      Catalog catalog = Fixture.inspect(original);
      try (ScratchDatabase copy = Fixture.load(major, catalog, ExportOptions.OBJECTS_ONLY)) {
        Catalog loaded = Fixture.inspect(copy);
        var ignored = IgnoreList.of(List.of("owners", "privileges"));
        assertThat(Comparison.of(catalog, loaded, ignored).toString()).isEmpty();
        assertThat(Comparison.of(catalog, loaded, IgnoreList.NONE).isEmpty()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("MAJORS")
  void pgDumpSeesNoDifference(int major) throws Exception {
    Optional<Path> pgDump = pgDumpFor(major);
    assumeTrue(pgDump.isPresent(), () -> "no pg_dump for PostgreSQL " + major);
    try (ScratchDatabase original = Fixture.everything(major)) {
      Catalog catalog = Fixture.inspect(original);
      try (ScratchDatabase copy = Fixture.load(major, catalog, ExportOptions.COMPLETE)) {
        assertThat(dump(pgDump.get(), copy)).isEqualTo(dump(pgDump.get(), original));
      }
    }
  }

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

  /** pg_dump refuses a server that is newer than itself. */
  private static Optional<Path> pgDumpFor(int major) throws Exception {
    try (Stream<Path> installed =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(":")).map(Path::of),
            Stream.of(18, 17, 16, 15, 14)
                .map(m -> Path.of("/usr/lib/postgresql", m.toString(), "bin")))) {
      for (Path directory : installed.toList()) {
        Path program = directory.resolve("pg_dump");
        if (Files.isExecutable(program)) {
          var version = VERSION.matcher(output(program.toString(), "--version"));
          if (version.find() && Integer.parseInt(version.group(1)) >= major) {
            return Optional.of(program);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static String dump(Path pgDump, ScratchDatabase database) throws Exception {
    String text = output(pgDump.toString(), "--schema-only", "--dbname=" + database.url());
    assertThat(text).contains("PostgreSQL database dump complete");
    // A key against injection, new in each run.
    return text.replaceAll("(?m)^\\\\(un)?restrict .*$", "");
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text;
  }
}
