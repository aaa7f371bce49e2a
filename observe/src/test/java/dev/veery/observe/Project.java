package dev.veery.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.PlanRequest;
import dev.veery.core.plan.Target;
import dev.veery.embedded.ScratchDatabase;
import dev.veery.embedded.ScratchServers;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigRequest;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import dev.veery.postgres.session.Address;
import dev.veery.postgres.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A project whose role has a password that nobody may see. */
final class Project {

  static final String MARKED = "marked-Pa55word!";

  /** Says the password in an error, as a server may. */
  static final String FAILING =
      "DO $$ BEGIN RAISE EXCEPTION 'cannot log in with %', 'marked-' || 'Pa55word!'; END $$;";

  final List<Problem> warnings = new CopyOnWriteArrayList<>();
  private final Path directory;

  Project(Path directory) {
    this.directory = directory;
  }

  /** Runs two migrations, the second with these statements, under these settings. */
  RunResult up(String settings, String sql, Map<String, String> variables) throws Exception {
    ScratchDatabase database = ScratchServers.freshDatabase(ScratchServers.MAJORS.getLast());
    var place = database.server();
    String role = "r_" + database.name();
    try (Session session =
        Session.open(
            new Address(
                place.host(),
                place.port(),
                database.name(),
                place.user(),
                place.password(),
                Duration.ofSeconds(10),
                Map.of()),
            "test")) {
      session.execute("CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD '" + MARKED + "'");
    }
    Files.createDirectories(directory.resolve("migrations"));
    migration("1_first", "CREATE TABLE first (id int); CREATE INDEX ON first (id);");
    migration("2_second", sql);
    Files.writeString(
        directory.resolve("veery.toml"),
        "url = \"postgres://%s@%s:%d/%s\"\npassword = \"%s\"\nlayout = \"veery\"\n%s"
            .formatted(role, place.host(), place.port(), database.name(), MARKED, settings));
    Map<String, String> all = new HashMap<>(variables);
    all.put("HOME", "/nowhere");
    Config config = Config.read(new ConfigRequest(directory, null, null, Map.of(), all));
    try (Veery veery = Veery.open(config)) {
      return veery.run(
          veery.plan(new Target.Up.Latest(), PlanRequest.Options.DEFAULT),
          "up",
          new RunListener() {
            @Override
            public void warning(Problem problem) {
              warnings.add(problem);
            }
          },
          false,
          null);
    }
  }

  private void migration(String name, String sql) throws Exception {
    Files.writeString(
        directory.resolve("migrations").resolve(name + ".sql"),
        "-- Up Migration\n" + sql + "\n-- Down Migration\nSELECT 1;\n");
  }

  List<String> warned() {
    return warnings.stream().map(Problem::message).toList();
  }
}
