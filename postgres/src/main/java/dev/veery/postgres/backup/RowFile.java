package dev.veery.postgres.backup;

import dev.veery.core.Sha256;
import dev.veery.postgres.session.Session;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;

/**
 * Rows in a file, as PostgreSQL's binary COPY writes them.
 *
 * @param rows how many
 * @param bytes size of the file
 * @param sha256 in hex
 */
public record RowFile(long rows, long bytes, String sha256) {

  private static final int BUFFER = 1 << 17;

  /**
   * Streams what a COPY sends into a new file, and waits until the disk has it.
   *
   * @param copy {@code COPY … TO STDOUT}
   * @throws IOException when the file cannot be written whole; what there is of it is removed
   */
  static RowFile write(Session session, String copy, Path file) throws SQLException, IOException {
    MessageDigest digest = Sha256.digest();
    long rows;
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out =
            new BufferedOutputStream(
                new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER)) {
      rows = session.connection().unwrap(PGConnection.class).getCopyAPI().copyOut(copy, out);
      out.flush();
      channel.force(true);
    } catch (IOException | SQLException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return new RowFile(rows, Files.size(file), HexFormat.of().formatHex(digest.digest()));
  }

  /** The digest of a file. */
  public static String digest(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
