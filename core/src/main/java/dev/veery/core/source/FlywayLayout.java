package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Directive;
import dev.veery.core.migration.DirectiveKey;
import dev.veery.core.migration.Migration.Header;
import dev.veery.core.migration.Version;
import dev.veery.core.sql.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Flyway: {@code V1__x.sql}, {@code U1__x.sql} that takes it back, {@code R__x.sql} that runs again
 * whenever it changes, {@code B5__x.sql} that stands for everything up to 5; folders below count.
 * {@code executeInTransaction} of a {@code .sql.conf} file is honoured.
 */
final class FlywayLayout implements Layout {

  @Override
  public String name() {
    return "flyway";
  }

  @Override
  public String description() {
    return "V1__x.sql, U1__x.sql, R__x.sql";
  }

  @Override
  public List<String> detect(Listing listing) {
    return Evidence.of(
        Evidence.files(
            listing,
            file -> {
              FlywayName name = FlywayName.parse(file.file().stem());
              return name != null && name.kind() != FlywayName.Kind.REPEATABLE;
            }),
        "is named VERSION__name.sql with a V, U or B in front",
        "files are named VERSION__name.sql with a V, U or B in front");
  }

  @Override
  public void read(Listing listing, Assembly assembly) {
    Map<String, SourceFile> configurations = new HashMap<>();
    for (SourceFile file : listing.top().allFiles()) {
      if (file.hasExtension(".sql.conf")) {
        String shown = file.shown();
        configurations.put(shown.substring(0, shown.length() - ".conf".length()), file);
      }
    }
    Map<Version, SqlFile> undos = new HashMap<>();
    List<SqlFile> ups = new ArrayList<>();
    for (SqlFile file : listing.everySql()) {
      FlywayName name = FlywayName.parse(file.file().stem());
      if (name == null) {
        passOver(file.file(), assembly);
        continue;
      }
      switch (name.kind()) {
        case VERSIONED, BASELINE -> ups.add(file);
        case REPEATABLE -> assembly.addRepeatable(name.name(), file.file());
        case UNDO -> undo(name, file, undos, assembly);
      }
    }
    for (SqlFile file : ups) {
      FlywayName name = Objects.requireNonNull(FlywayName.parse(file.file().stem()));
      Version version = new Version(name.version());
      SourceFile configuration = configurations.get(file.file().shown());
      if (name.kind() == FlywayName.Kind.BASELINE) {
        assembly.addBaseline(version, name.name(), file.file());
      } else {
        SqlFile undo = undos.remove(version);
        assembly.attempt(() ->
            assembly.addSeparate(
                version,
                name.name(),
                file.file().shown(),
                configuration == null ? Header.EMPTY : configured(configuration),
                file.file(),
                undo == null ? null : undo.file(),
                null,
                false));
      }
    }
    for (SqlFile undo : undos.values()) {
      FlywayName name = Objects.requireNonNull(FlywayName.parse(undo.file().stem()));
      assembly.problem(PairedLayout.orphan(undo.file(), "V" + name.version() + "__….sql"));
    }
  }

  private static void undo(
      FlywayName name, SqlFile file, Map<Version, SqlFile> undos, Assembly assembly) {
    SqlFile twin = undos.put(new Version(name.version()), file);
    if (twin != null) {
      assembly.problem(
          new Problem(
              ErrorCode.VERSION_DUPLICATE,
              "two files take back version "
                  + name.version()
                  + ": "
                  + twin.file().shown()
                  + " and "
                  + file.file().shown(),
              SourcePosition.startOf(file.file().shown()),
              "remove one of them"));
    }
  }

  private static void passOver(SourceFile file, Assembly assembly) {
    String stem = file.stem();
    String lower = stem.toLowerCase(Locale.ROOT);
    if ((lower.startsWith("before") || lower.startsWith("after")) && !lower.contains(" ")) {
      assembly.warn(
          ErrorCode.FILE_NAME_MALFORMED,
          file.shown() + " is not run: it looks like a callback, which Veery does not have",
          file,
          "");
      return;
    }
    String why = "its name is not V, U or B with a version, or R, and then two underscores";
    if (FlywayName.parse(capitalized(stem)) != null) {
      why = "its first letter must be a capital";
    } else if (FlywayName.parse(capitalized(stem).replaceFirst("_", "__")) != null
        || FlywayName.parse(capitalized(withTwoUnderscores(stem))) != null) {
      why = "two underscores must stand between version and name, and there is one";
    }
    assembly.warn(
        ErrorCode.FILE_NAME_MALFORMED,
        file.shown() + " is not read: " + why,
        file,
        "Flyway passes it over as well; name it like V7__add_users.sql if it is a migration");
  }

  private static String capitalized(String stem) {
    return stem.substring(0, 1).toUpperCase(Locale.ROOT) + stem.substring(1);
  }

  /** {@code V1_2_add} with its last underscore before a letter doubled: {@code V1_2__add}. */
  private static String withTwoUnderscores(String stem) {
    for (int i = 1; i + 1 < stem.length(); i++) {
      if (stem.charAt(i) == '_' && Character.isLetter(stem.charAt(i + 1))) {
        return stem.substring(0, i) + "_" + stem.substring(i);
      }
    }
    return stem;
  }

  /** What a script's configuration file says. */
  private static Header configured(SourceFile file) {
    List<Directive> directives = new ArrayList<>();
    int line = 0;
    int offset = 0;
    for (String text : file.text().split("\n", -1)) {
      SourcePosition position = new SourcePosition(file.shown(), offset, ++line, 1);
      offset += text.getBytes(StandardCharsets.UTF_8).length + 1;
      Directive directive = directive(text.strip(), position);
      if (directive != null) {
        directives.add(directive);
      }
    }
    return new Header("", "", "", "", null, null, List.of(), directives);
  }

  private static @Nullable Directive directive(String line, SourcePosition position) {
    int equals = line.indexOf('=');
    if (line.isEmpty() || line.startsWith("#") || equals < 0) {
      return null;
    }
    String value = line.substring(equals + 1).strip();
    return switch (line.substring(0, equals).strip()) {
      case "executeInTransaction" ->
          Directive.of(
              DirectiveKey.TRANSACTION, Boolean.parseBoolean(value) ? "on" : "off", position);
      case "placeholderReplacement" ->
          Directive.of(
              DirectiveKey.PLACEHOLDERS, Boolean.parseBoolean(value) ? "on" : "off", position);
      case "encoding" -> null;
      default ->
          throw new VeeryException(
              new Problem(
                  ErrorCode.METADATA_MALFORMED,
                  "the setting '" + line.substring(0, equals).strip() + "' is not known to Veery",
                  position,
                  "executeInTransaction and placeholderReplacement are; remove the line if it does not"
                      + " matter"));
    };
  }
}
