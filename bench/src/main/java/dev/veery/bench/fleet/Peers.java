package dev.veery.bench.fleet;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.flywaydb.core.Flyway;

/** Other tools over many schemas: one instance for each, as their documentation says. */
final class Peers {

  private Peers() {}

  /** What a tool does for one schema. */
  interface One {
    void migrate(String schema) throws Exception;
  }

  static One flyway(String url, Path directory) {
    return schema ->
        Flyway.configure()
            .dataSource(url, null, null)
            .schemas(schema)
            .defaultSchema(schema)
            .locations("filesystem:" + directory)
            .skipDefaultCallbacks(true)
            .load()
            .migrate();
  }

  static One liquibase(String url, Path directory) {
    return schema -> {
      try (Connection connection = DriverManager.getConnection(url);
          var files = new DirectoryResourceAccessor(directory)) {
        connection.setSchema(schema);
        Database database =
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
        database.setDefaultSchemaName(schema);
        database.setLiquibaseSchemaName(schema);
        Map<String, Object> values =
            Map.of(
                Scope.Attr.resourceAccessor.name(),
                files,
                Scope.Attr.ui.name(),
                new LoggerUIService());
        Scope.child(
            values,
            () ->
                new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "changelog.yaml")
                    .addArgumentValue(ShowSummaryArgument.SHOW_SUMMARY, UpdateSummaryEnum.OFF)
                    .execute());
      }
    };
  }

  /** Seconds for all of them, so many at a time. */
  static double seconds(One one, List<String> schemas, int parallel) throws Exception {
    long began = System.nanoTime();
    try (ExecutorService pool = Executors.newFixedThreadPool(parallel)) {
      List<Future<?>> all =
          schemas.stream()
              .<Future<?>>map(schema ->
                  pool.submit(() -> {
                    one.migrate(schema);
                    return null;
                  }))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }
}
