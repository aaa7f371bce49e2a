package dev.veery.engine.config;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.engine.config.Config.Database;
import dev.veery.engine.config.Setting.Origin;
import dev.veery.engine.config.Setting.Raw;
import dev.veery.postgres.online.Insistence;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lays flags over variables over the environment's table over the file over the defaults. */
final class ConfigReader {

  static final String FILE_NAME = "veery.toml";

  private final ConfigRequest request;
  private final Path working;
  private final Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);
  private final Set<ConfigKey> taken = EnumSet.noneOf(ConfigKey.class);
  private final List<Problem> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Secrets secrets = new Secrets();
  private Path project;

  ConfigReader(ConfigRequest request) {
    this.request = request;
    this.working = request.directory().toAbsolutePath().normalize();
    this.project = working;
  }

  Config read() {
    Path file = request.file() == null ? search() : working.resolve(request.file()).normalize();
    TomlFile toml = file == null ? new TomlFile(Map.of(), Map.of()) : toml(file);
    String environment = environment(toml, file);
    collect(toml, environment);

    checkOthers(toml, environment);
    Database database = known(this::database);
    Path migrations = Objects.requireNonNullElse(path(ConfigKey.MIGRATIONS), project);
    String layout = text(ConfigKey.LAYOUT);
    String schema = Objects.requireNonNullElse(text(ConfigKey.JOURNAL_SCHEMA), "veery");
    boolean production = Boolean.TRUE.equals(bool(ConfigKey.PRODUCTION));
    Duration connect = duration(ConfigKey.CONNECT_TIMEOUT);
    Config config =
        new Config(
            project,
            file,
            environment,
            List.copyOf(toml.environments().keySet()),
            database,
            migrations,
            layout == null || layout.equals("auto") ? null : layout,
            schema,
            production,
            Objects.requireNonNullElse(duration(ConfigKey.LOCK_TIMEOUT), Duration.ofSeconds(1)),
            Objects.requireNonNullElse(duration(ConfigKey.LOCK_RETRY), Duration.ofMinutes(5)),
            insistence(),
            duration(ConfigKey.STATEMENT_TIMEOUT),
            connect == null ? Duration.ofSeconds(10) : connect,
            Objects.requireNonNullElse(duration(ConfigKey.LOCK_BUDGET), Duration.ofSeconds(1)),
            settings.get(ConfigKey.PLACEHOLDERS) == null ? null : table(ConfigKey.PLACEHOLDERS),
            table(ConfigKey.VARS),
            paths(ConfigKey.CLASSPATH),
            integer(ConfigKey.EMBEDDED_MAJOR),
            known(() -> scratch(toml)),
            values(),
            request.variables(),
            warnings,
            secrets);
    Map<String, String> placeholders = config.placeholders();
    if (placeholders != null) {
      secrets.rememberByName(placeholders);
    }
    secrets.rememberByName(config.vars());
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return config;
  }

  /** What the file says; it decides where the project is. */
  private TomlFile toml(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "there is no configuration file " + file,
              "veery init writes one"));
    }
    project = Objects.requireNonNullElse(file.getParent(), working);
    return TomlFile.read(file, shown(file));
  }

  /** Everything that nobody has read so far. Comes last. */
  private Values values() {
    Map<ConfigKey, Object> values = new EnumMap<>(ConfigKey.class);
    for (ConfigKey key : ConfigKey.values()) {
      if (taken.contains(key) || !settings.containsKey(key)) {
        continue;
      }
      Object value =
          switch (key.kind()) {
            case TEXT, SECRET -> text(key);
            case BOOLEAN -> bool(key);
            case INTEGER -> integer(key);
            case DURATION -> duration(key);
            case TABLE -> table(key);
            case PATH -> path(key);
            case PATHS -> paths(key);
          };
      if (value != null) {
        values.put(key, value);
      }
      if (key.kind() == ConfigKey.Kind.SECRET && value instanceof String secret) {
        secrets.remember(secret);
      }
    }
    return new Values(values);
  }

  private Insistence insistence() {
    String spared = Objects.requireNonNullElse(text(ConfigKey.SPARE_USERS), "").strip();
    return new Insistence(
        duration(ConfigKey.CANCEL_BLOCKERS_AFTER),
        duration(ConfigKey.TERMINATE_BLOCKERS_AFTER),
        spared.isEmpty() ? List.of() : List.of(spared.split("\\s*,\\s*")));
  }

  /** The nearest file from the working directory upwards. */
  private @Nullable Path search() {
    for (Path folder = working; folder != null; folder = folder.getParent()) {
      Path candidate = folder.resolve(FILE_NAME);
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Relative to where the user is, when that is shorter. */
  private String shown(Path file) {
    if (file.getRoot() != null && file.getRoot().equals(working.getRoot())) {
      String relative = working.relativize(file).toString();
      if (relative.length() < file.toString().length()) {
        return relative;
      }
    }
    return file.toString();
  }

  private String environment(TomlFile toml, @Nullable Path file) {
    String name = request.environment();
    if (name == null) {
      name = request.variables().getOrDefault("VEERY_ENV", "");
    }
    if (!name.isEmpty() && !toml.environments().containsKey(name)) {
      List<String> known = List.copyOf(toml.environments().keySet());
      throw new VeeryException(
          new Problem(
              ErrorCode.ENVIRONMENT_UNKNOWN,
              file == null
                  ? "there is no environment '" + name + "': no " + FILE_NAME + " was found"
                  : shown(file) + " has no environment '" + name + "'",
              known.isEmpty()
                  ? "add a table [env." + name + "]"
                  : NearMiss.remedy(
                      name, known, "the environments are " + String.join(", ", known))));
    }
    return name;
  }

  private void collect(TomlFile toml, String environment) {
    settings.putAll(toml.top());
    if (!environment.isEmpty()) {
      Map<ConfigKey, Setting> own =
          Objects.requireNonNull(toml.environments().get(environment), environment);
      own.forEach((key, setting) -> {
        Setting below = settings.get(key);
        // Tables are laid over each other entry by entry.
        if (setting.value() instanceof Raw.Table upper
            && below != null
            && below.value() instanceof Raw.Table lower) {
          Map<String, String> merged = new LinkedHashMap<>(lower.entries());
          merged.putAll(upper.entries());
          settings.put(key, new Setting(new Raw.Table(merged), setting.origin()));
        } else {
          settings.put(key, setting);
        }
      });
    }
    for (ConfigKey key : ConfigKey.values()) {
      String value = request.variables().get(key.variable());
      if (value != null && !value.isEmpty()) {
        overlay(key, List.of(value.split("\n")), new Origin.Variable(key.variable()));
      }
    }
    request.flags().forEach((key, values) -> overlay(key, values, new Origin.Flag(key.flag())));
    for (ConfigKey key : ConfigKey.values()) {
      if (!key.defaultText().isEmpty()) {
        settings.putIfAbsent(
            key, new Setting(new Raw.Text(key.defaultText()), new Origin.Default()));
      }
    }
  }

  private void overlay(ConfigKey key, List<String> values, Origin origin) {
    if (key.kind() != ConfigKey.Kind.TABLE) {
      settings.put(key, new Setting(new Raw.Text(values.getLast()), origin));
      return;
    }
    Map<String, String> entries = new LinkedHashMap<>();
    Setting below = settings.get(key);
    if (below != null && below.value() instanceof Raw.Table lower) {
      // Interpolated now: what a flag adds is taken as it is.
      lower.entries().forEach((name, text) -> entries.put(name, interpolate(below, text)));
    }
    for (String value : values) {
      int equals = value.indexOf('=');
      if (equals < 1) {
        problems.add(
            new Problem(
                ErrorCode.ARGUMENT_INVALID,
                named(origin) + " is expected to be name=text, not '" + value + "'",
                ""));
      } else {
        entries.put(value.substring(0, equals), value.substring(equals + 1));
      }
    }
    settings.put(key, new Setting(new Raw.Table(entries), origin));
  }

  /** A server for scratch databases, or the one of an environment. */
  private Database scratch(TomlFile toml) {
    Setting setting = Objects.requireNonNull(settings.get(ConfigKey.SCRATCH));
    String text = Objects.requireNonNullElse(text(ConfigKey.SCRATCH), "").strip();
    Map<ConfigKey, Setting> environment = toml.environments().get(text);
    if (environment != null && environment.get(ConfigKey.URL) instanceof Setting url) {
      if (url.value() instanceof Raw.Text raw) {
        return database(url, interpolate(url, raw.text()).strip(), null, null);
      }
    }
    return database(setting, text, null, null);
  }

  /** A variable that is not set is missed only by who connects. */
  private Database known(Supplier<Database> read) {
    int before = problems.size();
    Database database = read.get();
    List<Problem> found = problems.subList(before, problems.size());
    List<Problem> missing = new ArrayList<>();
    for (Problem problem : found) {
      if (problem.code() == ErrorCode.VARIABLE_UNDEFINED) {
        missing.add(problem);
      }
    }
    found.removeAll(missing);
    return missing.isEmpty() ? database : new Database.Unknown(missing);
  }

  private Database database() {
    String password = text(ConfigKey.PASSWORD);
    if (password != null) {
      secrets.remember(password);
    }
    Setting setting = Objects.requireNonNull(settings.get(ConfigKey.URL));
    String url = Objects.requireNonNullElse(text(ConfigKey.URL), "").strip();
    return database(setting, url, text(ConfigKey.USER), password);
  }

  private Database database(
      Setting setting, String url, @Nullable String user, @Nullable String password) {
    if (url.equals("embedded")) {
      return new Database.Embedded(Database.Embedded.DEFAULT_DATABASE);
    }
    if (url.startsWith("embedded:")) {
      String name = url.substring("embedded:".length());
      if (name.isEmpty()) {
        problems.add(invalid(setting, "the url names no database", "such as embedded:test"));
      }
      return new Database.Embedded(name);
    }
    if (url.isEmpty()) {
      if (problems.isEmpty()) {
        problems.add(
            invalid(setting, "url is empty", "write \"embedded\" for a database of Veery's own"));
      }
      return new Database.Embedded(Database.Embedded.DEFAULT_DATABASE);
    }
    try {
      Passfile passfile = new Passfile(request.variables(), warnings::add);
      DatabaseUrl complete =
          new ServerAddress(request.variables()).complete(url, user, password, passfile);
      if (complete.password() != null) {
        secrets.remember(complete.password());
      }
      return new Database.Server(complete);
    } catch (IllegalArgumentException e) {
      problems.add(
          invalid(
              setting,
              "the url cannot be used: " + e.getMessage(),
              "such as postgres://user@host:5432/database"));
      return new Database.Embedded(Database.Embedded.DEFAULT_DATABASE);
    }
  }

  private @Nullable String text(ConfigKey key) {
    taken.add(key);
    Setting setting = settings.get(key);
    if (setting == null) {
      return null;
    }
    return setting.value() instanceof Raw.Text raw
        ? interpolate(setting, raw.text())
        : setting.value().plain();
  }

  /** Variables are replaced in the file only: a shell has done that already for the others. */
  private String interpolate(Setting setting, String text) {
    if (!(setting.origin() instanceof Origin.File)) {
      return text;
    }
    try {
      return Interpolation.apply(text, request.variables());
    } catch (Interpolation.Undefined e) {
      problems.add(
          new Problem(
              ErrorCode.VARIABLE_UNDEFINED,
              "the environment variable " + e.name() + " is not set",
              position(setting),
              "set it, or give it a default as ${" + e.name() + ":-…}"));
    } catch (IllegalArgumentException e) {
      problems.add(invalid(setting, String.valueOf(e.getMessage()), "write $${ for a plain ${"));
    }
    return "";
  }

  /** Of an environment that nobody asked for: the types; what its variables hold may be nowhere. */
  private void checkOthers(TomlFile toml, String environment) {
    toml.environments()
        .forEach((name, own) -> {
          if (!name.equals(environment)) {
            own.forEach((key, setting) -> {
              String text = setting.value() instanceof Raw.Text raw ? raw.text() : "";
              if (!text.isEmpty() && !text.contains("${")) {
                switch (key.kind()) {
                  case BOOLEAN -> bool(key, setting, text);
                  case INTEGER -> integer(key, setting, text);
                  case DURATION -> duration(key, setting, text);
                  case TEXT, SECRET, TABLE, PATH, PATHS -> {}
                }
              }
            });
          }
        });
  }

  private @Nullable Boolean bool(ConfigKey key) {
    return bool(key, settings.get(key), text(key));
  }

  private @Nullable Boolean bool(ConfigKey key, @Nullable Setting setting, @Nullable String text) {
    if (setting == null || text == null || text.isEmpty()) {
      return null;
    }
    return switch (text) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> {
        problems.add(
            invalid(
                setting, key.key() + " is expected to be true or false, not '" + text + "'", ""));
        yield null;
      }
    };
  }

  private @Nullable Integer integer(ConfigKey key) {
    return integer(key, settings.get(key), text(key));
  }

  private @Nullable Integer integer(
      ConfigKey key, @Nullable Setting setting, @Nullable String text) {
    if (setting == null || text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException e) {
      problems.add(
          invalid(setting, key.key() + " is expected to be a number, not '" + text + "'", ""));
      return null;
    }
  }

  private @Nullable Duration duration(ConfigKey key) {
    return duration(key, settings.get(key), text(key));
  }

  private @Nullable Duration duration(
      ConfigKey key, @Nullable Setting setting, @Nullable String text) {
    if (setting == null || text == null || text.isEmpty()) {
      return null;
    }
    Duration duration = Durations.parse(text);
    if (duration == null) {
      problems.add(
          invalid(
              setting,
              key.key() + " is expected to be a duration, not '" + text + "'",
              "write the unit: 500ms, 2s, 5min, 1h; or 0"));
    }
    return duration;
  }

  private @Nullable Path path(ConfigKey key) {
    Setting setting = settings.get(key);
    String text = text(key);
    return setting == null || text == null ? null : resolve(setting, text);
  }

  private List<Path> paths(ConfigKey key) {
    taken.add(key);
    Setting setting = settings.get(key);
    List<Path> result = new ArrayList<>();
    if (setting != null) {
      List<String> texts =
          setting.value() instanceof Raw.Many many
              ? many.texts()
              : List.of(Objects.requireNonNullElse(text(key), "").split(File.pathSeparator));
      for (String text : texts) {
        Path path = text.isEmpty() ? null : resolve(setting, interpolate(setting, text));
        if (path != null) {
          result.add(path);
        }
      }
    }
    return result;
  }

  private @Nullable Path resolve(Setting setting, String text) {
    boolean fromCaller =
        setting.origin() instanceof Origin.Flag || setting.origin() instanceof Origin.Variable;
    try {
      return (fromCaller ? working : project).resolve(text).normalize();
    } catch (InvalidPathException e) {
      problems.add(invalid(setting, "'" + text + "' is no path: " + e.getReason(), ""));
      return null;
    }
  }

  private Map<String, String> table(ConfigKey key) {
    taken.add(key);
    Setting setting = settings.get(key);
    Map<String, String> result = new LinkedHashMap<>();
    if (setting != null && setting.value() instanceof Raw.Table raw) {
      raw.entries().forEach((name, text) -> result.put(name, interpolate(setting, text)));
    }
    return result;
  }

  private static Problem invalid(Setting setting, String message, String remedy) {
    return switch (setting.origin()) {
      case Origin.File file ->
          new Problem(ErrorCode.CONFIG_MALFORMED, message, file.position(), remedy);
      case Origin.Flag flag ->
          new Problem(ErrorCode.ARGUMENT_INVALID, flag.name() + ": " + message, remedy);
      case Origin.Variable variable ->
          new Problem(ErrorCode.ARGUMENT_INVALID, variable.name() + ": " + message, remedy);
      case Origin.Default() -> new Problem(ErrorCode.CONFIG_MALFORMED, message, remedy);
    };
  }

  private static String named(Origin origin) {
    return switch (origin) {
      case Origin.File file -> file.position().toString();
      case Origin.Flag flag -> flag.name();
      case Origin.Variable variable -> variable.name();
      case Origin.Default() -> "the default";
    };
  }

  private static @Nullable SourcePosition position(Setting setting) {
    return setting.origin() instanceof Origin.File file ? file.position() : null;
  }
}
