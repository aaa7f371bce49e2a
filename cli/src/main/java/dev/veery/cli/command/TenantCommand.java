package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.run.Confirmation;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.LiveLine;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.Veery;
import dev.veery.engine.fleet.FleetListener;
import dev.veery.engine.fleet.Tenants;
import dev.veery.engine.fleet.Tenants.Listed;
import dev.veery.postgres.fleet.TenantTransfer;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery tenant list}, {@code create}, {@code rename}, {@code move}, {@code drop}. */
public final class TenantCommand extends Command {

  /** Which of them. */
  public enum Action {
    LIST,
    CREATE,
    RENAME,
    MOVE,
    DROP
  }

  private final Action action;

  public TenantCommand(Action action) {
    this.action = action;
  }

  @Override
  public void describe(CommandSpec spec) {
    switch (action) {
      case LIST -> {}
      case CREATE -> spec.addPositional(Options.parameter("NAME", "1..*", "The new tenants."));
      case RENAME -> {
        spec.addPositional(
            Options.parameter("NAME", "2..*", "The present name, then the new one."));
        endSessions(spec);
      }
      case MOVE -> {
        spec.addPositional(Options.parameter("NAME", "1", "The tenant."));
        spec.addOption(Options.text("URL", "The database that it is to be in; required.", "--to"));
      }
      case DROP -> {
        spec.addPositional(Options.parameter("NAME", "1", "The tenant."));
        spec.addOption(
            Options.flag("Really: its tables and rows are gone for good.", "--with-everything"));
        endSessions(spec);
      }
    }
    if (action != Action.LIST) {
      ChangeOptions.addConfirming(spec);
    }
  }

  private static void endSessions(CommandSpec spec) {
    spec.addOption(
        Options.flag(
            "End the sessions of whoever is connected to the tenant's database.",
            "--end-sessions"));
  }

  @Override
  public List<String> description() {
    return switch (action) {
      case LIST ->
          List.of("Lists the tenants with their schemas and the newest migration of each.");
      case CREATE ->
          List.of(
              "Makes tenants after the template, each in one transaction: its objects, the rows that"
                  + " migrations have put there, its history. The result is compared with the template before"
                  + " it is committed.",
              "The template is a schema of its own (template in [fleet]), made by the migrations when first"
                  + " asked for, and migrated before all others by veery fleet up. A row in the application's"
                  + " own table of tenants is the application's business.",
              "Where tenants are databases, the template is a database, brought up to date first, and the"
                  + " server copies it; of several servers that have it, the one with the fewest databases.");
      case RENAME ->
          List.of(
              "Gives a tenant and its schema another name, and refuses when something in it has the old name"
                  + " in its text.",
              "A database cannot be renamed while somebody is connected to it: that is refused, or with"
                  + " --end-sessions they are thrown out. The list of tenants is the application's business.");
      case MOVE ->
          List.of(
              "Takes a tenant to another database: its objects, its rows, its history. Nobody writes to its"
                  + " tables meanwhile. Over there all of it is one transaction, which is compared with the"
                  + " original, row by row, before it commits; then the original is dropped.",
              "A run that was killed in between leaves it in both; the same command again compares them and"
                  + " drops the original only if they are equal. Which database a customer is in is told to"
                  + " the application by whoever runs it.");
      case DROP ->
          List.of(
              "Drops a tenant's schema or database with everything in it, and forgets its history. A"
                  + " database that somebody is connected to is dropped with --end-sessions only.");
    };
  }

  @Override
  public List<Example> examples() {
    return switch (action) {
      case LIST -> List.of(new Example("veery tenant list", "who there is"));
      case CREATE -> List.of(new Example("veery tenant create acme", "a new customer"));
      case RENAME -> List.of(new Example("veery tenant rename acme emca", "after the merger"));
      case MOVE ->
          List.of(
              new Example("veery tenant move acme --to postgres://db2.example/app", "more room"));
      case DROP -> List.of(new Example("veery tenant drop acme --with-everything", "goodbye"));
    };
  }

