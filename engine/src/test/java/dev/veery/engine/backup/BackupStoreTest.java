package dev.veery.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.engine.backup.Backup.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which backups stay, and what is never taken for one. */
class BackupStoreTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path directory;
  private BackupStore store;

  @BeforeEach
  void open() {
    store = new BackupStore(directory.resolve("backups"));
  }

  @Test
  void theNewestOfEachKindStayAndAllThatAreYoung() throws Exception {
    for (int days = 0; days < 6; days++) {
      backup(Kind.FULL, days);
      backup(Kind.TARGETED, days);
    }
    assertThat(names(store.all())).hasSize(12);
    assertThat(names(store.prune(2, NOW.minus(Duration.ofHours(80)))))
        .containsExactly(
            "20261117T120000Z-full",
            "20261116T120000Z-full",
            "20261117T120000Z-targeted",
            "20261116T120000Z-targeted");
    assertThat(names(store.prune(2, NOW))).hasSize(4);
    assertThat(names(store.all()))
        .containsExactly(
            "20261121T120000Z-targeted",
            "20261121T120000Z-full",
            "20261120T120000Z-targeted",
            "20261120T120000Z-full");
    assertThat(store.prune(0, NOW.plusSeconds(1))).hasSize(4);
    assertThat(store.all()).isEmpty();
  }

  @Test
  void whatWasKilledIsNoBackupAndGoesAfterADay() throws Exception {
    Path killed = store.begin(Kind.FULL, NOW);
    Path atWork = store.begin(Kind.FULL, NOW);
    Path whole = backup(Kind.FULL, 0).directory();
    for (Path folder : List.of(killed, atWork)) {
      Files.writeString(folder.resolve("dump"), "half");
    }
    for (Path old : List.of(killed, killed.resolve("dump"), atWork, whole)) {
      Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(3))));
    }
    // A process is killed when even its manifest is written, but not the last name.
    Files.copy(whole.resolve(Manifest.FILE), killed.resolve(Manifest.FILE));
    Files.setLastModifiedTime(
        killed.resolve(Manifest.FILE), FileTime.from(NOW.minus(Duration.ofDays(3))));
    Files.setLastModifiedTime(killed, FileTime.from(NOW.minus(Duration.ofDays(3))));
    assertThat(store.all()).extracting(Backup::directory).containsExactly(whole);
    assertThatThrownBy(() -> store.find("nothing", directory))
        .isInstanceOfSatisfying(
            VeeryException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKUP_MISSING));
    store.sweep(NOW.minus(Duration.ofDays(1)));
    assertThat(killed).doesNotExist();
    assertThat(atWork).exists();
    assertThat(whole).exists();
  }

  private Backup backup(Kind kind, int days) throws IOException {
    Instant at = NOW.minus(Duration.ofDays(days));
    Path partial = store.begin(kind, at);
    Files.writeString(partial.resolve("rows"), "some");
    return store.publish(
        partial,
        new Backup(
            partial,
            BackupStore.id(partial),
            kind,
            at,
            "test",
            "localhost:5432/shop",
            "18.0",
            "",
            "",
            Map.of("public.t", 1L),
            BackupStore.files(partial),
            Map.of(),
            List.of(),
            List.of()));
  }

  private static List<String> names(List<Backup> backups) {
    List<String> names = new ArrayList<>();
    backups.forEach(backup -> names.add(backup.id()));
    return names;
  }
}
