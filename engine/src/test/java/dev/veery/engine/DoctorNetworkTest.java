package dev.veery.engine;

import static dev.veery.engine.DoctorProject.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.veery.core.verify.CheckLine;
import dev.veery.core.verify.CheckLine.Level;
import dev.veery.core.verify.CheckReport;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.LocalPostgres;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The lines of the doctor about the way to the server, and about servers behind it. */
final class DoctorNetworkTest {

  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @Test
  void aConnectionFromElsewhereWithTlsAndWithout() throws Exception {
    String outside = outside();
    assumeTrue(outside != null, "this machine has no address but its own");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().setting("listen_addresses", "*").scratch()) {
      DoctorProject project = new DoctorProject(server, directory);
      try (Connection admin = project.admin();
          Statement sql = admin.createStatement()) {
        file(sql, "pg_hba.conf", List.of("host all all all trust"));
        sql.execute("SELECT pg_reload_conf(), pg_sleep(0.2)");
        CheckLine clear = tls(project, outside);
        assertThat(clear.level()).isEqualTo(Level.WARNING);
        assertThat(clear.what()).isEqualTo("the connection is not encrypted");
        assertThat(clear.remedy()).contains("sslmode=require");

        KeyStore keys = keys();
        file(sql, "server.key", pem("PRIVATE KEY", key(keys).getEncoded()));
        file(sql, "server.crt", pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        sql.execute("ALTER SYSTEM SET ssl = on");
        sql.execute("SELECT pg_reload_conf(), pg_sleep(0.2)");
        CheckLine encrypted = tls(project, outside);
        assertThat(encrypted.level()).as(encrypted.toString()).isEqualTo(Level.TICK);
        assertThat(encrypted.what()).startsWith("TLSv1.");
      }
    }
  }

  private static CheckLine tls(DoctorProject project, String host) throws Exception {
    return line(project.examine("small", host, "", Instant.now()), "tls");
  }

  /** An address of this machine under which a server takes one for somebody from elsewhere. */
  private static @Nullable String outside() throws Exception {
    for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(one.getInetAddresses())) {
        if (address instanceof Inet4Address && !address.isLoopbackAddress() && one.isUp()) {
          return address.getHostAddress();
        }
      }
    }
    return null;
  }

  private KeyStore keys() throws Exception {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=veery",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static Key key(KeyStore keys) throws Exception {
    return keys.getKey("server", PASSWORD.toCharArray());
  }

  private static List<String> pem(String what, byte[] bytes) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return List.of(
        ("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----").split("\n"));
  }

  /** Written by the server itself: it minds whose its files are. */
  private static void file(Statement sql, String name, List<String> lines) throws Exception {
    sql.execute(
        "COPY (SELECT unnest(ARRAY['"
            + String.join("', '", lines)
            + "'])) TO PROGRAM 'umask 077; cat >> "
            + name
            + "'");
  }

  @Test
  void aReplicaThatIsBehind() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setting("wal_level", "replica")
            .setting("max_wal_senders", "2")
            .scratch()) {
      DoctorProject project = new DoctorProject(server, directory);
      project.migration("ALTER TABLE t ADD COLUMN note text");
      Properties properties = new Properties();
      properties.setProperty("user", server.user());
      properties.setProperty("password", server.password());
      properties.setProperty("ApplicationName", "standby_one");
      PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
      PGProperty.REPLICATION.set(properties, "database");
      PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
      try (Connection admin = project.admin();
          Statement sql = admin.createStatement();
          Connection replica =
              DriverManager.getConnection(server.jdbcUrl(project.database()), properties);
          PGReplicationStream stream = stream(replica, sql)) {
        sql.execute("INSERT INTO t SELECT 1, g FROM generate_series(1, 1000) g");
        LogSequenceNumber last = LogSequenceNumber.INVALID_LSN;
        for (int i = 0; i < 200 && last.equals(LogSequenceNumber.INVALID_LSN); i++) {
          ByteBuffer message = stream.readPending();
          if (message != null) {
            last = stream.getLastReceiveLSN();
          }
          Thread.sleep(10);
        }
        Thread.sleep(150);
        stream.setFlushedLSN(last);
        stream.setAppliedLSN(last);
        stream.forceUpdateStatus();
        CheckLine late = CheckLine.tick("", "", "");
        for (int i = 0; i < 50 && late.level() != Level.WARNING; i++) {
          late = replicas(project, "postgres");
        }
        assertThat(late.level()).as(late.toString()).isEqualTo(Level.WARNING);
        assertThat(late.what()).matches("standby_one \\(streaming, async\\) is .* and .* behind");
        assertThat(late.remedy()).contains("wait until it has caught up");
        CheckLine unseen = replicas(project, "small");
        assertThat(unseen.level()).isEqualTo(Level.SKIPPED);
        assertThat(unseen.what()).contains("grant it pg_monitor");
      }
    }
  }

  private static CheckLine replicas(DoctorProject project, String role) throws Exception {
    return line(
        project.examine(role, "[doctor]\nlag = \"50ms\"\n", Instant.now()), "replication-lag");
  }

  private static PGReplicationStream stream(Connection replica, Statement sql) throws Exception {
    try (var rows = sql.executeQuery("SELECT pg_current_wal_lsn()")) {
      rows.next();
      return replica
          .unwrap(PGConnection.class)
          .getReplicationAPI()
          .replicationStream()
          .physical()
          .withStartPosition(LogSequenceNumber.valueOf(rows.getString(1)))
          .start();
    }
  }

  @Test
  void aReplicaIsNotWritten() throws Exception {
    LocalPostgres local = EmbeddedPostgres.builder().in(directory);
    try {
      DoctorProject project;
      try (EmbeddedPostgres server = local.start()) {
        project = new DoctorProject(server, directory);
        try (Connection admin = project.admin();
            Statement sql = admin.createStatement()) {
          sql.execute("COPY (SELECT 1) TO PROGRAM 'touch standby.signal'");
        }
      }
      local.stop();
      local.start();
      project.migration("ALTER TABLE t ADD COLUMN note text");
      CheckReport report = project.examine("postgres");
      assertThat(line(report, "read-only").level()).isEqualTo(Level.STOP);
      assertThat(line(report, "read-only").what()).isEqualTo("this server is a read-only replica");
      assertThat(line(report, "replication-lag").level()).isEqualTo(Level.TICK);
    } finally {
      local.stop();
    }
  }
}