  @Override
  public int run(Call call) {
    try (Veery veery = Veery.open(call.config())) {
      veery.prepare();
      Tenants tenants = veery.fleet().tenants();
      List<String> names = call.arguments().parameters();
      if (action != Action.LIST) {
        Confirmation.ask(call, () -> call.say(intent(names)));
      }
      return switch (action) {
        case LIST -> list(call, tenants.list());
        case CREATE -> create(call, tenants, names);
        case RENAME -> rename(call, tenants, names);
        case MOVE -> move(call, tenants, names.getFirst());
        case DROP -> drop(call, tenants, names.getFirst());
      };
    }
  }

  /** What is about to happen, for whoever is asked whether it may. */
  private String intent(List<String> names) {
    return switch (action) {
      case LIST -> "";
      case CREATE -> "to be made: " + String.join(", ", names);
      case RENAME -> "to be renamed: " + String.join(" to ", names);
      case MOVE -> "to be moved, and dropped here: " + names.getFirst();
      case DROP -> "to be dropped with everything in it: " + names.getFirst();
    };
  }

  private static int list(Call call, List<Listed> listed) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list(
            "tenants",
            () ->
                listed.forEach(tenant ->
                    json.object(() -> {
                      json.field("tenant", tenant.name());
                      json.field("place", tenant.place());
                      json.field("there", tenant.there());
                      json.field("known", tenant.known());
                      json.field("newest", tenant.newest());
                      json.field("work", tenant.work());
                    })));
      }
      return ExitCode.OK;
    }
    Paint paint = call.terminal().paint();
    Table table = new Table();
    for (Listed tenant : listed) {
      table.row(
          tenant.name(),
          paint.dim(tenant.place()),
          newest(paint, tenant),
          !tenant.there()
              ? paint.yellow("not named any more")
              : tenant.work().equals("failed") ? paint.red("failed") : "");
    }
    table.lines().forEach(call::say);
    call.say(Words.count(listed.size(), "tenant"));
    return ExitCode.OK;
  }

  private static String newest(Paint paint, Listed tenant) {
    if (!tenant.newest().isEmpty()) {
      return tenant.newest();
    }
    return tenant.work().equals("unreachable")
        ? paint.red("does not answer")
        : paint.dim("nothing yet");
  }

  private static int create(Call call, Tenants tenants, List<String> names) {
    List<Duration> took = tenants.create(names, new FleetListener() {});
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.texts("created", names);
      }
    } else {
      for (int i = 0; i < names.size(); i++) {
        call.say(
            call.terminal().tick()
                + " "
                + names.get(i)
                + call.terminal().paint().dim("  " + Words.duration(took.get(i))));
      }
    }
    return ExitCode.OK;
  }

  private static int rename(Call call, Tenants tenants, List<String> names) {
    if (names.size() != 2) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "two names are needed, the present one and the new one",
              "veery tenant rename acme emca"));
    }
    tenants.rename(names.get(0), names.get(1), call.arguments().has("--end-sessions"));
    return done(call, names.get(0) + " is " + names.get(1) + " now");
  }

  private static int move(Call call, Tenants tenants, String name) {
    String to = call.arguments().text("--to");
    if (to == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--to does not say where",
              "veery tenant move " + name + " --to postgres://…"));
    }
    TenantTransfer.Moved moved;
    try (LiveLine line = new LiveLine(call.terminal(), !call.quiet() && !call.json())) {
      line.show(() -> "moving " + name, Duration.ofMillis(300));
      moved = tenants.move(name, to);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("tables", moved.tables());
        json.field("rows", moved.rows());
        json.field("foundThere", moved.found());
      }
      return ExitCode.OK;
    }
    call.say(
        call.terminal().tick()
            + " "
            + name
            + (moved.found() ? " was there already, and is equal: " : " is there now: ")
            + Words.count(moved.tables(), "table")
            + ", "
            + Words.count(moved.rows(), "row"));
    return ExitCode.OK;
  }

  private static int drop(Call call, Tenants tenants, String name) {
    if (!call.arguments().has("--with-everything")) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CONFIRMATION_REFUSED,
              "tenant " + name + " would be gone with all its tables and rows",
              "say so: veery tenant drop " + name + " --with-everything"));
    }
    boolean there = tenants.drop(name, call.arguments().has("--end-sessions"));
    return done(call, there ? name + " is gone" : name + " was gone already; it is forgotten");
  }

  private static int done(Call call, String what) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
      }
    } else {
      call.say(call.terminal().tick() + " " + what);
    }
    return ExitCode.OK;
  }
}
