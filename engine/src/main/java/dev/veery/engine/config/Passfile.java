package dev.veery.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code PGPASSFILE} or {@code ~/.pgpass}: lines of {@code host:port:database:user:password}, where
 * {@code *} stands for anything and a backslash escapes a colon. The first line that fits decides.
 */
final class Passfile {

  private final Map<String, String> variables;
  private final Consumer<String> warnings;

  Passfile(Map<String, String> variables, Consumer<String> warnings) {
    this.variables = variables;
    this.warnings = warnings;
  }

  @Nullable String find(String host, int port, String database, String user) {
    Path file = path();
    if (file == null || !Files.isRegularFile(file)) {
      return null;
    }
    if (isOpenToOthers(file)) {
      // As libpq: a password that anybody can read is not used without a word.
      warnings.accept(
          "the password file " + file + " is ignored because others may read it (chmod 0600 it)");
      return null;
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      warnings.accept("the password file " + file + " cannot be read: " + e.getMessage());
      return null;
    }
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> fields = fields(line);
      if (fields.size() == 5
          && fits(fields.get(0), host)
          && fits(fields.get(1), Integer.toString(port))
          && fits(fields.get(2), database)
          && fits(fields.get(3), user)) {
        return unescape(fields.get(4));
      }
    }
    return null;
  }

  private @Nullable Path path() {
    String named = variables.get("PGPASSFILE");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    String data = variables.get("APPDATA");
    String home = variables.get("HOME");
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      return data == null ? null : Path.of(data, "postgresql", "pgpass.conf");
    }
    return home == null ? null : Path.of(home, ".pgpass");
  }

  private static boolean isOpenToOthers(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      for (PosixFilePermission permission : permissions) {
        if (!permission.name().startsWith("OWNER")) {
          return true;
        }
      }
      return false;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static boolean fits(String pattern, String value) {
    return pattern.equals("*") || unescape(pattern).equals(value);
  }

  /** Cut at the first four colons that no backslash escapes. */
  private static List<String> fields(String line) {
    List<String> result = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length() && result.size() < 4; i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == ':') {
        result.add(line.substring(start, i));
        start = i + 1;
      }
    }
    result.add(line.substring(start));
    return result;
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
      result.append(text.charAt(i));
    }
    return result.toString();
  }
}
