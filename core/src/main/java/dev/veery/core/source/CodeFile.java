package dev.veery.core.source;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A migration that is a program of another tool.
 *
 * @param file the file
 * @param id version and name
 * @param what what it is, such as {@code a Python migration}
 */
record CodeFile(SourceFile file, VersionedName id, String what) {

  private static final Map<String, String> LANGUAGES =
      Map.ofEntries(
          Map.entry("py", "Python"),
          Map.entry("js", "JavaScript"),
          Map.entry("mjs", "JavaScript"),
          Map.entry("cjs", "JavaScript"),
          Map.entry("ts", "TypeScript"),
          Map.entry("mts", "TypeScript"),
          Map.entry("go", "Go"),
          Map.entry("rb", "Ruby"),
          Map.entry("java", "Java"),
          Map.entry("kt", "Kotlin"),
          Map.entry("groovy", "Groovy"),
          Map.entry("scala", "Scala"),
          Map.entry("cs", "C#"),
          Map.entry("php", "PHP"),
          Map.entry("rs", "Rust"),
          Map.entry("ex", "Elixir"),
          Map.entry("exs", "Elixir"),
          Map.entry("pl", "Perl"),
          Map.entry("sh", "shell"));

  /** The file as a migration, or null where it is no code, a test, or has no version. */
  static @Nullable CodeFile of(SourceFile file) {
    String what = language(file);
    if (what == null) {
      return null;
    }
    String stem = file.stem();
    FlywayName flyway = FlywayName.parse(stem);
    VersionedName id =
        flyway != null && flyway.kind() == FlywayName.Kind.VERSIONED
            ? new VersionedName(flyway.version(), flyway.name())
            : VersionedName.parse(stem);
    return id == null ? null : new CodeFile(file, id, what);
  }

  /** {@code a Python migration} by the file's extension, or null where it is no code or a test. */
  static @Nullable String language(SourceFile file) {
    int dot = file.name().lastIndexOf('.');
    if (dot <= 0) {
      return null;
    }
    String language = LANGUAGES.get(file.name().substring(dot + 1).toLowerCase(Locale.ROOT));
    String stem = file.stem();
    boolean notRun =
        stem.endsWith("_test")
            || stem.endsWith(".test")
            || stem.endsWith(".spec")
            || stem.endsWith(".d");
    if (language == null || notRun) {
      return null;
    }
    return (language.equals("Elixir") ? "an " : "a ") + language + " migration";
  }
}
