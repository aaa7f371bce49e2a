package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Arguments;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.engine.Veery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery schema export}. */
public final class SchemaExportCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(Options.text("FILE", "Write it to FILE.", "--output", "-o"));
    spec.addOption(Options.flag("Leave out who owns what.", "--no-owners"));
    spec.addOption(Options.flag("Leave out who may do what.", "--no-privileges"));
    spec.addOption(Options.flag("Do not create the roles that are named.", "--no-roles"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Writes the schema of the database as SQL that loads into an empty one. The text is made to be"
            + " read and compared: the same schema gives the same lines, a table stands with everything"
            + " that belongs to it, and nothing comes before what it needs.",
        "Rows are not part of it, nor are the positions of sequences, Veery's journal and the secrets of"
            + " foreign servers. A subscription is written without its connection, which holds a"
            + " password, and disabled.",
        "What belongs to the whole server is not part of it either: roles, tablespaces, settings of roles"
            + " and of the database, large objects.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery schema export -o schema.sql", "keep it beside the migrations"),
        new Example("veery schema export --no-owners --no-privileges", "for another owner"));
  }

  @Override
  public int run(Call call) {
    Arguments arguments = call.arguments();
    boolean owners = !arguments.has("--no-owners");
    boolean privileges = !arguments.has("--no-privileges");
    boolean roles = !arguments.has("--no-roles") && (owners || privileges);
    Catalog catalog;
    try (Veery veery = Veery.open(call.config())) {
      catalog = veery.catalog();
    }
    String sql = SchemaExport.sql(catalog, new ExportOptions(roles, owners, privileges));
    String output = arguments.text("--output");
    if (output != null) {
      write(call, output, sql);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("fingerprint", Fingerprint.of(catalog).text());
        json.field("objects", catalog.objects().size());
        json.field("sql", sql);
      }
    } else if (output == null) {
      call.terminal().out().print(sql);
    } else {
      call.say(call.terminal().tick() + " " + output);
    }
    return ExitCode.OK;
  }

  private static void write(Call call, String output, String sql) {
    Path file = call.directory().resolve(output);
    try {
      Files.writeString(file, sql);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + output + ": " + e.getMessage(), ""),
          e);
    }
  }
}
