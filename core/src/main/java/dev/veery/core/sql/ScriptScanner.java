package dev.veery.core.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a script with what psql knows about each: whether a semicolon ends the statement,
 * and that data follows {@code COPY … FROM STDIN}.
 *
 * <p>A semicolon ends the statement unless it stands in parentheses ({@code CREATE RULE … DO (a;
 * b)}) or between {@code BEGIN ATOMIC} and its {@code END} in a function or procedure. psql counts
 * every {@code begin} there; this asks for {@code ATOMIC} behind it, so that a function of that
 * name does not swallow the file.
 *
 * <p>The lexer works on one array. For a source in memory that is the source's own. Otherwise it is
 * a window: it slides forward between statements, and grows while a statement does not fit.
 */
final class ScriptScanner {

  /** How many words of a statement are kept. */
  static final int WORDS = 12;

  private static final int WINDOW = 1 << 20;

  private static final int LOOKAHEAD = 1024;

  final SqlSource source;
  final PositionTracker positions;
  private final Lexer lexer;

  /** The lexer of the value of a variable while that is being read, otherwise {@link #lexer}. */
  private Lexer current;

  private final ArrayDeque<Lexer> outer = new ArrayDeque<>(0);

  private final @Nullable ScanObserver observer;
  private final WordCache cache;

  /** Offset in the source of index 0 of the lexer's buffer. */
  private long base;

  // The statement in progress.
  private boolean inStatement;

  /** From where on the window must keep the bytes, or -1: the start of the statement's text. */
  private long held = -1;

  /** Whether tokens count for nothing: a branch of {@code \if} that is left out. */
  private boolean suspended;

  private int depth;
  private long parenthesis;
  private int atomic;
  private long atomicBegin;
  private long previousStart;
  private Routine routine = Routine.UNDECIDED;
  private boolean copy;
  private boolean copyFromStdin;
  private @Nullable String previousWord;
  private boolean previousIsDot;
  private final ArrayList<String> words = new ArrayList<>(WORDS);

  /** Effective from the next line on, which is when psql asks the server again. */
  private @Nullable Boolean pendingBackslashes;

  private final StringSyntax stringSyntax;

  /** How far the first words are those of CREATE [OR REPLACE] FUNCTION or PROCEDURE. */
  private enum Routine {
    UNDECIDED,
    CREATE,
    OR,
    REPLACE,
    YES,
    NO
  }

  ScriptScanner(
      SqlSource source,
      @Nullable ScanObserver observer,
      WordCache cache,
      StringSyntax stringSyntax) {
    this.source = source;
    this.observer = observer;
    this.cache = cache;
    this.stringSyntax = stringSyntax;
    this.positions = new PositionTracker(source);
    int skip = ByteOrderMark.length(source);
    if (source instanceof MemorySource memory) {
      int from = memory.from();
      base = -from;
      lexer = new Lexer(memory.array(), from + skip, from + Math.toIntExact(source.length()), true);
      if (observer != null) {
        observer.loaded(lexer.buffer, from, lexer.limit, 0);
      }
    } else {
      lexer =
          new Lexer(
              new byte[source instanceof FileSource file ? file.window() : WINDOW], 0, 0, false);
      fill(0);
      lexer.pos = skip;
    }
    lexer.backslashInStrings = stringSyntax.backslashes();
    current = lexer;
  }

  /** Moves to the next token. */
  TokenKind next() {
    TokenKind kind = current.next();
    while (kind == TokenKind.END && current != lexer) {
      current = outer.pop();
      kind = current.next();
    }
    while (current == lexer && lexer.cut()) {
      fill(kept());
      lexer.pos = lexer.start;
      kind = lexer.next();
    }
    if (!suspended) {
      track(kind);
    }
    return kind;
  }

  /**
   * Reads the value of a variable before the rest of the script. Its tokens end with it. Until then
   * {@link #start()} and {@link #end()} are those of the reference to it.
   */
  void push(byte[] value) {
    outer.push(current);
    current = new Lexer(value, 0, value.length, true);
    current.backslashInStrings = lexer.backslashInStrings;
  }

  /** Whether the current token comes from the value of a variable. */
  boolean inValue() {
    return current != lexer;
  }

  /** How many values of variables are being read, one inside the other. */
  int nesting() {
    return outer.size();
  }

  /** The lexer that the current token comes from. */
  Lexer lexer() {
    return current;
  }

