package dev.veery.cli.args;

import dev.veery.engine.config.ConfigKey;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Short forms for describing options, and the options that every command has. */
public final class Options {

  private Options() {}

  public static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names).type(boolean.class).description(description).build();
  }

  public static OptionSpec text(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  public static OptionSpec number(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(Integer.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** May be given several times. */
  public static OptionSpec texts(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /**
   * A word without dashes.
   *
   * @param arity as picocli writes it: {@code 1}, {@code 0..1}, {@code 0..*}
   */
  public static PositionalParamSpec parameter(String label, String arity, String description) {
    PositionalParamSpec.Builder builder =
        PositionalParamSpec.builder()
            .paramLabel(label)
            .arity(arity)
            .required(!arity.startsWith("0"))
            .description(description);
    return arity.endsWith("*")
        ? builder.type(List.class).auxiliaryTypes(String.class).build()
        : builder.type(String.class).build();
  }

  /** The options that mean the same everywhere. */
  public static List<OptionSpec> global() {
    return List.of(
        text("DIR", "Work as if started in DIR.", "-C", "--directory"),
        text("FILE", "Read FILE instead of the nearest veery.toml.", "--config"),
        text("NAME", "Use the table [env.NAME] of veery.toml; also VEERY_ENV.", "--env", "-e"),
        flag("Write one JSON document to standard output; see docs/cli/json.md.", "--json"),
        flag("Never ask; what would have to be asked is refused.", "--no-input"),
        flag("Write errors only.", "--quiet", "-q"),
        flag(
            "Write more: every statement, warnings of the server, traces of defects.",
            "--verbose",
            "-v"),
        text("WHEN", "auto, always or never; NO_COLOR is respected.", "--color"),
        OptionSpec.builder("--help", "-h")
            .type(boolean.class)
            // Whoever asks for help need not give the parameters.
            .usageHelp(true)
            .description("Show this help.")
            .build());
  }

  /** A flag for each key of the configuration. */
  public static OptionSpec of(ConfigKey key) {
    String label =
        switch (key.kind()) {
          case TEXT, SECRET -> key == ConfigKey.URL ? "URL" : "TEXT";
          case PATH -> "DIR";
          case PATHS -> "PATHS";
          case BOOLEAN -> "true|false";
          case INTEGER -> "N";
          case DURATION -> "TIME";
          case TABLE -> "NAME=TEXT";
        };
    if (key == ConfigKey.ONLINE) {
      // Said far more often than spelt out: --online alone means true.
      return OptionSpec.builder(key.flag())
          .type(String.class)
          .arity("0..1")
          .fallbackValue("true")
          .paramLabel(label)
          .description(key.description())
          .build();
    }
    return key.kind() == ConfigKey.Kind.TABLE
        ? texts(label, key.description(), key.flag())
        : text(label, key.description(), key.flag());
  }

  /** Whether an option is one that many commands have: global, or a setting. */
  public static boolean isShared(String name) {
    for (OptionSpec option : global()) {
      if (List.of(option.names()).contains(name)) {
        return true;
      }
    }
    for (ConfigKey key : ConfigKey.values()) {
      if (key.flag().equals(name)) {
        return true;
      }
    }
    return false;
  }

  static void addShared(CommandSpec spec, boolean readsConfig) {
    for (OptionSpec option : global()) {
      spec.addOption(option);
    }
    if (readsConfig) {
      for (ConfigKey key : ConfigKey.values()) {
        spec.addOption(of(key));
      }
    }
  }
}
