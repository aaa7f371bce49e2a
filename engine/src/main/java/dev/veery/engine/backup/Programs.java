package dev.veery.engine.backup;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Secrets;
import dev.veery.postgres.session.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Other programs: always an argument vector, never a shell. Passwords go through the environment,
 * which other users of the machine cannot see.
 */
final class Programs {

  private static final int LAST_LINES = 8;

  private Programs() {}

  /**
   * The major version of pg_dump.
   *
   * @param major of the server
   * @throws VeeryException when it is not there, or too old for that server
   */
  static int version(String program, int major) {
    List<String> lines = new ArrayList<>();
    try {
      Process process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      try (BufferedReader out = reader(process)) {
        out.lines().forEach(lines::add);
      }
      process.waitFor();
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.PG_DUMP_MISSING,
              "there is no " + program + " on this machine, which a full backup needs",
              install(major) + "; a targeted backup needs no program: backup = \"targeted\""),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    Matcher version = Pattern.compile("\\(PostgreSQL\\) (\\d+)").matcher(String.join("\n", lines));
    int found = version.find() ? Integer.parseInt(version.group(1)) : 0;
    if (found < major) {
      throw new VeeryException(
          new Problem(
              ErrorCode.PG_DUMP_OLD,
              found == 0
                  ? program + " does not tell its version"
                  : program
                      + " is of PostgreSQL "
                      + found
                      + ", and the server is "
                      + major
                      + ": an older one cannot read it",
              install(major) + ", and name it with [backups] pg-dump = \"/path/to/pg_dump\""));
    }
    return found;
  }

  /** As the distributions call the package. */
  private static String install(int major) {
    return "install it: apt-get install postgresql-client-%d; dnf install postgresql%d; brew install libpq"
        .formatted(major, major);
  }

  /** The program of this name beside another one. */
  static String beside(String program, String name) {
    Path parent = Path.of(program).getParent();
    return parent == null ? name : parent.resolve(name).toString();
  }

  /** Where to connect, for the environment of a program that uses libpq. */
  static Map<String, String> environment(Address address) {
    Map<String, String> variables = new java.util.HashMap<>();
    variables.put("PGHOST", address.host());
    variables.put("PGPORT", Integer.toString(address.port()));
    variables.put("PGUSER", address.user());
    variables.put("PGDATABASE", address.database());
    variables.put("PGAPPNAME", "veery");
    variables.put(
        "PGCONNECT_TIMEOUT", Long.toString(Math.max(2, address.connectTimeout().toSeconds())));
    String password = address.password();
    if (password != null && !password.isEmpty()) {
      variables.put("PGPASSWORD", password);
    }
    for (Map.Entry<String, String> one :
        Map.of(
                "sslmode", "PGSSLMODE",
                "sslrootcert", "PGSSLROOTCERT",
                "sslcert", "PGSSLCERT",
                "sslkey", "PGSSLKEY",
                "gssEncMode", "PGGSSENCMODE")
            .entrySet()) {
      String value = address.parameters().get(one.getKey());
      if (value != null) {
        variables.put(one.getValue(), value);
      }
    }
    return variables;
  }

  /**
   * Runs a program to its end.
   *
   * @param directory where it runs
   * @param line hears what it says, line by line
   * @throws VeeryException when it cannot be started or fails, with the last it said
   */
  static void run(
      Path directory,
      List<String> command,
      Map<String, String> variables,
      Secrets secrets,
      Consumer<String> line) {
    String name = String.valueOf(Path.of(command.getFirst()).getFileName());
    Deque<String> last = new ArrayDeque<>();
    Process process = null;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
      builder.environment().putAll(variables);
      process = builder.start();
      process.getOutputStream().close();
      try (BufferedReader out = reader(process)) {
        for (String text = out.readLine(); text != null; text = out.readLine()) {
          if (last.size() == LAST_LINES) {
            last.removeFirst();
          }
          last.add(text);
          line.accept(text);
        }
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new VeeryException(
            new Problem(
                ErrorCode.BACKUP_FAILED,
                secrets.mask(
                    name
                        + (code > 128
                            ? " was killed (signal " + (code - 128) + ")"
                            : " failed with exit code " + code)
                        + (last.isEmpty() ? "" : ": " + String.join("\n", last))),
                "nothing half-done was kept"));
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.BACKUP_FAILED,
              "cannot run " + command.getFirst() + ": " + e.getMessage(),
              "look at its path in [backups]"),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      if (process != null) {
        process.destroy();
      }
    }
  }

  private static VeeryException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new VeeryException(
        new Problem(ErrorCode.INTERRUPTED, "interrupted", "nothing half-done was kept"), e);
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
