package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.lint.About;
import dev.veery.core.lint.Family;
import dev.veery.core.lint.Rule;
import dev.veery.core.lint.RulePage;
import dev.veery.core.lint.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery rules}. */
public final class RulesCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(Options.parameter("CODE", "0..1", "Explain this rule."));
    spec.addOption(
        Options.text("DIR", "Write a page in Markdown for each rule into DIR.", "--write"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Lists the rules that veery lint applies, or explains one: what happens, for whom it is bad,"
            + " what to write instead, with an example of both.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery rules", "every rule"),
        new Example("veery rules lock-index-not-concurrent", "one rule in full"));
  }

  @Override
  public boolean readsConfig() {
    return false;
  }

  @Override
  public int run(Call call) throws IOException {
    String folder = call.arguments().text("--write");
    if (folder != null) {
      writePages(call, call.directory().resolve(folder));
      return ExitCode.OK;
    }
    String code = call.arguments().parameter();
    if (code != null) {
      explain(call, find(code));
    } else if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("rules", () -> Rules.ALL.forEach(r -> json.object(() -> fields(json, r))));
      }
    } else {
      list(call);
    }
    return ExitCode.OK;
  }

  private static Rule find(String code) {
    Rule rule = Rules.find(code.toLowerCase(Locale.ROOT));
    if (rule != null) {
      return rule;
    }
    List<String> known = Rules.ALL.stream().map(r -> r.about().code()).toList();
    throw new VeeryException(
        new Problem(
            ErrorCode.ARGUMENT_INVALID,
            "there is no rule '" + code + "'",
            NearMiss.remedy(code, known, "veery rules lists the rules")));
  }

  private static void list(Call call) {
    Paint paint = call.terminal().paint();
    for (Family family : Family.values()) {
      List<Rule> rules = Rules.ALL.stream().filter(r -> r.about().family() == family).toList();
      if (rules.isEmpty()) {
        continue;
      }
      call.say(paint.bold(family.title()));
      Table table = new Table();
      for (Rule rule : rules) {
        About about = rule.about();
        String severity = about.onByDefault() ? about.severity().word() : "off";
        table.row(
            about.code(),
            switch (severity) {
              case "error" -> paint.red(severity);
              case "warning" -> paint.yellow(severity);
              default -> paint.dim(severity);
            },
            about.title());
      }
      table.lines().forEach(call::say);
      call.say("");
    }
  }

  private static void explain(Call call, Rule rule) {
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        fields(json, rule);
      }
    } else {
      call.say(RulePage.markdown(rule.about()).strip());
    }
  }

  private static void fields(JsonOutput json, Rule rule) {
    About about = rule.about();
    json.field("code", about.code());
    json.field("family", about.family().title());
    json.field("severity", about.severity().word());
    json.field("default", about.onByDefault());
    json.field("title", about.title());
    json.texts("explanation", about.explanation());
    json.field("since", about.since() == 0 ? null : (Integer) about.since());
    json.field("until", about.until() == 0 ? null : (Integer) about.until());
    json.field("severalSteps", about.severalSteps());
    json.texts("links", about.addresses());
    json.list(
        "examples",
        () ->
            about
                .examples()
                .forEach(e ->
                    json.object(() -> {
                      json.field("bad", e.bad());
                      json.field("good", e.good());
                    })));
  }

  private static void writePages(Call call, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> page : RulePage.all(Rules.ALL).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
    call.say(call.terminal().tick() + " " + folder);
  }
}
