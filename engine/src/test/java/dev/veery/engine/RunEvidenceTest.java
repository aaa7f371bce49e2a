package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit keeps about the settings of a run. */
final class RunEvidenceTest {

  @TempDir Path directory;

  @Test
  void everySettingTakesPartInTheDigest() throws Exception {
    Set<String> components = new HashSet<>();
    for (RecordComponent component : Config.class.getRecordComponents()) {
      components.add(component.getName());
    }
    // What is no setting: the process around it, and what was found on the way.
    components.removeAll(Set.of("variables", "warnings", "secrets"));
    assertThat(RunEvidence.settings(config("", Map.of())).keySet())
        .containsExactlyInAnyOrderElementsOf(components);
  }

  @Test
  void theDigestTellsSettingsApart() throws Exception {
    Set<String> digests = new HashSet<>();
    String[] texts = {
      "",
      "production = true",
      "lock-timeout = \"7s\"",
      "lock-retry = \"7s\"",
      "cancel-blockers-after = \"7s\"",
      "layout = \"flyway\"",
      "[vars]\na = \"1\"",
      "[vars]\na = \"2\"",
      "[placeholders]\na = \"1\"",
      "[lint]\nfail-on = \"error\"",
    };
    for (String text : texts) {
      digests.add(RunEvidence.configDigest(config(text, Map.of())));
    }
    assertThat(digests).hasSameSizeAs(Arrays.asList(texts));
    assertThat(digests).contains(RunEvidence.configDigest(config("", Map.of("HOME", "elsewhere"))));
  }

  private Config config(String text, Map<String, String> variables) throws Exception {
    Files.writeString(directory.resolve("veery.toml"), text + "\n");
    return Config.read(new ConfigRequest(directory, null, null, Map.of(), variables));
  }
}