  /** Offset of the current token in the source. */
  long start() {
    return base + lexer.start;
  }

  /** Offset behind the current token in the source. */
  long end() {
    return base + lexer.pos;
  }

  byte[] buffer() {
    return lexer.buffer;
  }

  /** Keeps the bytes from an offset on until the statement ends. */
  void hold(long offset) {
    held = offset;
  }

  /** Stops or resumes taking notice of tokens. */
  void suspend(boolean value) {
    suspended = value;
  }

  /** Has psql's {@code \;} count as a token of the statement. */
  void beginStatement() {
    inStatement = true;
  }

  /** Takes over a change of {@code standard_conforming_strings} that an included file made. */
  void refreshSyntax() {
    lexer.backslashInStrings = stringSyntax.backslashes();
  }

  /** Has enough bytes behind the current token in the buffer to read any name. */
  void lookAhead() {
    while (!lexer.complete && lexer.limit - lexer.pos < LOOKAHEAD) {
      fill(kept());
    }
  }

  private int kept() {
    return held >= 0 ? index(held) : lexer.start;
  }

  /** Index of a source offset in {@link #buffer()}, until the next token is asked for. */
  int index(long offset) {
    return (int) (offset - base);
  }

  boolean unterminated() {
    return lexer.unterminated;
  }

  /** Whether a token that is neither white space nor a comment has been seen since the last end. */
  boolean inStatement() {
    return inStatement;
  }

  /** Whether the current token, a semicolon, ends a statement. */
  boolean endsStatement() {
    return depth == 0 && atomic == 0;
  }

  /** Parentheses that are open. */
  int depth() {
    return depth;
  }

  /** Where the outermost open parenthesis stands. */
  long parenthesis() {
    return parenthesis;
  }

  /** Whether {@code BEGIN ATOMIC} is open. */
  boolean inAtomicBody() {
    return atomic > 0;
  }

  /** Where the {@code BEGIN} of {@code BEGIN ATOMIC} stands. */
  long atomicBegin() {
    return atomicBegin;
  }

  /** Whether the statement is {@code COPY … FROM STDIN}. */
  boolean copyFromStdin() {
    return copyFromStdin;
  }

  /** The first words of the statement. */
  List<String> words() {
    return words;
  }

  SourcePosition position(long offset) {
    return positions.position(offset, lexer.buffer, base);
  }

  private void track(TokenKind kind) {
    switch (kind) {
      case WHITESPACE -> {
        if (pendingBackslashes != null && hasLineEnd()) {
          lexer.backslashInStrings = pendingBackslashes;
          pendingBackslashes = null;
        }
        return;
      }
      case LINE_COMMENT, BLOCK_COMMENT, END -> {
        return;
      }
      default -> {}
    }
    if (!inStatement && kind != TokenKind.BACKSLASH) {
      inStatement = true;
      if (held < 0) {
        held = base + lexer.start;
      }
    }
    switch (kind) {
      case OPEN_PAREN -> {
        if (depth++ == 0) {
          parenthesis = base + lexer.start;
        }
        previousWord = null;
      }
      case CLOSE_PAREN -> {
        depth = Math.max(0, depth - 1);
        previousWord = null;
      }
      case WORD -> {
        if (words.size() < WORDS || routine == Routine.YES || copy) {
          word();
        }
      }
      default -> previousWord = null;
    }
    previousIsDot = kind == TokenKind.DOT;
  }

  private void word() {
    String word = cache.lower(current.buffer, current.start, current.pos);
    if (words.isEmpty()) {
      copy = word.equals("copy");
    }
    if (words.size() < WORDS) {
      words.add(word);
    }
    if (routine != Routine.NO) {
      routineWord(word);
    }
    if (copy && depth == 0 && word.equals("stdin") && "from".equals(previousWord)) {
      copyFromStdin = true;
    }
    previousWord = word;
    previousStart = start();
  }

  private void routineWord(String word) {
    routine =
        switch (routine) {
          case UNDECIDED -> word.equals("create") ? Routine.CREATE : Routine.NO;
          case CREATE -> word.equals("or") ? Routine.OR : functionOrProcedure(word);
          case OR -> word.equals("replace") ? Routine.REPLACE : Routine.NO;
          case REPLACE -> functionOrProcedure(word);
          case YES -> Routine.YES;
          case NO -> Routine.NO;
        };
    if (routine != Routine.YES || depth > 0 || previousIsDot || "as".equals(previousWord)) {
      return;
    }
    if (atomic == 0) {
      if (word.equals("atomic") && "begin".equals(previousWord)) {
        atomic = 1;
        atomicBegin = previousStart;
      }
    } else if (word.equals("case")) {
      atomic++;
    } else if (word.equals("end")) {
      atomic--;
    }
  }

