package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.Sha256;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.graph.MigrationGraph;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Migration.Body;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.migration.MigrationSet.Repeatable;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.SourcePosition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of migrations in any layout.
 *
 * <p>Which layout it is follows from what is in it: each layout says what it sees that can only be
 * its own. Evidence for two is refused with both, because a guess could run a rollback file.
 * Without any evidence it is Veery's own layout with files that have an up direction only.
 *
 * @param directory where the migrations are
 * @param shown the path as users see it, with forward slashes; empty for the project itself
 * @param layout one of {@link #layouts()}, or null to find out
 * @param parser cuts scripts into statements when they are needed
 * @param javaClasses migrations that are Java classes
 * @param indexes the folder in which it is kept what was found in unchanged files; null for nowhere
 */
public record MigrationSource(
    Path directory,
    String shown,
    @Nullable String layout,
    ScriptParser parser,
    List<JavaClass> javaClasses,
    @Nullable Path indexes) {

  private static final List<Layout> LAYOUTS =
      List.of(
          new NativeLayout(),
          new PairedLayout(),
          new UpDownLayout(),
          new FlywayLayout(),
          new DbmateLayout(),
          new GooseLayout(),
          new DirectoryLayout(),
          new SqitchLayout(),
          new PrismaLayout());

  public MigrationSource {
    javaClasses = List.copyOf(javaClasses);
  }

  /** A directory of which every file is read each time. */
  public MigrationSource(
      Path directory,
      String shown,
      @Nullable String layout,
      ScriptParser parser,
      List<JavaClass> javaClasses) {
    this(directory, shown, layout, parser, javaClasses, null);
  }

  /** The names that {@code layout = "…"} may have, and what each means. */
  public static List<String> layouts() {
    List<String> names = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      names.add(layout.name());
    }
    return names;
  }

  /**
   * Reads every file once; scripts are not parsed yet.
   *
   * @throws VeeryException with every file that is malformed or unreadable and every version that
   *     two files have
   */
  public MigrationSet read() {
    List<Problem> problems = new ArrayList<>();
    List<Problem> warnings = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      throw new VeeryException(noDirectory());
    }
    FileIndex index = FileIndex.open(index());
    Listing listing = new Listing(Folder.walk(directory, shown, index, problems));
    List<String> explanation = new ArrayList<>();
    Layout chosen = choose(listing, explanation);
    Assembly assembly = new Assembly(parser, warnings, problems);
    chosen.read(listing, assembly);
    addJava(assembly);
    addCode(listing, assembly);
    index.keep();
    explanation.addAll(assembly.notes());
    List<Migration> migrations = assembly.migrations();
    if (!assembly.ordered()) {
      migrations.sort(MigrationSource::compare);
    }
    assembly.repeatables().sort((a, b) -> a.name().compareTo(b.name()));
    problems.addAll(MigrationGraph.duplicates(migrations));
    problems.addAll(MigrationGraph.duplicates(assembly.baselines()));
    addDuplicates(assembly.repeatables(), problems);
    warnOfExtensions(listing, assembly);
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return new MigrationSet(
        chosen.name(),
        explanation,
        migrations,
        assembly.repeatables(),
        assembly.baselines(),
        warnings,
        javaClasses.isEmpty() && includesNothing(listing));
  }

  private static boolean includesNothing(Listing listing) {
    for (SourceFile file : listing.top().allFiles()) {
      if (file.mayInclude()) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Path index() {
    return indexes == null
        ? null
        : indexes.resolve(
            Sha256.hex(directory.toAbsolutePath().normalize().toString()).substring(0, 24));
  }

  /** Repeatables are told apart by their names, which are sorted. */
  private static void addDuplicates(List<Repeatable> repeatables, List<Problem> problems) {
    for (int i = 1; i < repeatables.size(); i++) {
      Repeatable first = repeatables.get(i - 1);
      Repeatable second = repeatables.get(i);
      if (first.name().equals(second.name())) {
        problems.add(
            new Problem(
                ErrorCode.VERSION_DUPLICATE,
                "two files are the repeatable "
                    + first.name()
                    + ": "
                    + first.path()
                    + " and "
                    + second.path(),
                SourcePosition.startOf(second.path()),
                "rename one of them"));
      }
    }
  }

  /** Files that are named like migrations, and whose extension is nearly that of one. */
  private static void warnOfExtensions(Listing listing, Assembly assembly) {
    for (SourceFile file : listing.top().allFiles()) {
      int dot = file.name().lastIndexOf('.');
      String extension = file.name().substring(dot + 1);
      boolean close =
          dot > 0
              && !extension.equalsIgnoreCase("sql")
              && (NearMiss.distance(extension.toLowerCase(Locale.ROOT), "sql") == 1
                  || extension.equals("pgsql")
                  || extension.equals("ddl"));
      boolean named =
          VersionedName.parse(file.stem()) != null || FlywayName.parse(file.stem()) != null;
      if (close && named) {
        assembly.warn(
            ErrorCode.FILE_NAME_MALFORMED,
            file.shown() + " is not read: its name does not end in .sql",
            file,
            "rename it if it is a migration");
      }
    }
  }

  private static int compare(Migration a, Migration b) {
    int byVersion = a.version().compareTo(b.version());
    return byVersion != 0 ? byVersion : a.path().compareTo(b.path());
  }

  private Problem noDirectory() {
    String what = shown.isEmpty() ? directory.toString() : shown;
    return new Problem(
        ErrorCode.FILE_UNREADABLE,
        Files.exists(directory) ? what + " is not a directory" : "there is no directory " + what,
        SourcePosition.startOf(what),
        "create it, or set migrations in veery.toml to where the migrations are");
  }

  private Layout choose(Listing listing, List<String> explanation) {
    if (layout != null) {
      explanation.add("the configuration says layout = \"" + layout + "\"");
      return byName(layout);
    }
    record Claim(Layout layout, List<String> evidence) {}
    List<Claim> claims = new ArrayList<>();
    for (Layout candidate : LAYOUTS) {
      List<String> evidence = candidate.detect(listing);
      if (!evidence.isEmpty()) {
        claims.add(new Claim(candidate, evidence));
      }
    }
    if (claims.size() > 1) {
      StringBuilder message =
          new StringBuilder(shownOr("the directory") + " is several layouts at once:");
      List<String> names = new ArrayList<>();
      for (Claim claim : claims) {
        names.add("layout = \"" + claim.layout.name() + "\"");
        message
            .append(names.size() == 1 ? " " : "; ")
            .append(claim.layout.name())
            .append(", because ")
            .append(String.join(" and ", claim.evidence));
      }
      throw new VeeryException(
          new Problem(
              ErrorCode.LAYOUT_AMBIGUOUS,
              message.toString(),
              SourcePosition.startOf(shownOr(".")),
              "say which in veery.toml: " + String.join(" or ", names)));
    }
    if (claims.size() == 1) {
      explanation.addAll(claims.getFirst().evidence);
      return claims.getFirst().layout;
    }
    return fallback(listing, explanation);
  }

  private Layout fallback(Listing listing, List<String> explanation) {
    boolean versioned = !Evidence.files(listing, file -> file.id() != null).isEmpty();
    if (listing.top().allFiles().isEmpty()) {
      explanation.add(shownOr("the directory") + " is empty");
    } else if (versioned) {
      explanation.add("files are named VERSION_name.sql, and nothing in them is another tool's");
    } else {
      explanation.add("nothing in " + shownOr("the directory") + " is another tool's");
    }
    return LAYOUTS.getFirst();
  }

  private static Layout byName(String name) {
    for (Layout candidate : LAYOUTS) {
      if (candidate.name().equals(name)) {
        return candidate;
      }
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.LAYOUT_UNKNOWN,
            "there is no layout '" + name + "'",
            NearMiss.remedy(name, layouts(), "the layouts are " + String.join(", ", layouts()))));
  }

  private String shownOr(String otherwise) {
    return shown.isEmpty() ? otherwise : shown;
  }

  private void addJava(Assembly assembly) {
    for (JavaClass found : javaClasses) {
      assembly
          .migrations()
          .add(
              new Migration(
                  found.version(),
                  found.name(),
                  found.className(),
                  Header.EMPTY,
                  new Body.Java(found.className()),
                  found.hash()));
    }
  }

  /** Programs of other tools, but for those that only load the SQL files beside them. */
  private static void addCode(Listing listing, Assembly assembly) {
    if (listing.code().isEmpty()) {
      return;
    }
    Set<String> sql = new HashSet<>();
    Set<String> java = new HashSet<>();
    for (Migration migration : assembly.migrations()) {
      String version = migration.version().canonical();
      if (migration.body() instanceof Body.Java) {
        java.add(version);
      } else {
        sql.add(version + " " + migration.name());
      }
    }
    int loaders = 0;
    for (CodeFile code : listing.code()) {
      String version = new Version(code.id().version()).canonical();
      if (sql.contains(version + " " + code.id().name())) {
        loaders++;
      } else if (!java.contains(version)) {
        assembly.addForeign(code.id(), code.file(), code.what());
      }
    }
    if (loaders > 0) {
      assembly.note(
          loaders
              + (loaders == 1 ? " program is" : " programs are")
              + " left alone: SQL files of the same name hold the migration");
    }
  }
}
