package dev.veery.core.source;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file below the directory of migrations. It is read once, when somebody first asks what is in
 * it.
 */
final class SourceFile {

  /** Larger files are hashed piece by piece and read again when their script is needed. */
  private static final int IN_MEMORY = 1 << 20;

  private final Path path;
  private final String name;
  private final String shown;
  private final long size;
  private @Nullable Content content;

  /**
   * @param shown the path as users see it
   */
  SourceFile(Path path, String name, String shown, long size) {
    this.path = path;
    this.name = name;
    this.shown = shown;
    this.size = size;
  }

  /**
   * What is in a file.
   *
   * @param source its bytes
   * @param rawHash SHA-256 over them, in hex
   * @param head the comments at its beginning
   * @param mayInclude whether a psql command in it may bring in other files, so that the hash of
   *     its own bytes does not tell whether what it does has changed
   */
  record Content(SqlSource source, String rawHash, Head head, boolean mayInclude) {}

  Path path() {
    return path;
  }

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
   * Reads the file.
   *
   * @throws VeeryException when it cannot be read or is not UTF-8
   */
  Content content() {
    Content read = content;
    if (read == null) {
      try {
        read = size <= IN_MEMORY ? readWhole() : readInPieces();
      } catch (IOException e) {
        throw new VeeryException(unreadable(shown, e), e);
      }
      content = read;
    }
    return read;
  }

  /**
   * The whole file as text, without a byte order mark: for the small files beside scripts.
   *
   * @throws VeeryException when it cannot be read or is not UTF-8
   */
  String text() {
    SqlSource source = content().source();
    String text = new String(source.bytes(0, source.length()), StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Content readWhole() throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    Utf8 utf8 = new Utf8();
    utf8.check(bytes, 0, bytes.length);
    refuseUnlessUtf8(utf8, bytes);
    return new Content(
        SqlSource.wrap(shown, bytes),
        hex(sha256().digest(bytes)),
        Head.read(bytes, bytes.length),
        Splitter.mayInclude(bytes));
  }

  private Content readInPieces() throws IOException {
    MessageDigest digest = sha256();
    Utf8 utf8 = new Utf8();
    byte[] first = new byte[0];
    byte[] piece = new byte[IN_MEMORY];
    boolean mayInclude = false;
    try (InputStream in = Files.newInputStream(path)) {
      for (int n = in.readNBytes(piece, 0, piece.length);
          n > 0;
          n = in.readNBytes(piece, 0, piece.length)) {
        if (first.length == 0) {
          first = Arrays.copyOf(piece, n);
        }
        // A command that the end of a piece cuts in two is one as well.
        mayInclude |= Splitter.mayInclude(piece) || piece[n - 1] == '\\';
        digest.update(piece, 0, n);
        utf8.check(piece, 0, n);
      }
    }
    refuseUnlessUtf8(utf8, first);
    return new Content(
        SqlSource.file(shown, path),
        hex(digest.digest()),
        Head.read(first, first.length),
        mayInclude);
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
  static Problem unreadable(String shown, IOException e) {
    String why =
        e instanceof AccessDeniedException
            ? "permission denied"
            : e instanceof NoSuchFileException
                ? "it does not exist"
                : String.valueOf(e.getMessage());
    return new Problem(
        ErrorCode.FILE_UNREADABLE,
        shown + " cannot be read: " + why,
        SourcePosition.startOf(shown),
        "check that it exists and that this user may read it");
  }

  /** SHA-256 over a text, in hex. */
  static String sha256(String text) {
    return hex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
