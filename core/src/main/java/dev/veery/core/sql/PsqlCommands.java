package dev.veery.core.sql;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.PsqlArguments.Malformed;
import dev.veery.core.sql.ScriptItem.Statement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Runs psql's backslash commands: those that decide what the server is sent, and those that only
 * say how psql prints. Everything else is refused by name, because leaving it out would be a guess.
 */
final class PsqlCommands {

  private final SplitState state;
  private final ScriptScanner scanner;
  private final Conditionals conditionals = new Conditionals();

  // The command that is being run.
  private SourcePosition position = SourcePosition.startOf("");
  private String name = "";

  PsqlCommands(SplitState state, ScriptScanner scanner) {
    this.state = state;
    this.scanner = scanner;
  }

  /** What remains to be done about a command. */
  sealed interface Result {
    /** The offset behind the command. */
    long end();

    /** Nothing. */
    record Done(long end) implements Result {}

    /** A file is to be read. */
    record Include(long end, SqlSource file) implements Result {}

    /**
     * {@code \copy … FROM}.
     *
     * @param file null where the data follow in the script
     */
    record CopyFile(long end, Statement statement, @Nullable SqlSource file) implements Result {}
  }

  Conditionals conditionals() {
    return conditionals;
  }

  /** Runs the command whose backslash is the current token, and moves behind it. */
  Result run(long start) {
    position = scanner.position(start);
    long lineEnd = scanner.skipToLineEnd();
    byte[] buf = scanner.buffer();
    int limit = scanner.index(lineEnd);
    int nameStart = scanner.index(start) + 1;
    int nameEnd = nameStart;
    while (nameEnd < limit && buf[nameEnd] != '\\' && !Lexer.isSpace(buf[nameEnd])) {
      nameEnd++;
    }
    name = new String(buf, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
    state.digest.token(buf, nameStart - 1, nameEnd);
    digestArguments(buf, nameEnd, limit);
    if (name.equals("copy")) {
      return conditionals.active() ? copy(start, buf, nameEnd, limit) : done(lineEnd);
    }
    PsqlArguments arguments = new PsqlArguments(buf, nameEnd, limit, state.variables);
    SqlSource include = null;
    try {
      include = execute(arguments);
      skipRest(arguments);
    } catch (Malformed e) {
      if (conditionals.active()) {
        malformed(e.getMessage(), "");
      }
      return done(lineEnd);
    } catch (VeeryException e) {
      state.problems.addAll(e.problems());
      return done(lineEnd);
    }
    long end = start + (arguments.end() - (nameStart - 1));
    scanner.continueAt(end);
    return include == null ? new Result.Done(end) : new Result.Include(end, include);
  }

  private Result done(long end) {
    scanner.continueAt(end);
    return new Result.Done(end);
  }

  /** Arguments that nobody asked for; psql warns of them and goes on. */
  private static void skipRest(PsqlArguments arguments) throws Malformed {
    arguments.rest();
  }

  private void digestArguments(byte[] buf, int from, int limit) {
    int p = from;
    while (p < limit) {
      while (p < limit && Lexer.isSpace(buf[p])) {
        p++;
      }
      int word = p;
      while (p < limit && !Lexer.isSpace(buf[p])) {
        p++;
      }
      if (p > word) {
        state.digest.token(buf, word, p);
      }
    }
    state.digest.endOfStatement();
  }

  private @Nullable SqlSource execute(PsqlArguments arguments) throws Malformed {
    switch (name) {
      case "if" -> {
        boolean condition = conditionals.active() && condition(arguments);
        conditionals.push(position, condition);
        return null;
      }
      case "elif" -> {
        if (inBlock()) {
          boolean condition = conditionals.asks() && condition(arguments);
          conditionals.otherwise(condition, false);
        }
        return null;
      }
      case "else" -> {
        if (inBlock()) {
          conditionals.otherwise(true, true);
        }
        return null;
      }
      case "endif" -> {
        if (conditionals.isEmpty()) {
          malformed("\\endif has no \\if", "remove it");
        } else {
          conditionals.pop();
        }
        return null;
      }
      default -> {
        return conditionals.active() ? executeActive(arguments) : null;
      }
    }
  }

  private boolean inBlock() {
    if (conditionals.isEmpty()) {
      malformed("\\" + name + " has no \\if", "remove it");
      return false;
    }
    if (conditionals.elseSeen()) {
      malformed("\\" + name + " stands behind \\else", "remove it");
      return false;
    }
    return true;
  }

  private boolean condition(PsqlArguments arguments) throws Malformed {
    String text = String.join(" ", arguments.rest());
    Boolean value = PsqlVariables.bool(text);
    if (value == null) {
      malformed(
          text.isEmpty() ? "\\" + name + " has no condition" : "\"" + text + "\" is no boolean",
          "give true, false, a variable that holds one, or :{?name}");
      return false;
    }
    return value;
  }

  private @Nullable SqlSource executeActive(PsqlArguments arguments) throws Malformed {
    if (state.restriction != null && !name.equals("unrestrict")) {
      problem(
          ErrorCode.PSQL_COMMAND_UNSUPPORTED,
          "\\" + name + " stands where \\restrict allows no psql command",
          "remove it; pg_dump puts \\restrict around what comes from the database");
      return null;
    }
    switch (name) {
      case "i", "include" -> {
        return include(arguments, false);
      }
      case "ir", "include_relative" -> {
        return include(arguments, true);
      }
      case "set" -> set(arguments);
      case "unset" -> {
        String variable = arguments.nextWithoutSemicolon();
        if (variable == null) {
          malformed("\\unset names no variable", "");
        } else {
          state.variables.unset(variable);
        }
      }
      case "echo", "qecho", "warn" -> echo(arguments);
      case "restrict" -> restrict(arguments.next());
      case "unrestrict" -> unrestrict(arguments.next());
      case "encoding" -> encoding(arguments.nextWithoutSemicolon());
      // How psql prints and measures; the server sees nothing of it.
      case "timing", "pset", "a", "t", "x", "H", "html", "f", "C", "T", "conninfo" ->
          arguments.rest();
      default -> unsupported();
    }
    return null;
  }

  private @Nullable SqlSource include(PsqlArguments arguments, boolean relative) throws Malformed {
    String path = arguments.nextWithoutSemicolon();
    if (path == null) {
      malformed("\\" + name + " names no file", "");
      return null;
    }
    SqlSource file = file(path, relative);
    if (file != null && state.isOpen(file.name())) {
      malformed(
          "files include each other without end: "
              + String.join(" → ", state.openFrom(file.name()))
              + " → "
              + file.name(),
          "");
      return null;
    }
    return file;
  }

  private @Nullable SqlSource file(String path, boolean relative) {
    Includes includes = state.options.includes();
    if (includes == null) {
      unsupported();
      return null;
    }
    return includes.find(path, position, relative);
  }

  private void set(PsqlArguments arguments) throws Malformed {
    String variable = arguments.next();
    if (variable == null) {
      return;
    }
    String value = String.join("", arguments.rest());
    Boolean bool = value.isEmpty() ? Boolean.TRUE : PsqlVariables.bool(value);
    switch (variable) {
      case "AUTOCOMMIT" -> {
        if (!Boolean.TRUE.equals(bool)) {
          refuseSetting(
              variable, "write BEGIN and COMMIT where you want transactions to begin and end");
        }
      }
      case "ON_ERROR_STOP" -> {
        if (!Boolean.TRUE.equals(bool)) {
          refuseSetting(variable, "Veery stops at the first error; remove the line");
        }
      }
      case "SINGLELINE" -> {
        if (!Boolean.FALSE.equals(bool)) {
          refuseSetting(variable, "end each statement with a semicolon");
        }
      }
      default -> {}
    }
    state.variables.set(variable, value);
  }

  private void refuseSetting(String variable, String remedy) {
    problem(
        ErrorCode.PSQL_COMMAND_UNSUPPORTED,
        "\\set " + variable + " with this value changes how the script would run",
        remedy);
  }

  private void echo(PsqlArguments arguments) throws Malformed {
    List<String> words = arguments.rest();
    if (!words.isEmpty() && words.getFirst().equals("-n")) {
      words = words.subList(1, words.size());
    }
    state.items.add(new ScriptItem.Echo(position, String.join(" ", words)));
  }

  private void restrict(@Nullable String key) {
    if (key == null) {
      malformed("\\restrict has no key", "");
    } else {
      state.restriction = key;
    }
  }

  private void unrestrict(@Nullable String key) {
    if (state.restriction == null) {
      malformed("\\unrestrict has no \\restrict before it", "remove it");
    } else if (!state.restriction.equals(key)) {
      malformed("\\unrestrict has another key than \\restrict", "use the same key");
    }
    state.restriction = null;
  }

  private void encoding(@Nullable String encoding) {
    if (encoding == null) {
      return;
    }
    String plain = encoding.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    if (!plain.equals("utf8") && !plain.equals("unicode")) {
      problem(
          ErrorCode.PSQL_COMMAND_UNSUPPORTED,
          "\\encoding " + encoding + " is not supported",
          "save the file as UTF-8 and remove the line");
    }
  }

  private Result copy(long start, byte[] buf, int from, int limit) {
    long end = start + (limit - scanner.index(start));
    if (state.restriction != null) {
      problem(
          ErrorCode.PSQL_COMMAND_UNSUPPORTED,
          "\\copy stands where \\restrict allows no psql command",
          "remove it; pg_dump puts \\restrict around what comes from the database");
      return done(end);
    }
    try {
      PsqlCopy parsed = PsqlCopy.parse(buf, from, limit);
      SqlSource file = parsed.file() == null ? null : file(parsed.file(), false);
      if (parsed.file() != null && file == null) {
        return done(end);
      }
      Rendering.Builder text = new Rendering.Builder(start);
      text.replace(end, parsed.sql().getBytes(StandardCharsets.UTF_8));
      Statement statement =
          new Statement(
              position, scanner.source, start, end, parsed.words(), List.of(), text.build());
      scanner.continueAt(end);
      return new Result.CopyFile(end, statement, file);
    } catch (Malformed e) {
      problem(ErrorCode.PSQL_COMMAND_UNSUPPORTED, e.getMessage(), "use \\copy table FROM 'file'");
    } catch (VeeryException e) {
      state.problems.addAll(e.problems());
    }
    return done(end);
  }

  private void unsupported() {
    problem(
        ErrorCode.PSQL_COMMAND_UNSUPPORTED,
        "the psql command \\" + name + " is not supported",
        "remove the line, or run the script with psql and record it with stamp");
  }

  private void malformed(@Nullable String message, String remedy) {
    problem(ErrorCode.PSQL_COMMAND_MALFORMED, message, remedy);
  }

  private void problem(ErrorCode code, @Nullable String message, String remedy) {
    state.problems.add(new Problem(code, String.valueOf(message), position, remedy));
  }
}
