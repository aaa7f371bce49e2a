package dev.veery.bench.fleet;

import dev.veery.bench.Measuring;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.engine.fleet.FleetListener;
import dev.veery.engine.fleet.FleetOptions;
import dev.veery.engine.fleet.FleetResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures fleets of schemas and prints the tables of {@code docs/benchmarks/fleet.md}: against
 * psql doing the same in one session, against peers' libraries in a loop, with nothing to do, at
 * many tenants, and tenants from the template against replaying. One durable server for all of it,
 * a database for each contender.
 */
public final class FleetTimes {

  private static final int PARALLEL = 4;
  private static final int CREATED = 50;

  private final int tenants;
  private final int migrations;
  private final int many;
  private final int forPeers;
  private final Path work;
  private final EmbeddedPostgres server;

  private FleetTimes(String[] arguments, Path work, EmbeddedPostgres server) {
    this.tenants = Measuring.number(arguments, 0, 1000);
    this.migrations = Measuring.number(arguments, 1, 20);
    this.many = Measuring.number(arguments, 2, 10_000);
    this.forPeers = Math.min(tenants, Measuring.number(arguments, 3, 100));
    this.work = work;
    this.server = server;
  }

  public static void main(String[] arguments) throws Exception {
    // What peers say of each schema is not to cost them time, nor to hide the tables.
    java.util.logging.LogManager.getLogManager().reset();
    System.out.println("load average before: " + Measuring.load() + "\n");
    Path work = Files.createTempDirectory("veery-bench");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            // On a disk, not in memory: a commit is to cost what it costs.
            .scratchDirectory(Files.createDirectories(work.resolve("server")))
            .setting("fsync", "on")
            .setting("synchronous_commit", "on")
            .setting("full_page_writes", "on")
            .setting("wal_level", "replica")
            .setting("min_wal_size", "80MB")
            .setting("max_wal_size", "1GB")
            .setting("shared_buffers", "128MB")
            .setting("max_connections", "50")
            .setting("autovacuum", "on")
            .scratch()) {
      FleetTimes times = new FleetTimes(arguments, work, server);
      times.files();
      times.apply();
      times.idle();
      times.created();
      System.out.println("\nload average after: " + Measuring.load());
    } finally {
      delete(work);
    }
  }

  /** Of the last minute; where the system does not tell, a dash. */
  private static String up(int number) {
    return "CREATE TABLE table_%1$d (id bigint PRIMARY KEY, name text NOT NULL);%nCREATE INDEX table_%1$d_name ON table_%1$d (name);%nCOMMENT ON TABLE table_%1$d IS 'number %1$d';%n"
        .formatted(number);
  }

  private void files() throws IOException {
    Path veery = Files.createDirectories(work.resolve("veery/migrations"));
    Path flyway = Files.createDirectories(work.resolve("flyway"));
    Path liquibase = Files.createDirectories(work.resolve("liquibase/changes"));
    for (int i = 1; i <= migrations; i++) {
      Files.writeString(
          veery.resolve("%04d_table.sql".formatted(i)),
          "-- Up Migration\n" + up(i) + "\n-- Down Migration\nDROP TABLE table_" + i + ";\n");
      Files.writeString(flyway.resolve("V%d__table.sql".formatted(i)), up(i));
      Files.writeString(
          liquibase.resolve("%04d_table.sql".formatted(i)),
          "--liquibase formatted sql\n\n--changeset bench:" + i + "\n" + up(i));
    }
    Files.writeString(
        work.resolve("liquibase/changelog.yaml"),
        "databaseChangeLog:\n  - includeAll:\n      path: changes\n      relativeToChangelogFile: true\n");
    Files.writeString(
        work.resolve("veery/veery.toml"),
        "[fleet]\npattern = \"t\\\\_%\"\nparallel = " + PARALLEL + "\n");
  }

  private List<String> schemas(String database, int count) throws SQLException {
    server.createDatabase(database);
    List<String> names = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < count; i++) {
        names.add("t_%05d".formatted(i));
        statement.execute("CREATE SCHEMA " + names.getLast());
      }
    }
    return names;
  }

  private void apply() throws Exception {
    System.out.printf("%d schemas × %d migrations of three statements%n%n", tenants, migrations);
    System.out.println("| | schemas | seconds | tenants/s | migrations/s | against psql |");
    System.out.println("|---|--:|--:|--:|--:|--:|");
    warmUp();
    double psql = psql("psql_one", false);
    line("psql, one session, a transaction for each tenant", tenants, psql, psql / tenants);
    double single = psql / tenants;
    line(
        "psql, one session, a transaction for each migration",
        tenants,
        psql("psql_each", true),
        single);
    schemas("veery_1", tenants);
    line("Veery, one at a time", tenants, veery("veery_1", 1), single);
    schemas("veery_n", tenants);
    line("Veery, " + PARALLEL + " at a time", tenants, veery("veery_n", PARALLEL), single);
    peer("Flyway", single, "flyway");
    peer("Liquibase", single, "liquibase");
    System.out.println();
  }

  private void warmUp() throws Exception {
    List<String> few = schemas("warm", 5);
    veery("warm", 2);
    drop("warm");
    schemas("warm", 5);
    Peers.seconds(Peers.flyway(server.jdbcUrl("warm"), work.resolve("flyway")), few, 1);
    drop("warm");
    schemas("warm", 5);
    Peers.seconds(Peers.liquibase(server.jdbcUrl("warm"), work.resolve("liquibase")), few, 1);
    drop("warm");
  }

  private void drop(String database) {
    server.dropDatabase(database);
  }

  private void peer(String name, double single, String key) throws Exception {
    for (int parallel : new int[] {1, PARALLEL}) {
      String database = key + "_" + parallel;
      List<String> schemas = schemas(database, forPeers);
      String url = server.jdbcUrl(database);
      Peers.One one =
          key.equals("flyway")
              ? Peers.flyway(url, work.resolve("flyway"))
              : Peers.liquibase(url, work.resolve("liquibase"));
      String label = name + "'s Java API, " + (parallel == 1 ? "one" : parallel) + " at a time";
      try {
        line(label, forPeers, Peers.seconds(one, schemas, parallel), single);
      } catch (java.util.concurrent.ExecutionException e) {
        System.out.printf("| %s | %d | failed: %s | | | |%n", label, forPeers, e.getCause());
      }
      drop(database);
    }
  }

  private void line(String what, int count, double seconds, double single) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f | %.0f | %.0f | %.2f |%n",
        what,
        count,
        seconds,
        count / seconds,
        count * migrations / seconds,
        single / (seconds / count));
  }

  private double psql(String database, boolean eachMigration) throws Exception {
    List<String> schemas = schemas(database, tenants);
    Path script = work.resolve(database + ".sql");
    StringBuilder text = new StringBuilder();
    for (String schema : schemas) {
      text.append("SET search_path TO ").append(schema).append(";\n");
      text.append(eachMigration ? "" : "BEGIN;\n");
      for (int i = 1; i <= migrations; i++) {
        text.append(eachMigration ? "BEGIN;\n" : "").append(up(i));
        text.append(eachMigration ? "COMMIT;\n" : "");
      }
      text.append(eachMigration ? "" : "COMMIT;\n");
    }
    Files.writeString(script, text);
    long began = System.nanoTime();
    int code =
        new ProcessBuilder(
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                script.toString(),
                server.url(database))
            .inheritIO()
            .start()
            .waitFor();
    double seconds = (System.nanoTime() - began) / 1e9;
    if (code != 0) {
      throw new IOException("psql ended with " + code);
    }
    drop(database);
    return seconds;
  }

  private Veery project(String database) {
    return Veery.open(
        Config.read(
            new ConfigRequest(
                work.resolve("veery"),
                null,
                null,
                Map.of(),
                Map.of("VEERY_URL", server.url(database), "VEERY_LAYOUT", "veery"))));
  }

  private double veery(String database, int parallel) {
    long began = System.nanoTime();
    try (Veery veery = project(database)) {
      FleetResult result =
          veery
              .fleet()
              .up(
                  new FleetOptions("bench", List.of(), false, null, null, parallel, false),
                  new FleetListener() {});
      if (!result.failed().isEmpty() || !result.odd().isEmpty()) {
        throw new IllegalStateException(result.toString());
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private void idle() throws Exception {
    System.out.println(
        "| nothing to do | tenants | status, ms | up, ms | peak memory of the process that migrated them, MB |");
    System.out.println("|---|--:|--:|--:|--:|");
    idle("veery_n", tenants, 0);
    drop("veery_1");
    Files.walk(work.resolve("veery/migrations"))
        .filter(Files::isRegularFile)
        .filter(file -> !file.getFileName().toString().startsWith("0001"))
        .forEach(file -> file.toFile().delete());
    for (int count : new int[] {100, many}) {
      String database = "many_" + count;
      schemas(database, count);
      idle(database, count, peakOfUp(database));
    }
    System.out.println();
  }

  private void idle(String database, int count, long peak) {
    List<Double> status = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      long began = System.nanoTime();
      try (Veery veery = project(database)) {
        veery.fleet().status();
      }
      status.add((System.nanoTime() - began) / 1e6);
      up.add(veery(database, PARALLEL) * 1e3);
    }
    Collections.sort(status);
    Collections.sort(up);
    System.out.printf(
        Locale.ROOT,
        "| connect, read the files, ask | %d | %.0f | %.0f | %s |%n",
        count,
        status.get(3),
        up.get(3),
        peak == 0 ? "" : Long.toString(peak / 1024));
  }

  /** Kibibytes of the process that migrates all of them, at its largest. */
  private long peakOfUp(String database) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx96m",
            "-cp",
            classPath(),
            "dev.veery.cli.Main",
            "fleet",
            "up",
            "--quiet");
    builder.environment().put("VEERY_URL", server.url(database));
    builder.environment().put("VEERY_LAYOUT", "veery");
    builder.directory(work.resolve("veery").toFile());
    Process process = builder.inheritIO().start();
    long peak = 0;
    Path status = Path.of("/proc/" + process.pid() + "/status");
    while (!process.waitFor(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      try (Stream<String> lines = Files.lines(status)) {
        peak =
            Math.max(
                peak,
                lines
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0));
      } catch (IOException | java.io.UncheckedIOException e) {
        // It has just ended, or there is no /proc here.
      }
    }
    if (process.exitValue() != 0) {
      throw new IOException("fleet up ended with " + process.exitValue());
    }
    return peak;
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(java.util.stream.Collectors.joining(java.io.File.pathSeparator));
  }

  private void created() throws Exception {
    files();
    String database = "created";
    schemas(database, CREATED);
    double replayed = veery(database, 1) / CREATED * 1e3;
    List<Duration> took;
    try (Veery veery = project(database)) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < CREATED; i++) {
        names.add("t_new_" + i);
      }
      took = veery.fleet().tenants().create(names, new FleetListener() {});
    }
    List<Duration> sorted = new ArrayList<>(took);
    sorted.sort(Comparator.naturalOrder());
    System.out.printf("a new tenant of %d migrations%n%n", migrations);
    System.out.println("| | ms |");
    System.out.println("|---|--:|");
    System.out.printf(
        Locale.ROOT, "| by replaying, %d at once, each | %.1f |%n", CREATED, replayed);
    System.out.printf(
        Locale.ROOT,
        "| after the template, checked against it, median | %.1f |%n",
        sorted.get(CREATED / 2).toNanos() / 1e6);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
