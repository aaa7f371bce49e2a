package dev.veery.postgres.backfill;

import dev.veery.postgres.session.Address;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/**
 * What a server sees of a standby: it receives the log by the replication protocol and reports how
 * far it has applied it, or for a while reports nothing new, as one does whose disk is too slow.
 */
final class Standby extends Thread implements AutoCloseable {

  private final Connection connection;
  private final PGReplicationStream stream;
  private volatile boolean behind;
  private volatile boolean over;

  Standby(Address address) throws SQLException {
    super("standby");
    var properties = new Properties();
    PGProperty.USER.set(properties, address.user());
    PGProperty.PASSWORD.set(properties, address.password());
    PGProperty.REPLICATION.set(properties, "true");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + address.host() + ":" + address.port() + "/", properties);
    var replication = connection.unwrap(PGConnection.class).getReplicationAPI();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      stream =
          replication
              .replicationStream()
              .physical()
              .withStartPosition(
                  org.postgresql.replication.LogSequenceNumber.valueOf(row.getString("xlogpos")))
              .start();
    }
    setDaemon(true);
    start();
  }

  /** From now on what it receives is not applied, or is again. */
  void behind(boolean yes) {
    behind = yes;
  }

  @Override
  public void run() {
    try {
      while (!over) {
        ByteBuffer part = stream.readPending();
        if (part != null) {
          continue;
        }
        if (!behind) {
          stream.setFlushedLSN(stream.getLastReceiveLSN());
          stream.setAppliedLSN(stream.getLastReceiveLSN());
        }
        stream.forceUpdateStatus();
        Thread.sleep(20);
      }
    } catch (SQLException e) {
      if (!over) {
        throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws Exception {
    over = true;
    join(5000);
    connection.close();
  }
}
