package dev.veery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code jdk.sh}, which both the launcher and {@code ./check} find their JDK with. */
@DisabledOnOs(OS.WINDOWS)
class ScriptsTest {

  private static final Path LIBRARY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("src/main/dist/lib");

  @TempDir Path temp;
  private Path home;

  @BeforeEach
  void home() throws IOException {
    home = Files.createDirectories(temp.toRealPath().resolve("home with blanks"));
  }

  private Path jdk(Path folder, String version, boolean compiler) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String program : compiler ? new String[] {"java", "javac"} : new String[] {"java"}) {
      Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\nexit 1\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(
        folder.resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\""
            + version
            + "+1\"\nJAVA_VERSION=\""
            + version
            + "\"\n");
    return folder;
  }

  /** Runs the search with the usual folders of this machine hidden, as far as a shell can. */
  private String find(Map<String, String> variables) throws Exception {
    String script =
        Files.readString(LIBRARY.resolve("jdk.sh"))
            .replace("/usr/lib/jvm/", temp + "/none/")
            .replace("/usr/java/", temp + "/none/")
            .replace("/opt/", temp + "/none/")
            .replace("/usr/local/", temp + "/none/");
    Path file = Files.writeString(temp.resolve("jdk.sh"), script);
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            ". '"
                + file
                + "'; if jdk_find; then echo \"$jdk_home\"; else echo \"$jdk_missing\"; fi");
    builder.environment().clear();
    builder.environment().put("HOME", home.toString());
    builder.environment().put("PATH", temp + "/path");
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said.strip();
  }

  @Test
  void javaHomeIsTakenWhenItIsNewEnough() throws Exception {
    Path jdk = jdk(temp.resolve("a jdk"), "25.0.1", true);

    assertThat(find(Map.of("JAVA_HOME", jdk.toString()))).isEqualTo(jdk.toString());
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    Path old = jdk(temp.resolve("old"), "17.0.9", true);
    Path found = jdk(home.resolve(".sdkman/candidates/java/25-tem"), "25", true);

    assertThat(find(Map.of("JAVA_HOME", old.toString()))).isEqualTo(found.toString());
  }

  @Test
  void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
    Path runtime = jdk(temp.resolve("jre"), "26", false);

    assertThat(find(Map.of("JAVA_HOME", runtime.toString())))
        .startsWith("Veery needs a JDK 25 or newer")
        .endsWith("(JAVA_HOME is a Java 26)");
  }

  @Test
  void theToolchainsOfMavenAreAsked() throws Exception {
    Path jdk = jdk(temp.resolve("elsewhere"), "26.0.1", true);
    Path folder = Files.createDirectories(home.resolve(".m2"));
    Files.writeString(
        folder.resolve("toolchains.xml"),
        "<toolchains>\n  <jdkHome>/nowhere</jdkHome>\n  <jdkHome>"
            + jdk
            + "</jdkHome>\n</toolchains>");

    assertThat(find(Map.of())).isEqualTo(jdk.toString());
  }

  @Test
  void whatIsMissingIsSaidInOneSentence() throws Exception {
    assertThat(find(Map.of()))
        .startsWith("Veery needs a JDK 25 or newer")
        .contains("JAVA_HOME")
        .doesNotContain("\n");
  }
}
