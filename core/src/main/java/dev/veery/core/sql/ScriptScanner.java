package dev.veery.core.sql;

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

  final SqlSource source;
  final PositionTracker positions;
  private final Lexer lexer;
  private final @Nullable ScanObserver observer;
  private final WordCache cache;

  /** Offset in the source of index 0 of the lexer's buffer. */
  private long base;

  // The statement in progress.
  private boolean inStatement;
  private long statementStart;
  private int depth;
  private long parenthesis;
  private int atomic;
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
      lexer = new Lexer(new byte[WINDOW], 0, 0, false);
      fill(0);
      lexer.pos = skip;
    }
    lexer.backslashInStrings = stringSyntax.backslashes();
  }

  /** Moves to the next token. */
  TokenKind next() {
    TokenKind kind = lexer.next();
    while (lexer.cut()) {
      int kept = inStatement ? (int) (statementStart - base) : lexer.start;
      fill(kept);
      lexer.pos = lexer.start;
      kind = lexer.next();
    }
    track(kind);
    return kind;
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
      statementStart = base + lexer.start;
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
    String word = cache.lower(lexer.buffer, lexer.start, lexer.pos);
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
      Boolean switched =
          stringSyntax.after(words, lexer.buffer, index(statementStart), lexer.pos, lexer);
      if (switched != null) {
        pendingBackslashes = switched;
      }
    }
    inStatement = false;
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
      fill(inStatement ? index(statementStart) : lexer.start);
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
      if (lexer.limit - lexer.pos < 4 && !lexer.complete) {
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
