package dev.veery.core.sql;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.ScriptItem.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a script into what psql would send to the server.
 *
 * <p>The model is psql's main loop ({@code src/bin/psql/mainloop.c}): it collects tokens in a query
 * buffer until a semicolon ends the statement. White space and {@code --} comments are dropped
 * while the buffer is empty, and so are empty lines; a block comment starts the buffer. A backslash
 * outside of quotes starts a command that takes the rest of its line. At the end of the file what
 * is in the buffer is sent as it is; here it ends with its last token.
 *
 * <p>Two things that psql sends are left out, because they do nothing: a semicolon without a
 * statement before it, and comments without one behind them.
 *
 * <p>For most statements the text is a range of the source and nothing is copied. Where it is not,
 * because of a variable, a psql command or an empty line, a {@link Rendering} is put together from
 * the first difference on.
 */
public final class Splitter {

  private final SplitState state;
  private final SqlSource source;
  private final ScriptScanner scanner;
  private final PsqlCommands commands;
  private final @Nullable Placeholders placeholders;

  /** Where the text of the statement begins: its first token or a block comment; -1 before it. */
  private long textStart = -1;

  private boolean hasTokens;
  private long firstToken;
  private long lastTokenEnd;

  /** What differs from the source in the text of the statement; null while nothing does. */
  private Rendering.@Nullable Builder text;

  private boolean active = true;
  private boolean lineHasToken;

  /** The statement that ended on the current line, for a directive behind it; an index of items. */
  private int endedOnLine = -1;

  private final List<RawDirective> directives = new ArrayList<>(0);

  private Splitter(SplitState state, SqlSource source) {
    this.state = state;
    this.source = source;
    TextCheck check = new TextCheck(source, state.digest, state.problems);
    this.scanner = new ScriptScanner(source, check, state.words, state.stringSyntax);
    this.commands = new PsqlCommands(state, scanner);
    this.placeholders =
        state.options.placeholders() == null
            ? null
            : new Placeholders(state.options.placeholders(), state.problems);
  }

  /** Splits a script that has neither variables nor includes. */
  public static Script split(SqlSource source) {
    return split(source, SplitOptions.NONE);
  }

  /**
   * Splits a script.
   *
   * @throws VeeryException with everything that is wrong with it
   */
  public static Script split(SqlSource source, SplitOptions options) {
    SplitState state = new SplitState(options, source.name());
    new Splitter(state, source).run();
    if (!state.problems.isEmpty()) {
      throw new VeeryException(state.problems);
    }
    return new Script(state.items, state.digest.value(), state.directives, state.includes);
  }

  /**
   * Whether a script may bring in other files: whether {@code \i} stands anywhere in it. Where it
   * does, a hash of its bytes alone does not say what it does; {@link Script#includes} names the
   * rest.
   */
  public static boolean mayInclude(byte[] script) {
    for (int i = 0; i + 1 < script.length; i++) {
      if (script[i] == '\\' && script[i + 1] == 'i') {
        return true;
      }
    }
    return false;
  }

  private void run() {
    while (true) {
      TokenKind kind = scanner.next();
      if (scanner.lexer().unterminated) {
        unterminated(kind);
      }
      switch (kind) {
        case END -> {
          finish();
          return;
        }
        case WHITESPACE -> whitespace();
        case LINE_COMMENT -> lineComment();
        case BLOCK_COMMENT -> startText(false);
        case BACKSLASH -> backslash();
        case SEMICOLON -> semicolon();
        case COLON -> {
          if (!variable()) {
            token();
          }
        }
        case STRING, ESCAPE_STRING, UNICODE_STRING, DOLLAR_STRING, QUOTED_NAME, UNICODE_NAME ->
            quoted(kind);
        case WORD -> {
          if (placeholders != null) {
            releaseDollar();
          }
          token();
        }
        case OTHER -> {
          if (placeholders == null || !placeholder(placeholders)) {
            token();
          }
        }
        default -> token();
      }
    }
  }

  // ---- tokens

  private void token() {
    if (!scanner.inValue()) {
      Lexer lexer = scanner.lexer();
      state.digest.token(lexer.buffer, lexer.start, lexer.pos);
    }
    startText(true);
  }

  private void quoted(TokenKind kind) {
    Lexer lexer = scanner.lexer();
    if (!scanner.inValue()) {
      state.digest.quoted(lexer.buffer, lexer.start, lexer.pos);
    }
    startText(true);
    if (active
        && placeholders != null
        && !scanner.inValue()
        && Placeholders.occurs(lexer.buffer, lexer.start, lexer.pos)) {
      Rendering.Builder builder = render(scanner.start());
      placeholders.inside(
          lexer.buffer,
          lexer.start,
          lexer.pos,
          kind,
          scanner.start(),
          builder,
          index -> scanner.position(scanner.start() + (index - lexer.start)));
    }
  }

