package dev.veery.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code postgresql.conf} of our servers. Everything not named has PostgreSQL's default. */
final class Settings {

  private Settings() {}

  private static final String HBA =
      """
      # Loopback only, and with a password: every user of the machine can reach a port.
      host all all 127.0.0.1/32 password
      host replication all 127.0.0.1/32 password
      """;

  /** What initdb would write, less what it takes from the machine it runs on. */
  private static Map<String, String> common(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", Ports.LOOPBACK);
    settings.put("port", Integer.toString(port));
    settings.put("unix_socket_directories", "");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("lc_messages", "C");
    settings.put("lc_monetary", "C");
    settings.put("lc_numeric", "C");
    settings.put("lc_time", "C");
    settings.put("default_text_search_config", "pg_catalog.english");
    settings.put("log_line_prefix", "%m [%p] %q%d ");
    return settings;
  }

  static Map<String, String> scratch(int port, int major) {
    Map<String, String> settings = common(port);
    settings.put("fsync", "off");
    settings.put("synchronous_commit", "off");
    settings.put("full_page_writes", "off");
    settings.put("wal_level", "minimal");
    settings.put("max_wal_senders", "0");
    settings.put("wal_init_zero", "off");
    settings.put("min_wal_size", "2MB");
    // What is kept of a server is copied at every start; emptied segments would be most of it.
    settings.put("wal_recycle", "off");
    // The log lies in memory together with the data.
    settings.put("max_wal_size", "128MB");
    settings.put("checkpoint_timeout", "1h");
    settings.put("shared_buffers", "32MB");
    settings.put("max_connections", "100");
    // A thousand migrations in one transaction lock some thousand relations.
    settings.put("max_locks_per_transaction", "256");
    // Its locks and its timing would be in the way of what is being observed.
    settings.put("autovacuum", "off");
    settings.put("jit", "off");
    // One process less, and since 18 three more.
    settings.put("max_logical_replication_workers", "0");
    if (major >= 18) {
      settings.put("io_method", "sync");
    }
    return settings;
  }

  /** As PostgreSQL has it, with less memory and fewer processes: it shares a desk. */
  static Map<String, String> local(int port, int major) {
    Map<String, String> settings = common(port);
    settings.put("shared_buffers", "64MB");
    settings.put("max_connections", "100");
    settings.put("max_wal_size", "512MB");
    settings.put("max_locks_per_transaction", "256");
    if (major >= 18) {
      settings.put("io_method", "sync");
    }
    return settings;
  }

  /** Writes the two files that make a copy of a template a server of its own. */
  static void write(Path data, Map<String, String> settings, Trees.@Nullable Owner owner)
      throws IOException {
    Path conf = data.resolve("postgresql.conf");
    Path hba = data.resolve("pg_hba.conf");
    Files.writeString(conf, render(settings));
    Files.writeString(hba, HBA);
    if (owner != null) {
      owner.apply(conf);
      owner.apply(hba);
    }
  }

  private static String render(Map<String, String> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) ->
        text.append(name).append(" = '").append(value.replace("'", "''")).append("'\n"));
    return text.toString();
  }
}
