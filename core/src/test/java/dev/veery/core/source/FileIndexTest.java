package dev.veery.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.sql.SplitOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that is read for the second time. */
final class FileIndexTest {

  /** Long ago, and with a fraction of a second, as a file has that somebody wrote. */
  private static final long WRITTEN = 1_760_000_000_123L;

  private static final int FILES = 80;

  @TempDir Path root;
  private Tree tree;

  @BeforeEach
  void write() {
    tree = new Tree(root);
    for (int i = 100; i < 100 + FILES; i++) {
      write(i, "SELECT " + i + ";", WRITTEN);
    }
  }

  private void write(int number, String statement, long time) {
    tree.write(
        path(number),
        """
        -- Migration: number %d
        -- Author: %s
        -- reads €

        -- Up Migration
        %s

        -- Down Migration
        SELECT 0;
        """
            .formatted(number, number % 2 == 0 ? "Ana" : "Bo", statement));
    assertThat(root.resolve(path(number)).toFile().setLastModified(time)).isTrue();
  }

  private static String path(int number) {
    return "migrations/" + number + "_m.sql";
  }

  private MigrationSet read() {
    return new MigrationSource(
            root.resolve("migrations"),
            "migrations",
            null,
            ScriptParser.of(SplitOptions.NONE, null),
            List.of(),
            root.resolve("indexes"))
        .read();
  }

  private Path index() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("indexes"))) {
      return files.reduce((a, b) -> null).orElseThrow();
    }
  }

  private static List<String> facts(MigrationSet set) {
    return set.migrations().stream()
        .map(m -> m.label() + " " + m.path() + " " + m.header() + " " + m.rawHash())
        .toList();
  }

  private static String up(MigrationSet set, int number) {
    Migration migration = set.migrations().get(number - 100);
    return Tree.statements(Tree.scripts(migration).up()).toString();
  }

  @Test
  void isWhatTheFilesAre() throws IOException {
    List<String> first = facts(read());
    byte[] kept = Files.readAllBytes(index());

    MigrationSet second = read();

    assertThat(facts(second)).isEqualTo(first).isEqualTo(facts(tree.read()));
    assertThat(second.layout()).isEqualTo("veery");
    assertThat(up(second, 117)).isEqualTo("[SELECT 117;]");
    assertThat(Files.readAllBytes(index())).isEqualTo(kept);
  }

  @Test
  void aChangedFileIsReadAndAFileThatIsGoneIsForgotten() throws IOException {
    read();
    write(103, "SELECT 999;", WRITTEN + 1);
    write(104, "SELECT 10000;", WRITTEN);
    Files.delete(root.resolve(path(105)));
    write(100 + FILES, "SELECT 1;", WRITTEN);

    MigrationSet set = read();

    assertThat(facts(set)).isEqualTo(facts(tree.read()));
    assertThat(up(set, 103)).isEqualTo("[SELECT 999;]");
    assertThat(up(set, 104)).isEqualTo("[SELECT 10000;]");
    assertThat(facts(read())).isEqualTo(facts(set));
  }

  /** Nobody but a program that sets times does this; what runs is still what was looked at. */
  @Test
  void aScriptThatIsNotWhatTheIndexSaysIsRefusedOnceAndThenRead() {
    read();
    write(103, "SELECT 999;", WRITTEN);

    MigrationSet deceived = read();
    assertThatThrownBy(() -> up(deceived, 103))
        .isInstanceOfSatisfying(
            VeeryException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CHANGED_DURING_RUN));

    assertThat(up(read(), 103)).isEqualTo("[SELECT 999;]");
  }

  @Test
  void whatMayChangeUnnoticedIsReadEachTime() {
    write(103, "SELECT 111;", WRITTEN / 1000 * 1000);
    write(104, "SELECT 111;", System.currentTimeMillis() / 1000 * 1000 + 7);
    read();
    long time = root.resolve(path(104)).toFile().lastModified();
    write(103, "SELECT 222;", WRITTEN / 1000 * 1000);
    write(104, "SELECT 222;", time);

    MigrationSet set = read();

    assertThat(up(set, 103)).isEqualTo("[SELECT 222;]");
    assertThat(up(set, 104)).isEqualTo("[SELECT 222;]");
  }

  @Test
  void aDamagedIndexIsNone() throws IOException {
    List<String> facts = facts(read());
    byte[] whole = Files.readAllBytes(index());
    byte[] torn = Arrays.copyOf(whole, whole.length / 2);
    byte[] flipped = whole.clone();
    flipped[whole.length / 3] ^= 0x40;

    for (byte[] damaged : List.of(torn, flipped, new byte[] {1}, new byte[0])) {
      Files.write(index(), damaged);
      assertThat(facts(read())).isEqualTo(facts);
      assertThat(Files.readAllBytes(index())).isEqualTo(whole);
    }
  }

  @Test
  void aFewFilesAreNotWorthOne() throws IOException {
    for (int i = 110; i < 100 + FILES; i++) {
      Files.delete(root.resolve(path(i)));
    }

    read();

    assertThat(root.resolve("indexes")).doesNotExist();
  }
}
