package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.state.SchemaState;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.online.Fix;
import dev.veery.core.online.OnlineFacts;
import dev.veery.core.online.OnlineScript;
import dev.veery.core.plan.History;
import dev.veery.core.plan.Rewritten;
import dev.veery.engine.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Writes online forms into the files of migrations.
 *
 * <p>What the schema is like is told by the migrations alone, as it is to the linter's rules: a
 * table that an earlier migration makes is in use, one that the same migration makes is not.
 */
public final class LintFix {

  /**
   * A file that was changed.
   *
   * @param path as shown to the user
   * @param statements how many of its statements have another form now
   */
  public record Fixed(String path, int statements) {}

  private final Config config;
  private final Project project;

  LintFix(Config config, Project project) {
    this.config = config;
    this.project = project;
  }

  /**
   * Changes files. All forms are found before the first file is written, and each file is replaced
   * as a whole.
   *
   * @param history asked only for what is pending
   * @throws VeeryException when a migration cannot be read, or a file not be written
   */
  List<Fixed> fix(LintScope scope, Supplier<History> history) {
    Predicate<Migration> wanted = new ProjectLint(config, project).wanted(scope, history);
    var scripts =
        new OnlineScript(
            new OnlineFacts(
                ProjectLint.settings(config).server(),
                new SchemaState(),
                1,
                List.of("public"),
                Set.of(),
                Optional.empty()));
    Map<String, List<Fix>> fixes = new LinkedHashMap<>();
    for (Migration migration : project.graph().order()) {
      if (migration.body() instanceof Migration.Body.Sql sql) {
        Migration.Scripts read = sql.scripts().get();
        Directives file = read.sections().up().directives();
        scripts.fromHere();
        if (wanted.test(migration)) {
          Rewritten rewritten = scripts.rewrite(read.up(), file, null);
          for (Fix fix : Fix.of(read.up(), rewritten)) {
            fixes.computeIfAbsent(fix.file(), name -> new ArrayList<>()).add(fix);
          }
        } else {
          scripts.pass(read.up(), file);
        }
      }
    }
    List<Fixed> fixed = new ArrayList<>();
    fixes.forEach((path, some) -> {
      write(config.directory().resolve(path), some);
      fixed.add(new Fixed(path, some.size()));
    });
    return fixed;
  }

  private static void write(Path file, List<Fix> fixes) {
    try {
      byte[] text = Fix.apply(Files.readAllBytes(file), fixes);
      // Beside it, so that the exchange is one step of the file system; a link stays a link.
      Path target = file.toRealPath();
      Path folder = Objects.requireNonNull(target.getParent());
      Path beside = Files.createTempFile(folder, ".veery", ".tmp");
      try {
        Files.write(beside, text);
        if (Files.getFileStore(target).supportsFileAttributeView("posix")) {
          Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(target));
        }
        Files.move(
            beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + file + ": " + e.getMessage(), ""),
          e);
    }
  }
}
