package dev.veery.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Veery and its peers side by side: the same migrations, the same server, the same run. */
public final class Bench {

  private Bench() {}

  /**
   * @param args see {@code --help}; the repository's root is the property {@code veery.repository}
   */
  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    if (List.of(args).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    Path repository = Path.of(System.getProperty("veery.repository", ".")).toAbsolutePath();
    Options options;
    try {
      options = Options.parse(args, repository.normalize());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    try (var server = BenchServer.open(options)) {
      run(options, server.target(), System.out);
    }
  }

  /** Runs everything and reports; the schemas that the tools made, by tool. */
  static Map<String, List<String>> run(Options options, Target server, PrintStream out)
      throws IOException, InterruptedException, SQLException {
    Files.createDirectories(options.work());
    List<Tool> tools = tools(options, out);
    for (Tool tool : tools) {
      // Also because a first start may prepare something: Veery's makes its ahead-of-time cache.
      out.println(tool.name() + " " + tool.version());
    }
    Workload workload = Workload.of(options.migrations());
    var rounds = new Rounds(tools, workload, server, options.work(), out);
    Results results = rounds.run(options.rounds());
    String table = new Report(tools, results, workload).markdown(Machine.facts(options, server));
    out.println();
    out.print(table);
    requireSameSchemas(rounds.schemas());
    if (options.report() != null) {
      Report.replaceBetweenMarkers(options.report(), table);
    }
    return rounds.schemas();
  }

  private static List<Tool> tools(Options options, PrintStream out)
      throws IOException, InterruptedException {
    var tools = new ArrayList<Tool>();
    if (options.launcher() != null && Files.isExecutable(options.launcher())) {
      tools.add(new Veery(options.launcher()));
    }
    Psql.find()
        .ifPresentOrElse(tools::add, () -> out.println("psql is left out: it is not on the PATH"));
    Dbmate.install(options.peers(), options.download())
        .ifPresentOrElse(
            tools::add,
            () ->
                out.println(
                    "dbmate is left out: it is not here and was not to be fetched, or npm could not"));
    tools.add(new Flyway());
    FlywayCommandLine.install(options.peers(), options.download())
        .ifPresentOrElse(
            tools::add,
            () ->
                out.println(
                    "Flyway's command line is left out: it is not here, and not to be had"));
    tools.add(new Liquibase());
    if (!options.only().isEmpty()) {
      tools.removeIf(
          tool -> !options.only().contains(tool.name().toLowerCase(java.util.Locale.ROOT)));
    }
    return tools;
  }

  private static void requireSameSchemas(Map<String, List<String>> schemas) {
    String first = schemas.keySet().iterator().next();
    schemas.forEach((tool, schema) -> {
      if (!schema.equals(schemas.get(first))) {
        throw new IllegalStateException(tool + " did not make the same schema as " + first);
      }
    });
  }
}
