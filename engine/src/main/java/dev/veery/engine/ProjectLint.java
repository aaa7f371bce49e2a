package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.Baseline;
import dev.veery.core.lint.LintReport;
import dev.veery.core.lint.LintSettings;
import dev.veery.core.lint.Linter;
import dev.veery.core.lint.Subject;
import dev.veery.core.lint.rule.Rules;
import dev.veery.core.migration.Directives;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.History;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.SqlSource;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.fleet.FleetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lints the files of a project. */
final class ProjectLint {

  /** Beside {@code veery.toml}, where the configuration names no other. */
  private static final String BASELINE = "veery-lint-baseline.txt";

  private final Config config;
  private final Project project;

  ProjectLint(Config config, Project project) {
    this.config = config;
    this.project = project;
  }

  /**
   * What {@code [lint]} says.
   *
   * @throws VeeryException with everything in it that is not understood
   */
  static LintSettings settings(Config config) {
    List<String> wrong = new ArrayList<>();
    LintSettings settings =
        LintSettings.read(entries(config), Rules.ALL, wrong)
            .withLockTimeout(config.lockTimeout() != null && !config.lockTimeout().isZero());
    if (!wrong.isEmpty()) {
      throw new VeeryException(
          wrong.stream().map(w -> new Problem(ErrorCode.CONFIG_MALFORMED, w, "")).toList());
    }
    return settings;
  }

  /** What [tenancy], [fleet] and [soft-delete] say need not be said again for the linter. */
  private static Map<String, String> entries(Config config) {
    Map<String, String> entries = new HashMap<>(config.lint());
    for (String column :
        config.values().table(ConfigKey.TENANCY).getOrDefault("column", "").split(",")) {
      if (!column.isBlank() && column.indexOf('.') < 0) {
        entries.putIfAbsent("tenant-column", column.strip());
      }
    }
    SoftDeleteSettings marks = SoftDeleteSettings.of(config);
    if (!marks.column().isEmpty()) {
      entries.putIfAbsent("soft-delete-columns", marks.column());
    }
    if (!marks.rows().isEmpty()) {
      entries.putIfAbsent("soft-delete-rows", marks.rows());
    }
    if (FleetSettings.given(config)) {
      FleetSettings fleet = FleetSettings.read(config);
      if (fleet.model() == FleetSettings.Model.SCHEMA) {
        entries.putIfAbsent("tenant-schema", fleet.schema());
        entries.putIfAbsent("tenant-shared", fleet.shared());
      }
    }
    return entries;
  }

  static Path baselineFile(Config config) {
    String name = settings(config).baseline();
    return config.directory().resolve(name.isEmpty() ? BASELINE : name);
  }

  /**
   * @param pending what the database has not got yet; asked only for that scope
   */
  LintReport lint(LintScope scope, Predicate<Migration> pending) {
    LintSettings settings = settings(config);
    Selection selection = select(scope, pending);
    List<Subject> subjects = new ArrayList<>();
    for (Migration migration : project.graph().order()) {
      Subject subject = Subject.of(migration, selection.wants(migration));
      if (subject != null) {
        subjects.add(subject);
      }
    }
    for (Repeatable repeatable : project.set().repeatables()) {
      subjects.add(Subject.of(repeatable, selection.wants(repeatable.path(), null)));
    }
    for (String path : selection.unclaimed()) {
      subjects.add(loneFile(path));
    }
    return baseline().apply(Linter.lint(subjects, Rules.ALL, settings));
  }

  /**
   * The migrations of a scope.
   *
   * @param history asked only for what is pending
   * @throws VeeryException when a file of the scope belongs to no migration
   */
  Predicate<Migration> wanted(LintScope scope, Supplier<History> history) {
    Selection selection = select(scope, pending(scope, history));
    Set<Version> versions = new HashSet<>();
    for (Migration migration : project.graph().order()) {
      if (selection.wants(migration)) {
        versions.add(migration.version());
      }
    }
    List<String> unclaimed = selection.unclaimed();
    if (!unclaimed.isEmpty()) {
      throw new VeeryException(
          unclaimed.stream()
              .map(path ->
                  new Problem(
                      ErrorCode.ARGUMENT_INVALID,
                      path + " belongs to no migration",
                      "see veery list"))
              .toList());
    }
    return migration -> versions.contains(migration.version());
  }

