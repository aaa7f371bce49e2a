package dev.veery.engine.config;

import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.Masking;
import dev.veery.postgres.online.Insistence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one environment, understood and checked. Has no password in {@link #toString}.
 *
 * @param directory the project: the folder of the configuration file, or the working directory
 * @param file the configuration file; null where there is none
 * @param environment its name; empty for the settings outside of any environment
 * @param environments every environment of the file, in name order
 * @param database where to connect
 * @param migrations the folder of the migrations, absolute
 * @param layout null for detection
 * @param journalSchema the schema of the journal, not quoted
 * @param production whether changes ask for the environment's name
 * @param lockTimeout how long a change of the schema waits for a lock; null leaves it to the
 *     server; zero waits for ever
 * @param lockRetry how long it goes on trying; zero tries once
 * @param insistence when those who are in its way are made to go
 * @param statementTimeout null leaves it to the server; zero sets no limit
 * @param connectTimeout for one attempt
 * @param lockBudget how long a migration may keep readers or writers waiting
 * @param placeholders null where {@code ${name}} in scripts is ordinary text
 * @param vars variables of psql
 * @param classpath of migrations in Java, absolute
 * @param embeddedMajor null for the newest
 * @param scratch where migrations are rehearsed; embedded stands for a throwaway server
 * @param values every other setting
 * @param variables the environment of the process
 * @param warnings what is odd but not in the way, one sentence each
 * @param secrets knows every secret of this configuration
 */
public record Config(
    Path directory,
    @Nullable Path file,
    String environment,
    List<String> environments,
    Database database,
    Path migrations,
    @Nullable String layout,
    String journalSchema,
    boolean production,
    @Nullable Duration lockTimeout,
    Duration lockRetry,
    Insistence insistence,
    @Nullable Duration statementTimeout,
    Duration connectTimeout,
    Duration lockBudget,
    @Nullable Map<String, String> placeholders,
    Map<String, String> vars,
    List<Path> classpath,
    @Nullable Integer embeddedMajor,
    Database scratch,
    Values values,
    Map<String, String> variables,
    List<String> warnings,
    Secrets secrets) {

  public Config {
    Objects.requireNonNull(database);
    environments = List.copyOf(environments);
    placeholders = placeholders == null ? null : Map.copyOf(placeholders);
    vars = Map.copyOf(vars);
    classpath = List.copyOf(classpath);
    variables = Map.copyOf(variables);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads {@code veery.toml} and everything that overrides it. Reaches no database.
   *
   * @throws dev.veery.core.VeeryException with every problem that was found
   */
  public static Config read(ConfigRequest request) {
    return new ConfigReader(request).read();
  }

  /** Whether statements run in their online form. */
  public boolean online() {
    return values.flag(ConfigKey.ONLINE, production);
  }

  /** The settings and severities of the linter, as written. */
  public Map<String, String> lint() {
    return values.table(ConfigKey.LINT);
  }

  /** How migrations are rehearsed, as written. */
  public Map<String, String> rehearse() {
    return values.table(ConfigKey.REHEARSE);
  }

  /** The queries that have to go on working, as written. */
  public Map<String, String> compatibility() {
    return values.table(ConfigKey.COMPATIBILITY);
  }

  /** Where the entities of the application are, as written. */
  public Map<String, String> entities() {
    return values.table(ConfigKey.ENTITIES);
  }

  /** The same project with another database, in which nothing is production. */
  public Config at(DatabaseUrl url) {
    return new Config(
        directory,
        file,
        environment,
        environments,
        new Database.Server(url),
        migrations,
        layout,
        journalSchema,
        false,
        lockTimeout,
        lockRetry,
        insistence,
        statementTimeout,
        connectTimeout,
        lockBudget,
        placeholders,
        vars,
        classpath,
        embeddedMajor,
        scratch,
        values.without(ConfigKey.BACKUP, ConfigKey.ONLINE, ConfigKey.NOTIFY, ConfigKey.LOG_FILE),
        variables,
        warnings,
        secrets);
  }

  /** Where the tables live. */
  public sealed interface Database {

    /**
     * A PostgreSQL of Veery's own, under {@code .veery/} in the project.
     *
     * @param database its name
     */
    record Embedded(String database) implements Database {

      /** The database of {@code url = "embedded"}. */
      public static final String DEFAULT_DATABASE = "app";

      @Override
      public String toString() {
        return database.equals(DEFAULT_DATABASE) ? "embedded" : "embedded:" + database;
      }
    }

    /** A server that somebody runs. */
    record Server(DatabaseUrl url) implements Database {
      @Override
      public String toString() {
        return url.toString();
      }
    }

    /**
     * One that cannot be told, as variables are not set. Whoever needs it fails with the problems;
     * what works on files does without.
     */
    record Unknown(List<Problem> missing) implements Database {
      public Unknown {
        missing = List.copyOf(missing);
      }

      @Override
      public String toString() {
        return "unknown";
      }
    }
  }

  /** A command as it is to be typed to mean this environment, such as {@code veery status}. */
  public String command(String words) {
    return "veery " + words + (environment.isEmpty() ? "" : " --env " + environment);
  }

  /** Keeps the secrets of this configuration out of what a journal keeps. */
  public Masking masking() {
    return new ScriptSecrets(secrets, placeholders, vars);
  }

  /**
   * What brings a secret into a script, such as {@code the placeholder password}; null for nothing.
   */
  public @Nullable String secretIn(String script) {
    return new ScriptSecrets(secrets, placeholders, vars).source(script);
  }

  @Override
  public String toString() {
    return "Config[" + (environment.isEmpty() ? "" : environment + ", ") + database + "]";
  }
}
