package dev.veery.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocatorTest {

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,false,linux-amd64,postgres-linux-x86_64.txz",
    "Linux,aarch64,false,linux-arm64v8,postgres-linux-arm_64.txz",
    "Linux,amd64,true,linux-amd64-alpine,postgres-linux-x86_64-alpine_linux.txz",
    "Mac OS X,x86_64,false,darwin-amd64,postgres-darwin-x86_64.txz",
    "Mac OS X,aarch64,false,darwin-arm64v8,postgres-darwin-arm_64.txz",
    "Windows 11,amd64,false,windows-amd64,postgres-windows-x86_64.txz",
    "Windows 11,aarch64,false,windows-amd64,postgres-windows-x86_64.txz",
  })
  void archivesAreNamedByPlatform(
      String os, String arch, boolean alpine, String artifact, String entry) {
    Platform platform = Platform.of(os, arch, alpine);
    assertThat(platform.artifact()).isEqualTo(artifact);
    assertThat(platform.entry()).isEqualTo(entry);
  }

  @Test
  void theNewestComesFromTheClassPathAndTheOthersFromTheList() {
    assertThat(Archives.newest().orElseThrow().major()).isEqualTo(18);
    for (int major = 14; major <= 18; major++) {
      assertThat(Archives.find(major)).as("PostgreSQL %d", major).isPresent();
    }
    assertThat(Archives.find(13)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"16.15.0,16.4.0,1", "16.4.0,16.15.0,-1", "18.6.0,18.6.0,0", "9.6,18.1,-1"})
  void versionsAreComparedAsNumbers(String a, String b, int expected) {
    assertThat(Integer.signum(Archives.compareVersions(a, b))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"18.6,18", "14.24.0,14", "19beta1,19"})
  void theMajorIsTheFirstNumber(String version, int major) {
    assertThat(Installation.majorOf(version)).isEqualTo(major);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anInstallationIsOneThatHasAServer(@TempDir Path clientOnly) throws IOException {
    for (String program : List.of("psql", "pg_config", "pg_dump")) {
      Path file = Files.writeString(clientOnly.resolve(program), "#!/bin/sh\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    ServerAccount account = ServerAccount.current();
    Installation unpacked = Locator.locate(17, CacheDirectory.open(null, account), account);

    List<Installation> found =
        Installations.withServer(List.of(clientOnly, unpacked.bin(), Path.of("/nowhere")));

    assertThat(found).containsExactly(unpacked);
    assertThat(unpacked.version()).startsWith("17.");
  }
}
