package dev.veery.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a run.
 *
 * @param migrations how many are generated
 * @param rounds how often every tool does everything
 * @param only the tools that take part, by name in lower case; empty for all that can be had
 * @param server an existing server instead of the embedded one, or null
 * @param work where migrations and the server's data are put
 * @param peers where downloaded peers are kept
 * @param download whether a peer that is not there may be fetched
 * @param launcher of Veery's distribution, or null when it does not take part
 * @param report the file whose table is rewritten, or null when it is only printed
 * @param command how the run was asked for, for the report
 */
record Options(
    int migrations,
    int rounds,
    Set<String> only,
    @Nullable Target server,
    Path work,
    Path peers,
    boolean download,
    @Nullable Path launcher,
    @Nullable Path report,
    String command) {

  static final String USAGE =
      """
      Usage: bench/run [--quick] [--migrations N] [--rounds N] [--only psql,dbmate,…]
                       [--server postgresql://user:password@host:port] [--report FILE | --no-report]
                       [--work DIRECTORY] [--no-download]
        --quick    50 migrations, one round, no report: to see that everything works
      """;

  Options {
    only = Set.copyOf(only);
  }

  static Options parse(String[] args, Path repository) {
    int migrations = 1000;
    int rounds = 3;
    Set<String> only = Set.of();
    Target server = null;
    Path work = repository.resolve("bench/target/bench");
    boolean download = true;
    Path report = repository.resolve("docs").resolve("benchmarks.md");
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> {
          migrations = 50;
          rounds = 1;
          report = null;
        }
        case "--migrations" -> migrations = Integer.parseInt(value(args, ++i));
        case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
        case "--only" -> only = Set.of(value(args, ++i).split(","));
        case "--server" -> server = target(URI.create(value(args, ++i)));
        case "--report" -> report = Path.of(value(args, ++i));
        case "--work" -> work = Path.of(value(args, ++i));
        case "--no-download" -> download = false;
        case "--no-report" -> report = null;
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    return new Options(
        migrations,
        rounds,
        only,
        server,
        work,
        repository.resolve("bench/target/peers"),
        download,
        repository.resolve("cli/target/veery/bin/veery"),
        report,
        ("bench/run " + String.join(" ", args)).strip());
  }

  private static String value(String[] args, int i) {
    if (i >= args.length) {
      throw new IllegalArgumentException(args[i - 1] + " needs a value");
    }
    return args[i];
  }

  private static Target target(URI uri) {
    String[] account = (uri.getUserInfo() == null ? "postgres" : uri.getUserInfo()).split(":", 2);
    return new Target(
        uri.getHost(),
        uri.getPort() < 0 ? 5432 : uri.getPort(),
        account[0],
        account[account.length - 1],
        "postgres");
  }
}