  /** Counts the current token, or a block comment, as part of the statement's text. */
  private void startText(boolean isToken) {
    lineHasToken = true;
    endedOnLine = -1;
    if (!active) {
      return;
    }
    beginText();
    if (isToken && !hasTokens) {
      hasTokens = true;
      firstToken = scanner.start();
    }
    if (isToken) {
      lastTokenEnd = scanner.end();
    }
    if (scanner.inValue()) {
      appendValue();
    }
  }

  private void beginText() {
    if (textStart < 0) {
      textStart = scanner.start();
      scanner.hold(textStart);
      if (scanner.inValue()) {
        text = new Rendering.Builder(scanner.end());
      }
    }
  }

  private void appendValue() {
    Lexer lexer = scanner.lexer();
    render(scanner.end()).insert(lexer.buffer, lexer.start, lexer.pos, scanner.start());
  }

  /** The text put together up to {@code offset}, from where on something else may be added. */
  private Rendering.Builder render(long offset) {
    if (text == null) {
      text = new Rendering.Builder(textStart < 0 ? offset : textStart);
    }
    if (text.done() < offset) {
      text.take(scanner.buffer(), scanner.index(text.done()), scanner.index(offset));
    }
    return text;
  }

  private void replace(long from, long to, byte[] by) {
    if (active) {
      render(from).replace(to, by);
    }
  }

  private void whitespace() {
    if (scanner.inValue()) {
      if (active && textStart >= 0) {
        appendValue();
      }
      return;
    }
    byte[] buf = scanner.buffer();
    int from = scanner.index(scanner.start());
    int to = scanner.index(scanner.end());
    int lineEnds = 0;
    for (int i = from; i < to; i++) {
      if (buf[i] == '\n') {
        lineEnds++;
        // psql skips lines that are empty, not those of blanks.
        if (textStart >= 0 && i + 1 < to && buf[i + 1] == '\n') {
          long offset = scanner.start() + (i + 1 - from);
          replace(offset, offset + 1, new byte[0]);
        }
      }
    }
    if (lineEnds > 0) {
      lineHasToken = false;
      endedOnLine = -1;
      if (lineEnds > 1 && !hasTokens) {
        flushDirectives();
      }
    }
  }

  /** {@code a${b}} is a word and a placeholder, though a word may end in a dollar sign. */
  private void releaseDollar() {
    scanner.lookAhead();
    Lexer lexer = scanner.lexer();
    int last = lexer.pos - 1;
    if (lexer.buffer[last] == '$'
        && last > lexer.start
        && Placeholders.end(lexer.buffer, last, lexer.limit) > 0) {
      lexer.pos = last;
    }
  }

  private boolean placeholder(Placeholders known) {
    scanner.lookAhead();
    Lexer lexer = scanner.lexer();
    int end = Placeholders.end(lexer.buffer, lexer.start, lexer.limit);
    if (end < 0 || scanner.inValue()) {
      return false;
    }
    String value =
        known.value(lexer.buffer, lexer.start, end, index -> scanner.position(scanner.start()));
    lexer.pos = end;
    digestTokens(lexer);
    substitute(value == null ? "" : value);
    return true;
  }

  private boolean variable() {
    scanner.lookAhead();
    Lexer lexer = scanner.lexer();
    PsqlVariables.Reference reference =
        active ? PsqlVariables.reference(lexer.buffer, lexer.start, lexer.limit) : null;
    String value = reference == null ? null : state.variables.resolve(reference);
    if (reference == null || value == null) {
      return false;
    }
    if (scanner.nesting() > 30) {
      problem(
          ErrorCode.PSQL_COMMAND_MALFORMED,
          "the variable " + reference.name() + " stands for itself",
          "give it a value that does not refer back to it");
      return false;
    }
    lexer.pos = reference.end();
    if (!scanner.inValue()) {
      digestTokens(lexer);
    }
    if (reference.form() == 0) {
      substitute(value);
    } else {
      startQuoted(value.getBytes(StandardCharsets.UTF_8));
    }
    return true;
  }

  /** A reference counts as the tokens that it would be if the variable were not set. */
  private void digestTokens(Lexer reference) {
    Lexer lexer = new Lexer(reference.buffer, reference.start, reference.pos, true);
    while (lexer.next() != TokenKind.END) {
      state.digest.token(lexer.buffer, lexer.start, lexer.pos);
    }
  }