  private static Predicate<Migration> pending(LintScope scope, Supplier<History> history) {
    if (!(scope instanceof LintScope.Pending)) {
      return migration -> true;
    }
    History now = history.get();
    return migration -> now.find(migration.version()) == null;
  }

  private Baseline baseline() {
    Path file = baselineFile(config);
    try {
      return Files.exists(file) ? Baseline.read(Files.readString(file)) : Baseline.EMPTY;
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "cannot read " + file + ": " + e.getMessage(), ""),
          e);
    }
  }

  private Subject loneFile(String path) {
    Path file = config.directory().resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "there is no file " + path, ""));
    }
    return new Subject(
        path,
        path,
        false,
        true,
        () -> {
          Script script = Project.parse(config, SqlSource.file(path, file), Directives.NONE);
          return new Subject.Texts(
              script,
              Directives.ofFile(script.directives()),
              null,
              Directives.NONE,
              Migration.Undo.NOTHING);
        });
  }

  private Selection select(LintScope scope, Predicate<Migration> pending) {
    return switch (scope) {
      case LintScope.All all -> new Selection(null, m -> true);
      case LintScope.Pending some -> new Selection(null, pending);
      case LintScope.Files files -> new Selection(shown(files.paths()), m -> false);
      case LintScope.Since since -> {
        Selection changed =
            new Selection(
                new HashSet<>(GitChanges.since(config.directory(), since.ref())), m -> false);
        // Changed files that are no migrations are none of the linter's business.
        changed.ignoresUnclaimed = true;
        yield changed;
      }
    };
  }

  /** Paths as migrations say theirs: relative to the project, with slashes. */
  private Set<String> shown(List<String> paths) {
    Set<String> shown = new HashSet<>();
    for (String path : paths) {
      Path absolute = config.directory().resolve(path).normalize();
      shown.add(
          (absolute.startsWith(config.directory())
                  ? config.directory().relativize(absolute)
                  : absolute)
              .toString()
              .replace('\\', '/'));
    }
    return shown;
  }

  /** Which subjects are wanted, and which files nobody claims. */
  private static final class Selection {
    private final @Nullable Set<String> paths;
    private final Predicate<Migration> others;
    private final Set<String> claimed = new HashSet<>();

    /** By folder, what was chosen somewhere below it. */
    private final Map<String, List<String>> below = new HashMap<>();

    private boolean ignoresUnclaimed;

    Selection(@Nullable Set<String> paths, Predicate<Migration> others) {
      this.paths = paths;
      this.others = others;
      for (String chosen : paths == null ? Set.<String>of() : paths) {
        for (String folder = parent(chosen); !folder.isEmpty(); folder = parent(folder)) {
          below.computeIfAbsent(folder, f -> new ArrayList<>()).add(chosen);
        }
      }
    }

    /** The folder of a path; empty for the project's own. */
    private static String parent(String path) {
      return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    boolean wants(Migration migration) {
      if (paths == null) {
        return others.test(migration);
      }
      String down = null;
      if (migration.body() instanceof Migration.Body.Sql sql && !wants(migration.path(), null)) {
        Migration.Section section = sql.scripts().get().sections().down();
        down = section == null ? null : section.source().name();
      }
      return wants(migration.path(), down);
    }

    boolean wants(String path, @Nullable String other) {
      if (paths == null) {
        return true;
      }
      List<String> fitting = new ArrayList<>(below.getOrDefault(path, List.of()));
      fitting.add(path);
      for (String folder = path; !folder.isEmpty(); ) {
        folder = parent(folder);
        fitting.add(folder); // at last the project itself, which is the empty path
      }
      if (other != null) {
        fitting.add(other);
      }
      fitting.retainAll(paths);
      claimed.addAll(fitting);
      return !fitting.isEmpty();
    }

    List<String> unclaimed() {
      if (paths == null || ignoresUnclaimed) {
        return List.of();
      }
      return paths.stream().filter(p -> !claimed.contains(p)).sorted().toList();
    }
  }
}
