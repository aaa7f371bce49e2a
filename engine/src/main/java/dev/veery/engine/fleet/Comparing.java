package dev.veery.engine.fleet;

import dev.veery.core.VeeryException;
import dev.veery.engine.config.Config;
import dev.veery.postgres.fleet.Fingerprints;
import dev.veery.postgres.fleet.FleetQueue;
import dev.veery.postgres.run.LeaseKeeper;
import dev.veery.postgres.session.Session;
import dev.veery.postgres.session.SqlStates;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Fingerprints of many tenants: a few hundred in each query, a few queries at a time. */
final class Comparing implements FleetReport.Comparing {

  private static final int HANDFUL = 200;
  private static final int MOST = 8;

  private final Config config;
  private final FleetSettings settings;
  private final FleetQueue queue;
  private final LeaseKeeper.Opener opener;
  private final int parallel;
  private final DatabaseTenants.Setup databases;

  Comparing(
      Config config,
      FleetSettings settings,
      FleetQueue queue,
      LeaseKeeper.Opener opener,
      int parallel,
      DatabaseTenants.Setup databases) {
    this.config = config;
    this.settings = settings;
    this.queue = queue;
    this.opener = opener;
    this.parallel = parallel;
    this.databases = databases;
  }

  @Override
  public void keep(List<String> tenants) throws SQLException {
    boolean schemas = settings.model() == FleetSettings.Model.SCHEMA;
    int size = schemas ? HANDFUL : 1;
    Queue<List<String>> handfuls = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < tenants.size(); i += size) {
      handfuls.add(tenants.subList(i, Math.min(tenants.size(), i + size)));
    }
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Math.clamp(handfuls.size(), 1, Math.min(MOST, parallel)); i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  if (schemas) {
                    schemas(handfuls);
                  } else {
                    databases(handfuls);
                  }
                } catch (SQLException | VeeryException e) {
                  failure.compareAndSet(null, e);
                }
              }));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    Throwable failed = failure.get();
    if (failed instanceof VeeryException known) {
      throw known;
    }
    if (failed instanceof SQLException sql) {
      throw SqlStates.unexpected(sql, "comparing the schemas of tenants");
    }
  }

  private void schemas(Queue<List<String>> handfuls) throws SQLException {
    List<String> names = handfuls.poll();
    if (names == null) {
      return;
    }
    try (Session session = opener.open()) {
      Fingerprints fingerprints = new Fingerprints(session);
      while (names != null) {
        fingerprints.keep(queue.schema(), names);
        names = handfuls.poll();
      }
    }
  }

  private void databases(Queue<List<String>> handfuls) throws SQLException {
    try (Session session = opener.open()) {
      FleetQueue own = new FleetQueue(session, config.journalSchema());
      for (List<String> names = handfuls.poll(); names != null; names = handfuls.poll()) {
        for (String name : names) {
          var likeness = DatabaseTenants.likeness(databases, settings.schemaOf(name));
          own.past().keepFingerprint(name, likeness.state(), likeness.fingerprint());
        }
      }
    }
  }
}