  /** Text that is not read again. */
  private void startQuoted(byte[] value) {
    beginText();
    if (!hasTokens) {
      hasTokens = true;
      firstToken = scanner.start();
    }
    lineHasToken = true;
    lastTokenEnd = scanner.end();
    if (scanner.inValue()) {
      render(scanner.end()).insert(value, 0, value.length, scanner.start());
    } else {
      replace(scanner.start(), scanner.end(), value);
    }
  }

  /** Text that is read as SQL. */
  private void substitute(String value) {
    if (!scanner.inValue()) {
      if (textStart >= 0) {
        replace(scanner.start(), scanner.end(), new byte[0]);
      }
      lastTokenEnd = hasTokens ? scanner.end() : lastTokenEnd;
    }
    scanner.push(value.getBytes(StandardCharsets.UTF_8));
  }

  // ---- ends

  private void semicolon() {
    if (!scanner.inValue()) {
      state.digest.endOfStatement();
    }
    if (!scanner.endsStatement() || !active) {
      startText(true);
      return;
    }
    if (!hasTokens && !scanner.inValue()) {
      scanner.endStatement(true);
      reset();
      return;
    }
    boolean data = scanner.copyFromStdin();
    startText(true);
    emit(scanner.end(), data);
  }

  private void emit(long end, boolean data) {
    Statement statement = statement(end);
    scanner.endStatement(true);
    reset();
    if (data) {
      state.items.add(new ScriptItem.Copy(statement, inlineData()));
    } else {
      endedOnLine = state.items.size();
      state.items.add(statement);
    }
  }

  private Statement statement(long end) {
    Rendering rendering = text == null ? Rendering.VERBATIM : renderTo(end).build();
    List<RawDirective> own = directives.isEmpty() ? List.of() : List.copyOf(directives);
    directives.clear();
    return new Statement(
        scanner.position(firstToken),
        source,
        textStart,
        end,
        state.shared(scanner.words()),
        own,
        rendering);
  }

  private Rendering.Builder renderTo(long end) {
    return scanner.inValue() && text != null ? text : render(end);
  }

  private ScriptItem.CopyData inlineData() {
    long lineEnd = scanner.end();
    long from = scanner.skipToLineEnd();
    String rest = new String(source.bytes(lineEnd, from), StandardCharsets.UTF_8).strip();
    if (!rest.isEmpty() && !rest.startsWith("--")) {
      problemAt(
          lineEnd,
          ErrorCode.PSQL_COMMAND_MALFORMED,
          "something stands behind COPY … FROM STDIN on its line",
          "the data begins on the next line; put the rest behind the line \\.");
    }
    long start = Math.min(from + 1, source.length());
    scanner.continueAt(start);
    state.digest.startOfData();
    long end = scanner.skipCopyData();
    state.digest.endOfData();
    lineHasToken = false;
    return new InlineData(source, start, end);
  }

  private void reset() {
    textStart = -1;
    hasTokens = false;
    text = null;
  }

  private void finish() {
    if (!commands.conditionals().isEmpty()) {
      state.problems.add(
          new Problem(
              ErrorCode.SCRIPT_UNTERMINATED,
              "\\if has no \\endif",
              commands.conditionals().position(),
              "add \\endif"));
    } else if (hasTokens && !state.unterminated) {
      if (scanner.inAtomicBody()) {
        problemAt(
            scanner.atomicBegin(),
            ErrorCode.SCRIPT_UNTERMINATED,
            "BEGIN ATOMIC has no END",
            "close the body with END;");
      } else if (scanner.depth() > 0) {
        problemAt(
            scanner.parenthesis(),
            ErrorCode.SCRIPT_UNTERMINATED,
            "a parenthesis is opened here and not closed",
            "add the closing parenthesis; everything behind it was read as one statement");
      } else {
        state.digest.endOfStatement();
        emit(lastTokenEnd, scanner.copyFromStdin());
      }
    }
    flushDirectives();
  }

  private void unterminated(TokenKind kind) {
    if (state.unterminated) {
      return;
    }
    state.unterminated = true;
    String what =
        switch (kind) {
          case BLOCK_COMMENT -> "a comment is";
          case QUOTED_NAME, UNICODE_NAME -> "a quoted name is";
          case DOLLAR_STRING -> "a dollar quote is";
          default -> "a string is";
        };
    problem(
        ErrorCode.SCRIPT_UNTERMINATED,
        what
            + (scanner.inValue()
                ? " opened in the value that stands for this and not closed there"
                : " opened here and not closed"),
        kind == TokenKind.DOLLAR_STRING
            ? "close it with the same tag, " + tag()
            : "close it; everything behind it was read as part of it");
  }

