package dev.veery.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.sql.SplitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each layout has an example, is recognised in it, and can take everything back. */
final class ExampleLayoutsTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "layouts");

  @Test
  void everyLayoutHasAnExampleThatIsRecognised() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    for (Path project : projects()) {
      MigrationSet set = read(project);
      String name = project.getFileName().toString();
      assertThat(set.layout()).isEqualTo(name.equals("diesel") ? "directory" : name);
      assertThat(set.explanation()).as(name).isNotEmpty();
      assertThat(set.warnings()).as(name).isEmpty();
      found.add(set.layout());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(MigrationSource.layouts());
  }

  @Test
  void everyMigrationOfAnExampleCanBeTakenBack() throws IOException {
    for (Path project : projects()) {
      MigrationGraph graph = MigrationGraph.of(read(project));
      assertThat(graph.heads()).hasSize(1);
      for (Migration migration : graph.order()) {
        assertThat(Tree.scripts(migration).undo().possible()).as(migration.path()).isTrue();
      }
    }
  }

  private static List<Path> projects() throws IOException {
    List<Path> projects = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(EXAMPLES)) {
      entries.forEach(projects::add);
    }
    projects.sort(null);
    return projects;
  }

  private static MigrationSet read(Path project) throws IOException {
    String directory = "migrations";
    for (String line : Files.readAllLines(project.resolve("veery.toml"))) {
      if (line.startsWith("migrations")) {
        directory = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
      }
    }
    String shown = directory.equals(".") ? "" : directory;
    return new MigrationSource(
            project.resolve(directory),
            shown,
            null,
            ScriptParser.of(SplitOptions.NONE, null),
            List.of())
        .read();
  }
}