  private static Routine functionOrProcedure(String word) {
    return word.equals("function") || word.equals("procedure") ? Routine.YES : Routine.NO;
  }

  /**
   * Forgets the statement that ends with the current token.
   *
   * @param executed whether the server sees it: not so in a branch of {@code \if} that is left out
   */
  void endStatement(boolean executed) {
    if (executed && inStatement) {
      Boolean switched = stringSyntax.after(words, lexer.buffer, index(held), lexer.pos, lexer);
      if (switched != null) {
        pendingBackslashes = switched;
      }
    }
    inStatement = false;
    held = -1;
    depth = 0;
    atomic = 0;
    routine = Routine.UNDECIDED;
    copy = false;
    copyFromStdin = false;
    previousWord = null;
    previousIsDot = false;
    words.clear();
  }

  private boolean hasLineEnd() {
    for (int i = lexer.start; i < lexer.pos; i++) {
      if (lexer.buffer[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  // ---- lines: psql commands and COPY data

  /**
   * The rest of the line, the line end left out; the next token begins with that line end. Must not
   * be called inside a statement's token.
   */
  long skipToLineEnd() {
    while (true) {
      byte[] buf = lexer.buffer;
      int p = lexer.pos;
      while (p < lexer.limit && buf[p] != '\n') {
        p++;
      }
      if (p < lexer.limit || lexer.complete) {
        lexer.pos = p;
        return base + p;
      }
      fill(kept());
    }
  }

  /** Continues at an offset that is still in the buffer, such as behind a psql command. */
  void continueAt(long offset) {
    lexer.pos = index(offset);
  }

  /**
   * Skips the data of {@code COPY … FROM STDIN}, which begins at the current position, a line
   * start. Continues behind the line {@code \.}, or at the end of the source where there is none.
   *
   * @return the offset behind the last byte of the data
   */
  long skipCopyData() {
    boolean lineStart = true;
    while (true) {
      while (lexer.limit - lexer.pos < 4 && !lexer.complete) {
        fill(lexer.pos);
      }
      byte[] buf = lexer.buffer;
      int limit = lexer.limit;
      int p = lexer.pos;
      if (lineStart) {
        int behind = endOfData(buf, p, limit);
        if (behind >= 0) {
          lexer.pos = behind;
          return base + p;
        }
      }
      while (p < limit && buf[p] != '\n') {
        p++;
      }
      lineStart = p < limit;
      if (lineStart) {
        p++;
      }
      if (observer != null) {
        observer.copyData(buf, lexer.pos, p);
      }
      lexer.pos = p;
      lexer.start = p;
      if (p >= limit && lexer.complete) {
        return base + p;
      }
    }
  }

  /** The index behind a line {@code \.} that begins at {@code p}, or -1. */
  private static int endOfData(byte[] buf, int p, int limit) {
    if (p + 1 >= limit || buf[p] != '\\' || buf[p + 1] != '.') {
      return -1;
    }
    int q = p + 2;
    if (q < limit && buf[q] == '\r') {
      q++;
    }
    if (q >= limit) {
      return q;
    }
    return buf[q] == '\n' ? q + 1 : -1;
  }

  /** Brings more of the source into the buffer, dropping what is before {@code kept}. */
  private void fill(int kept) {
    Lexer l = lexer;
    int rest = l.limit - kept;
    long keptOffset = base + kept;
    positions.pass(keptOffset, l.buffer, base);
    byte[] target = l.buffer;
    if (rest > target.length / 2) {
      target = new byte[Math.multiplyExact(target.length, 2)];
    }
    System.arraycopy(l.buffer, kept, target, 0, rest);
    int more = (int) Math.min(target.length - rest, source.length() - keptOffset - rest);
    source.read(keptOffset + rest, target, rest, more);
    base = keptOffset;
    l.buffer = target;
    l.limit = rest + more;
    l.start -= kept;
    l.pos -= kept;
    l.complete = base + l.limit >= source.length();
    if (observer != null) {
      observer.loaded(target, rest, l.limit, base + rest);
    }
  }
}
