package dev.veery.bench.peer;

import java.util.Locale;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** {@code migrate|info jdbc-url directory}, as Flyway's own command line does them. */
public final class FlywayMain {

  private FlywayMain() {}

  public static void main(String[] args) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(args[1], null, null)
            .locations("filesystem:" + args[2])
            .skipDefaultCallbacks(true)
            .load();
    switch (args[0].toLowerCase(Locale.ROOT)) {
      case "migrate" -> System.out.println(flyway.migrate().migrationsExecuted);
      case "info" -> {
        for (MigrationInfo each : flyway.info().all()) {
          System.out.println(
              each.getVersion() + " | " + each.getDescription() + " | " + each.getState());
        }
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }
}
