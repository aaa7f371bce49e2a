package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.embedded.EmbeddedPostgres;
import dev.veery.embedded.LocalPostgres;
import dev.veery.engine.EmbeddedDatabase;
import dev.veery.engine.config.Config;
import java.time.Duration;
import java.util.List;

/** {@code veery db start|stop|url|status}: the project's own server. */
public final class DbCommand extends Command {

  /** What is to be done with it. */
  public enum Action {
    START(
        "Starts the project's embedded PostgreSQL and leaves it running, so that other programs can"
            + " use it. Every command that needs it starts it by itself."),
    STOP("Stops the project's embedded PostgreSQL. Its data stays under .veery/."),
    URL(
        "Writes the url of the embedded database, for other programs; starts the server where it does"
            + " not run."),
    STATUS("Says whether the project's embedded PostgreSQL runs, where, and since when.");

    private final String description;

    Action(String description) {
      this.description = description;
    }
  }

  private final Action action;

  public DbCommand(Action action) {
    this.action = action;
  }

  @Override
  public List<String> description() {
    return List.of(action.description);
  }

  @Override
  public List<Example> examples() {
    return action == Action.URL
        ? List.of(new Example("psql \"$(veery db url)\"", "look into it"))
        : List.of();
  }

  @Override
  public int run(Call call) {
    Config config = call.config();
    if (config.database() instanceof Config.Database.Unknown unknown) {
      throw new VeeryException(unknown.missing());
    }
    if (!(config.database() instanceof Config.Database.Embedded embedded)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "the url of this environment is a server of its own: " + config.database(),
              "veery db is for url = \"embedded\""));
    }
    LocalPostgres local = EmbeddedDatabase.server(config);
    return switch (action) {
      case START -> start(call, local, embedded.database(), false);
      case URL -> start(call, local, embedded.database(), true);
      case STOP -> stop(call, local);
      case STATUS -> status(call, local, embedded.database());
    };
  }

  private static int start(Call call, LocalPostgres local, String database, boolean urlOnly) {
    String url;
    String version;
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "starting PostgreSQL " + local.major(), Duration.ofMillis(200));
      try (EmbeddedPostgres server = local.start()) {
        server.createDatabaseIfAbsent(database);
        url = server.url(database);
        version = server.version();
      }
    }
    if (call.json()) {
      // The password is the point of this document, so nothing is masked.
      try (JsonOutput json = new JsonOutput(call.terminal().out(), null)) {
        json.field("ok", true);
        json.field("url", url);
        json.field("version", version);
      }
    } else if (urlOnly) {
      call.terminal().out().println(url);
    } else {
      call.say(call.terminal().tick() + " PostgreSQL " + version + " is running");
      call.say("  psql \"$(veery db url)\"");
    }
    return ExitCode.OK;
  }

  private static int stop(Call call, LocalPostgres local) {
    boolean stopped = local.stop();
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("stopped", stopped);
      }
    } else {
      call.say(call.terminal().tick() + (stopped ? " stopped" : " it was not running"));
    }
    return ExitCode.OK;
  }

  private static int status(Call call, LocalPostgres local, String database) {
    LocalPostgres.Status status = local.status();
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json(json, status, database);
      }
      return ExitCode.OK;
    }
    Paint paint = call.terminal().paint();
    switch (status) {
      case LocalPostgres.Status.Absent absent ->
          call.say("there is no embedded database yet; the first command that needs it makes it");
      case LocalPostgres.Status.Stopped stopped ->
          call.say("stopped; its data is in " + local.directory());
      case LocalPostgres.Status.Running running ->
          call.say(
              call.terminal().tick()
                  + " PostgreSQL "
                  + running.version()
                  + " on "
                  + running.host()
                  + ":"
                  + running.port()
                  + ", database "
                  + database
                  + paint.dim(
                      ", process " + running.pid() + ", since " + Words.time(running.startedAt())));
    }
    return ExitCode.OK;
  }

  private static void json(JsonOutput json, LocalPostgres.Status status, String database) {
    switch (status) {
      case LocalPostgres.Status.Absent absent -> json.field("state", "absent");
      case LocalPostgres.Status.Stopped stopped -> json.field("state", "stopped");
      case LocalPostgres.Status.Running running -> {
        json.field("state", "running");
        json.field("host", running.host());
        json.field("port", running.port());
        json.field("database", database);
        json.field("pid", running.pid());
        json.field("version", running.version());
        json.field("startedAt", running.startedAt().toString());
      }
    }
  }
}