  private String tag() {
    Lexer lexer = scanner.lexer();
    int end = lexer.start + 1;
    while (end < lexer.limit && lexer.buffer[end] != '$') {
      end++;
    }
    int from = lexer.start;
    return new String(lexer.buffer, from, end + 1 - from, StandardCharsets.UTF_8);
  }

  // ---- psql commands

  private void backslash() {
    if (scanner.inValue()) {
      problem(
          ErrorCode.PSQL_COMMAND_UNSUPPORTED,
          "a psql command in the value of a variable is not run",
          "write the command into the script");
      return;
    }
    long start = scanner.start();
    if (escapedCharacter(start)) {
      return;
    }
    boolean wasActive = active;
    boolean wholeLine = textStart >= 0 && start > textStart && byteBefore(start) == '\n';
    PsqlCommands.Result result = commands.run(start);
    active = commands.conditionals().active();
    scanner.suspend(!active);
    if (textStart >= 0) {
      // The line end before a line with nothing but a command goes with it.
      long from = wholeLine ? start - 1 : start;
      cutOut(from, wasActive, result.end());
    }
    lineHasToken = true;
    switch (result) {
      case PsqlCommands.Result.Done done -> {}
      case PsqlCommands.Result.Include include -> {
        state.include(include.file());
        new Splitter(state, include.file()).run();
        state.leave();
        scanner.refreshSyntax();
      }
      case PsqlCommands.Result.CopyFile copy -> copyFile(copy);
    }
  }

  private void cutOut(long from, boolean wasActive, long end) {
    if (wasActive) {
      render(Math.max(from, text == null ? from : text.done()));
    }
    if (active && text != null) {
      text.replace(end, new byte[0]);
    }
  }

  private int byteBefore(long offset) {
    return scanner.buffer()[scanner.index(offset - 1)];
  }

  /**
   * {@code \;} and {@code \:} stand for the character itself, which then has no meaning to psql.
   */
  private boolean escapedCharacter(long start) {
    scanner.lookAhead();
    Lexer lexer = scanner.lexer();
    byte following = lexer.pos < lexer.limit ? lexer.buffer[lexer.pos] : 0;
    if (following != ';' && following != ':') {
      return false;
    }
    lexer.pos++;
    state.digest.token(lexer.buffer, lexer.start, lexer.pos);
    if (active) {
      scanner.beginStatement();
      beginText();
      if (!hasTokens) {
        hasTokens = true;
        firstToken = start;
      }
      lastTokenEnd = scanner.end();
      replace(start, scanner.end(), new byte[] {following});
    }
    return true;
  }

  private void copyFile(PsqlCommands.Result.CopyFile copy) {
    Statement statement = copy.statement();
    if (!directives.isEmpty() && !hasTokens) {
      statement =
          new Statement(
              statement.position(),
              statement.source(),
              statement.start(),
              statement.end(),
              statement.words(),
              directives,
              statement.rendering());
      directives.clear();
    }
    SqlSource file = copy.file();
    if (file != null) {
      InlineData data = new InlineData(file, 0, file.length());
      state.digestFile(file);
      state.items.add(new ScriptItem.Copy(statement, data));
    } else {
      state.items.add(new ScriptItem.Copy(statement, inlineData()));
    }
  }

  // ---- directives

  private void lineComment() {
    if (scanner.inValue()) {
      if (active && textStart >= 0) {
        appendValue();
      }
      return;
    }
    RawDirective directive = active ? directive() : null;
    if (directive == null) {
      return;
    }
    if (!hasTokens && endedOnLine >= 0) {
      state.attach(endedOnLine, directive);
    } else {
      directives.add(directive);
    }
  }

  private @Nullable RawDirective directive() {
    byte[] buf = scanner.buffer();
    int from = scanner.index(scanner.start()) + 2;
    int to = scanner.index(scanner.end());
    while (from < to && (buf[from] == ' ' || buf[from] == '\t')) {
      from++;
    }
    if (to - from < 6 || !WordCache.equal("veery:", buf, from, 6)) {
      return null;
    }
    String content = new String(buf, from + 6, to - from - 6, StandardCharsets.UTF_8).strip();
    return new RawDirective(scanner.position(scanner.start()), content);
  }

  /** Directives that no statement follows directly are those of the file. */
  private void flushDirectives() {
    state.directives.addAll(directives);
    directives.clear();
  }

  // ---- problems

  private void problem(ErrorCode code, String message, String remedy) {
    problemAt(scanner.start(), code, message, remedy);
  }

  private void problemAt(long offset, ErrorCode code, String message, String remedy) {
    state.problems.add(new Problem(code, message, scanner.position(offset), remedy));
  }
}
