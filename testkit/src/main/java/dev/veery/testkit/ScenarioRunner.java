package dev.veery.testkit;

import dev.veery.testkit.Scenario.Entry;
import dev.veery.testkit.Scenario.Output;
import dev.veery.testkit.Scenario.Section;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Executes one scenario in a directory and against a database of its own. */
final class ScenarioRunner implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A step and what it really printed, already normalised. */
  record Outcome(Entry.Step step, Output actual) {
    boolean passed() {
      Output expected = step.expected();
      return expected.exitCode() == actual.exitCode()
          && Expectation.matches(expected.stdout(), actual.stdout())
          && Expectation.matches(expected.stderr(), actual.stderr());
    }

    /** The actual output, with the wildcards of the expected one where they still hold. */
    Output updated() {
      return new Output(
          Expectation.keepWildcards(step.expected().stdout(), actual.stdout()),
          Expectation.keepWildcards(step.expected().stderr(), actual.stderr()),
          actual.exitCode());
    }
  }

  private final Path directory;
  private final CommandLine veery;
  private final TestDatabase database;
  private final Map<String, String> variables = new HashMap<>();
  private Normalizer normalizer;
  private final Shell shell;
  private final SqlSessions sql;
  private final List<PoolingProxy> proxies = new ArrayList<>();
  private final Map<String, CompletableFuture<Output>> background = new LinkedHashMap<>();

  ScenarioRunner(TestDatabase database, Path directory, CommandLine veery) {
    this.directory = directory;
    this.veery = veery;
    this.database = database;
    variables.putAll(
        Map.of(
            "DATABASE_URL", database.url(),
            "DATABASE", database.name(),
            "HOST", database.server().host(),
            "PORT", Integer.toString(database.server().port()),
            "DBUSER", database.server().user(),
            "PASSWORD", database.server().password(),
            "DIR", directory.toString()));
    normalizer =
        new Normalizer(
            Map.of(
                directory.toString(),
                "<dir>",
                database.name(),
                "<database>",
                database.server().host() + ":" + database.server().port(),
                "<server>",
                Integer.toString(database.server().port()),
                "<port>",
                "PostgreSQL " + database.version(),
                "PostgreSQL <version>",
                System.getProperty("user.name") + "@" + hostName(),
                "<user>@<host>",
                hostName(),
                "<host>"));
    shell = new Shell(directory, text -> normalizer.normalize(text));
    sql = new SqlSessions(database);
  }

  /** Executes the scenario to its end, whatever its steps print. */
  List<Outcome> run(Scenario scenario) throws Exception {
    var outcomes = new ArrayList<Outcome>();
    if (!scenario.has("no-config")) {
      Files.writeString(directory.resolve("veery.toml"), "url = \"${DATABASE_URL}\"\n");
    }
    for (Section section : scenario.sections()) {
      switch (section) {
        case Section.TextFile file ->
            Shell.write(
                shell.resolve(file.name()), file.content().getBytes(StandardCharsets.UTF_8));
        case Section.Run run -> {
          for (Entry entry : run.entries()) {
            if (entry instanceof Entry.Step step) {
              outcomes.add(new Outcome(step, run(step)));
            }
          }
        }
      }
    }
    return outcomes;
  }

  @Override
  public void close() throws Exception {
    sql.close();
    for (CompletableFuture<Output> running : background.values()) {
      running.cancel(true);
    }
    for (PoolingProxy proxy : proxies) {
      proxy.close();
    }
  }

  private Output run(Entry.Step step) throws Exception {
    String command = Words.expand(step.command(), variables);
    try {
      String verb = command.split("\\s", 2)[0];
      String rest = command.substring(verb.length()).strip();
      return switch (verb) {
        case "sql" -> sql(rest, step.stdin());
        case "until" -> until(rest);
        case "wait" -> waitFor(rest);
        case "proxy" -> proxy(rest);
        case "psql" -> psql(Words.split(command));
        case "git" -> git(Words.split(command));
        default -> Shell.COMMANDS.contains(verb) ? shell.run(Words.split(command)) : veery(step);
      };
    } catch (IOException | RuntimeException e) {
      return Output.failure(normalizer.normalize(e.toString()));
    }
  }

  /** {@code [NAME=value …] veery arg … [> file] [&name]}. */
  private Output veery(Entry.Step step) throws Exception {
    var words = new ArrayList<>(Words.split(Words.expand(step.command(), variables)));
    var environment = new LinkedHashMap<String, String>();
    environment.put("DATABASE_URL", variables.getOrDefault("DATABASE_URL", ""));
    environment.put("USER", "tester");
    // What a process needs to be started at all.
    for (String inherited : List.of("PATH", "JAVA_HOME", "SystemRoot")) {
      String value = System.getenv(inherited);
      if (value != null) {
        environment.put(inherited, value);
      }
    }
    environment.put("HOME", directory.resolve(".home").toString());
    while (!words.isEmpty() && words.getFirst().matches("[A-Z_]+=.*")) {
      String[] pair = words.removeFirst().split("=", 2);
      environment.put(pair[0], pair[1]);
    }
    if (words.isEmpty() || !words.removeFirst().equals("veery")) {
      throw new IllegalArgumentException("no such command: " + step.command());
    }
    String name = null;
    if (!words.isEmpty() && words.getLast().matches("&\\w+")) {
      name = words.removeLast().substring(1);
    }
    Path redirect = null;
    if (words.size() >= 2 && words.get(words.size() - 2).equals(">")) {
      redirect = shell.resolve(words.removeLast());
      words.removeLast();
    }
    String stdin = step.stdin().isEmpty() ? "" : String.join("\n", step.stdin()) + "\n";
    Path target = redirect;
    CompletableFuture<Output> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                CommandLine.Result result =
                    veery.run(List.copyOf(words), stdin, environment, directory);
                if (target != null) {
                  Files.writeString(target, result.stdout());
                }
                return new Output(
                    target != null ? List.of() : normalizer.lines(result.stdout()),
                    normalizer.lines(result.stderr()),
                    result.exitCode());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            task -> Thread.ofPlatform().daemon().name("scenario " + step.command()).start(task));
    if (name != null) {
      background.put(name, running);
      return Output.ofStdout(List.of());
    }
    return await(running);
  }

  private static Output await(CompletableFuture<Output> running) throws Exception {
    try {
      return running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Output.failure("not finished after " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause.getCause() instanceof Exception inner ? inner : new IllegalStateException(cause);
    }
  }

  /** {@code sql [@session] [-f file] text}, or the text on standard input. */
  private Output sql(String rest, List<String> stdin) throws Exception {
    String session = "";
    String text = rest;
    if (text.startsWith("@")) {
      session = text.split("\\s", 2)[0];
      text = text.substring(session.length()).strip();
    }
    if (text.startsWith("-f ")) {
      text = Files.readString(shell.resolve(text.substring(3).strip()));
    }
    if (text.isEmpty()) {
      text = Words.expand(String.join("\n", stdin), variables);
    }
    Output output = sql.run(session, text);
    return new Output(
        normalizer.lines(String.join("\n", output.stdout())),
        normalizer.lines(String.join("\n", output.stderr())),
        output.exitCode());
  }

  /** {@code until query}: asks again and again until the answer is true. */
  private Output until(String query) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!sql.holds(query)) {
      if (System.nanoTime() > deadline) {
        return Output.failure("not true after " + PATIENCE.toSeconds() + " s");
      }
      Thread.sleep(20);
    }
    return Output.ofStdout(List.of());
  }

  /** {@code wait name}: waits for a {@code veery … &name} and prints what it printed. */
  private Output waitFor(String name) throws Exception {
    CompletableFuture<Output> running = background.remove(name);
    return running == null ? Output.failure("nothing runs as &" + name) : await(running);
  }

  /** {@code psql -f file}: the real one. */
  private Output psql(List<String> words) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.addAll(List.of("psql", "-X", "-q", "-d", database.url()));
    command.addAll(words.subList(1, words.size()));
    try (var process = ProcessUnderTest.start(command, Map.of(), directory)) {
      int exitCode = process.awaitExit(PATIENCE);
      return new Output(
          normalizer.lines(String.join("\n", process.out())),
          normalizer.lines(String.join("\n", process.err())),
          exitCode);
    }
  }

  /** {@code git arg …}: the real one, as nobody in particular. */
  private Output git(List<String> words) throws IOException, InterruptedException {
    Map<String, String> nobody =
        Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_AUTHOR_NAME", "tester",
            "GIT_AUTHOR_EMAIL", "tester@example.com",
            "GIT_COMMITTER_NAME", "tester",
            "GIT_COMMITTER_EMAIL", "tester@example.com");
    try (var process = ProcessUnderTest.start(words, nobody, directory)) {
      int exitCode = process.awaitExit(PATIENCE);
      return exitCode == 0
          ? Output.ofStdout(List.of())
          : new Output(List.of(), normalizer.lines(String.join("\n", process.err())), exitCode);
    }
  }

  /** {@code proxy [version]}: from now on {@code ${PROXY_URL}} leads through it. */
  private Output proxy(String version) throws IOException {
    var proxy = new PoolingProxy(database, version.isEmpty() ? null : version);
    proxies.add(proxy);
    TestServer address = proxy.address();
    variables.put("PROXY_URL", address.url(database.name()));
    normalizer = normalizer.with(address.host() + ":" + address.port(), "<proxy>");
    return Output.ofStdout(List.of());
  }

  private static String hostName() {
    try {
      return java.net.InetAddress.getLocalHost().getHostName();
    } catch (java.net.UnknownHostException e) {
      return "localhost";
    }
  }
}
