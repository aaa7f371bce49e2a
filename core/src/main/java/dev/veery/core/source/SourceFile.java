package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.Sha256;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file below the directory of migrations. It is read once, when somebody first asks what is in
 * it.
 */
final class SourceFile {

  /** Larger files are hashed piece by piece and read again when their script is needed. */
  private static final int IN_MEMORY = 1 << 20;

  private final File file;
  private final String name;
  private final String shown;
  private final Hasher hasher;
  private final FileIndex index;
  private @Nullable Content content;

  /** Its bytes, where they were kept. */
  private @Nullable SqlSource source;

  /**
   * @param shown the path as users see it
   */
  SourceFile(File file, String name, String shown, Hasher hasher, FileIndex index) {
    this.file = file;
    this.name = name;
    this.shown = shown;
    this.hasher = hasher;
    this.index = index;
  }

  /**
   * What is in a file.
   *
   * @param rawHash SHA-256 over its bytes, in hex
   * @param head the comments at its beginning
   * @param mayInclude whether a psql command in it may bring in other files, so that the hash of
   *     its own bytes does not tell whether what it does has changed
   */
  record Content(String rawHash, Head head, boolean mayInclude) {}

  /** Its name, extension included. */
  String name() {
    return name;
  }

  /** The path as users see it. */
  String shown() {
    return shown;
  }

  /** Whether the name ends so, case ignored. */
  boolean hasExtension(String extension) {
    return name.regionMatches(
        true, name.length() - extension.length(), extension, 0, extension.length());
  }

  /** The name without its last extension. */
  String stem() {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /**
   * Reads the file, unless it is known what is in it.
   *
   * @throws VeeryException when it cannot be read or is not UTF-8
   */
  Content content() {
    Content read = content;
    if (read == null) {
      read = index.find(shown, file);
      if (read == null) {
        read = read();
      }
      content = read;
    }
    return read;
  }

  /** Whether it was read and may bring in other files. */
  boolean mayInclude() {
    return content != null && content.mayInclude();
  }

  private Content read() {
    long length = index.isKept() ? file.length() : 0;
    long modified = index.isKept() ? file.lastModified() : 0;
    try (FileInputStream in = new FileInputStream(file)) {
      byte[] beginning = in.readNBytes(IN_MEMORY);
      Content read = beginning.length < IN_MEMORY ? whole(beginning) : inPieces(beginning, in);
      index.put(shown, length, modified, read);
      return read;
    } catch (IOException e) {
      throw new VeeryException(unreadable(shown, file), e);
    }
  }

  /**
   * Its bytes: those that were read first, or read again where they were not kept.
   *
   * @throws VeeryException when it cannot be read, or has been written to in between
   */
  SqlSource source() {
    String hash = content().rawHash();
    SqlSource kept = source;
    if (kept != null) {
      return kept;
    }
    SqlSource again = SqlSource.file(shown, file.toPath());
    if (again.length() < IN_MEMORY && !hasher.hash(again.bytes(0, again.length())).equals(hash)) {
      index.distrust();
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_CHANGED_DURING_RUN,
              shown + " was written to while it was being used",
              SourcePosition.startOf(shown),
              "run again when nothing writes to it any more"));
    }
    return again;
  }

  /**
   * The whole file as text, without a byte order mark: for the small files beside scripts.
   *
   * @throws VeeryException when it cannot be read or is not UTF-8
   */
  String text() {
    SqlSource source = source();
    String text = new String(source.bytes(0, source.length()), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Content whole(byte[] bytes) {
    Utf8 utf8 = new Utf8();
    utf8.check(bytes, 0, bytes.length);
    refuseUnlessUtf8(utf8, bytes);
    if (hasher.mayKeep(bytes.length)) {
      source = SqlSource.wrap(shown, bytes);
    }
    return new Content(
        hasher.hash(bytes), Head.read(bytes, bytes.length), Splitter.mayInclude(bytes));
  }

  private Content inPieces(byte[] beginning, InputStream rest) throws IOException {
    MessageDigest digest = Sha256.digest();
    Utf8 utf8 = new Utf8();
    boolean mayInclude = false;
    byte[] piece = beginning;
    while (piece.length > 0) {
      // A command that the end of a piece cuts in two is one as well.
      mayInclude |= Splitter.mayInclude(piece) || piece[piece.length - 1] == '\\';
      digest.update(piece);
      utf8.check(piece, 0, piece.length);
      piece = rest.readNBytes(IN_MEMORY);
    }
    refuseUnlessUtf8(utf8, beginning);
    return new Content(
        Hasher.hex(digest.digest()), Head.read(beginning, beginning.length), mayInclude);
  }

  private void refuseUnlessUtf8(Utf8 utf8, byte[] beginning) {
    if (utf8.badOffset() < 0) {
      return;
    }
    int mark = beginning.length < 2 ? 0 : (beginning[0] & 0xFF) << 8 | beginning[1] & 0xFF;
    boolean utf16 = mark == 0xFFFE || mark == 0xFEFF;
    String what =
        utf16
            ? "it is UTF-16"
            : utf8.badByte() < 0
                ? "it ends in the middle of a character"
                : "byte 0x"
                    + HexFormat.of().withUpperCase().toHexDigits((byte) utf8.badByte())
                    + " in line "
                    + utf8.badLine()
                    + ", column "
                    + utf8.badColumn();
    throw new VeeryException(
        new Problem(
            ErrorCode.FILE_NOT_UTF8,
            shown + " is not UTF-8: " + what,
            new SourcePosition(shown, utf8.badOffset(), utf8.badLine(), utf8.badColumn()),
            "save it as UTF-8, for example with: iconv -f "
                + (utf16 ? "UTF-16" : "LATIN1")
                + " -t UTF-8"));
  }

  /** What to say of a file or directory that cannot be read. */
  static Problem unreadable(String shown, File file) {
    String why =
        !file.exists()
            ? "it does not exist"
            : !file.canRead() ? "permission denied" : "the system gives no reason";
    return new Problem(
        ErrorCode.FILE_UNREADABLE,
        shown + " cannot be read: " + why,
        SourcePosition.startOf(shown),
        "check that it exists and that this user may read it");
  }
}
