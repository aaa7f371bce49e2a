package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.VeeryException;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of entities and their class paths, as the guide's tables have them. */
final class EntitySettingsTest {

  private static final Path GUIDE = Path.of("..", "docs", "guides", "entities.md");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| .+ \\|");

  @TempDir private Path project;

  @Test
  void everyEntryOfTheGuidesClassPathsIsUnderstood() throws Exception {
    Path classes = folder("build/classes/java/main");
    Path shop = file("lib/shop.jar", "");
    Path other = file("lib/other.jar", "");
    file("build/classpath.txt", classes + ":" + project.resolve("build/nothing") + ":" + shop);
    Path gradlew =
        file("gradlew", "#!/bin/sh\n[ \"$*\" = '-q printClasspath' ] && cat build/classpath.txt\n");
    assertThat(gradlew.toFile().setExecutable(true)).isTrue();
    var all = new EntityClassPath(List.of(classes), List.of(shop));
    var expected = new LinkedHashMap<String, EntityClassPath>();
    expected.put("build/classes/java/main", new EntityClassPath(List.of(classes), List.of()));
    expected.put("lib/shop.jar", new EntityClassPath(List.of(shop), List.of(shop)));
    expected.put("lib/*", new EntityClassPath(List.of(other, shop), List.of(other, shop)));
    expected.put("@build/classpath.txt", all);
    expected.put("!./gradlew -q printClasspath", all);

    List<String> told = rows("| entry | |");

    assertThat(told).containsExactlyElementsOf(expected.keySet());
    for (String entry : told) {
      assertThat(EntityClassPath.of(entry, project)).as(entry).isEqualTo(expected.get(entry));
    }
    assertThatThrownBy(() -> EntityClassPath.of("build/nothing:lib/*", project))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining("names build/nothing, and it does not exist");
  }

  @Test
  void theSettingsOfTheGuideAreAllThatThereAre() throws Exception {
    folder("schema");
    var entries = new LinkedHashMap<String, String>();
    for (String key : rows("| key | |")) {
      entries.put(
          key.equals("\"hibernate.…\"") ? "hibernate.default_schema" : key,
          switch (key) {
            case "naming" -> "jpa";
            case "sql" -> "schema";
            case "keep" -> "public.qrtz_*";
            default -> "a, b";
          });
    }
    EntitySettings settings = EntitySettings.read(entries, project);

    assertThat(settings.unit()).isEqualTo("a, b");
    assertThat(settings.packages()).containsExactly("a", "b");
    assertThat(settings.naming()).isEqualTo("jpa");
    assertThat(settings.sql()).isEqualTo(project.resolve("schema"));
    assertThat(settings.hibernate()).containsExactly(Map.entry("hibernate.default_schema", "a, b"));
    assertThatThrownBy(() -> EntitySettings.read(Map.of("nothing", ""), project))
        .isInstanceOfSatisfying(
            VeeryException.class,
            e -> {
              // The class path is shown in the guide's example.
              entries.put("classpath", "");
              for (String key : entries.keySet()) {
                if (!key.startsWith("hibernate.")) {
                  assertThat(e.problems().getFirst().remedy()).contains(key);
                }
              }
              assertThat(e.problems().getFirst().remedy().split(", ", -1)).hasSize(entries.size());
            });
  }

  @Test
  void theExampleOfTheGuideIsReadFromTheConfiguration() throws Exception {
    String guide = Files.readString(GUIDE);
    Matcher example = Pattern.compile("(?s)```toml\n(.*?)```").matcher(guide);
    assertThat(example.find()).isTrue();
    file("veery.toml", example.group(1));
    Config config = Config.read(ConfigRequest.of(project));
    assertThat(EntitySettings.read(config.entities(), project).classpath())
        .isEqualTo("build/classes/java/main:build/resources/main:lib/*");
  }

  @Test
  void mavenIsAskedOnceForEachStateOfThePoms() throws Exception {
    file("pom.xml", "<project/>");
    Path module = folder("app");
    assertThatThrownBy(() -> EntityClassPath.of("", module))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining("nobody says where the entities are");
    file("app/pom.xml", "<project/>");
    assertThatThrownBy(() -> EntityClassPath.of("", module))
        .isInstanceOf(VeeryException.class)
        .hasMessageContaining("target/classes is not there");
    Path classes = folder("app/target/classes");
    Path jar = file("repository/shop.jar", "");
    Path sibling = folder("model/target/classes");
    // The wrapper of the project, as Maven answers.
    Path wrapper =
        file(
            "mvnw",
            """
            #!/bin/sh
            echo "$*" >>asked
            for argument; do
              case $argument in
              -Dmdep.outputFile=*) echo %s:%s >"${argument#*=}" ;;
              esac
            done
            """
                .formatted(sibling, jar));
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    var expected = new EntityClassPath(List.of(classes, sibling), List.of(jar));
    Path asked = project.resolve("asked");

    assertThat(EntityClassPath.of("", module)).isEqualTo(expected);
    assertThat(EntityClassPath.of("", module)).isEqualTo(expected);
    assertThat(Files.readAllLines(asked))
        .singleElement()
        .asString()
        .startsWith("-q -B -pl app -am compile dependency:build-classpath ");
    file("pom.xml", "<project><!-- another parent --></project>");
    assertThat(EntityClassPath.of("", module)).isEqualTo(expected);
    assertThat(Files.readAllLines(asked)).hasSize(2);

    Path copied = file("app/target/dependency/other.jar", "");
    assertThat(EntityClassPath.of("", module).jars()).containsExactly(copied);
    assertThat(Files.readAllLines(asked)).hasSize(2);
  }

  @Test
  void whatMavenRefusesIsSaidInItsWords() throws Exception {
    file("pom.xml", "<project/>");
    folder("target/classes");
    Path wrapper =
        file(
            "mvnw",
            """
            #!/bin/sh
            printf '\033[1mWARNING\033[m\n[ERROR] no such artifact\n[ERROR] help\n\033[0m\n'
            exit 1
            """);
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> EntityClassPath.of("", project))
        .isInstanceOf(VeeryException.class)
        .hasMessageEndingWith("' ended with 1: no such artifact");
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(project.resolve(name));
  }

  private Path file(String name, String text) throws IOException {
    Path file = project.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** The first column of a table of the guide. */
  private static List<String> rows(String head) throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .dropWhile(line -> !line.equals(head))
        .takeWhile(line -> line.startsWith("|"))
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .toList();
  }
}
