package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.run.ChangeOptions;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.Audit;
import dev.veery.engine.AuditFile;
import dev.veery.engine.AuditReport;
import dev.veery.engine.Veery;
import dev.veery.postgres.journal.AuditChain.Head;
import dev.veery.postgres.journal.AuditEntry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery audit list|show|export|verify}. */
public final class AuditCommand extends Command {

  private static final int DEFAULT_LIMIT = 20;

  /** What is to be done. */
  public enum Action {
    LIST(
        "Lists the newest entries of the audit: every run with its actor, its settings, commit and job,"
            + " every migration, every refusal, backup and restore."),
    SHOW(
        "Shows one entry of the audit with everything that was recorded. ENTRY is its number in"
            + " veery audit list, such as run:12; a number alone is one of chain run."),
    EXPORT(
        "Writes the audit as JSON lines, to be kept where nobody who can write the database can. With"
            + " --heads only the end of each chain, which is enough to find out later whether anything up"
            + " to here was edited or removed."),
    VERIFY(
        "Computes the hash chain of the audit anew and holds the runs, the log, the steps and the records"
            + " of migrations against it: an entry that was edited, removed, added or moved is named, and the"
            + " exit code is 4. With --against also what was cut off since an export; with --file an export by"
            + " itself, without a database.");

    private final String description;

    Action(String description) {
      this.description = description;
    }
  }

  private final Action action;

  public AuditCommand(Action action) {
    this.action = action;
  }

  @Override
  public void describe(CommandSpec spec) {
    switch (action) {
      case LIST ->
          spec.addOption(
              Options.number("N", "The newest N entries; 20 by default.", "--limit", "-n"));
      case SHOW ->
          spec.addPositional(Options.parameter("ENTRY", "1", "Such as run:12 or event:3."));
      case EXPORT -> {
        spec.addOption(Options.text("FILE", "Write to FILE, which must not exist.", "--out", "-o"));
        spec.addOption(Options.flag("Only the end of each chain.", "--heads"));
      }
      case VERIFY -> {
        spec.addOption(
            Options.text("FILE", "Entries or heads that were exported before.", "--against"));
        spec.addOption(Options.text("FILE", "Check this export instead of a database.", "--file"));
      }
    }
  }

  @Override
  public List<String> description() {
    return List.of(action.description);
  }

  @Override
  public List<Example> examples() {
    return switch (action) {
      case LIST -> List.of(new Example("veery audit list -n 100", "the newest hundred"));
      case SHOW -> List.of(new Example("veery audit show run:12", "everything about one entry"));
      case EXPORT ->
          List.of(
              new Example("veery audit export -o audit.jsonl", "all of it"),
              new Example("veery audit export --heads", "the two lines that prove the rest"));
      case VERIFY ->
          List.of(
              new Example("veery audit verify", "whether the chain is whole"),
              new Example("veery audit verify --against heads.jsonl", "and nothing was cut off"),
              new Example(
                  "veery audit verify --file audit.jsonl", "an export, without a database"));
    };
  }

  @Override
  public int run(Call call) throws IOException {
    return switch (action) {
      case LIST -> list(call);
      case SHOW -> show(call);
      case EXPORT -> export(call);
      case VERIFY -> verify(call);
    };
  }

  private static int list(Call call) {
    int limit =
        call.arguments().isGiven("--limit")
            ? ChangeOptions.positive(call.arguments(), "--limit")
            : DEFAULT_LIMIT;
    List<AuditEntry> entries;
    try (Veery veery = Veery.open(call.config())) {
      entries = veery.audit().newest(limit);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("entries", () -> entries.forEach(e -> json.object(() -> json(json, e))));
      }
    } else if (entries.isEmpty()) {
      call.say(call.terminal().paint().dim("nothing was done here yet"));
    } else {
      Paint paint = call.terminal().paint();
      Table table = new Table();
      for (AuditEntry entry : entries) {
        table.row(
            paint.dim(name(entry)),
            Words.time(entry.at()),
            entry.kind().equals("refused") ? paint.yellow(entry.kind()) : entry.kind(),
            entry.runId() == null ? "" : paint.dim("run " + entry.runId()),
            call.secrets().mask(entry.subject()));
      }
      table.lines().forEach(call::say);
    }
    return ExitCode.OK;
  }

  private static int show(Call call) {
    String wanted = String.valueOf(call.arguments().parameter());
    String full = wanted.contains(":") ? wanted : "run:" + wanted;
    AuditEntry[] found = new AuditEntry[1];
    try (Veery veery = Veery.open(call.config())) {
      veery.audit().forEach(entry -> found[0] = name(entry).equals(full) ? entry : found[0]);
    }
    AuditEntry entry = found[0];
    if (entry == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "the audit has no entry " + wanted,
              "veery audit list shows their names, such as run:12"));
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json(json, entry);
      }
    } else {
      Map<String, String> lines = new LinkedHashMap<>();
      lines.put("entry", name(entry));
      lines.put("at", entry.at().toString());
      lines.put("run", entry.runId() == null ? "" : String.valueOf(entry.runId()));
      lines.put("kind", entry.kind());
      lines.put("subject", entry.subject());
      lines.put("detail", entry.detail());
      lines.put("previous", entry.previous());
      lines.put("hash", entry.hash());
      lines.forEach((name, text) ->
          call.say(
              call.terminal().paint().dim(name + " ".repeat(10 - name.length()))
                  + call.secrets().mask(text)));
    }
    return ExitCode.OK;
  }

  private static int export(Call call) throws IOException {
    boolean headsOnly = call.arguments().has("--heads");
    String name = call.arguments().text("--out");
    Path file = name == null ? null : call.directory().resolve(name);
    if (file != null && Files.exists(file)) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--out: " + name + " exists already",
              "an export is never overwritten: choose another name"));
    }
    long[] written = {0};
    try (Veery veery = Veery.open(call.config())) {
      if (file == null) {
        write(veery.audit(), headsOnly, call.terminal().out(), written);
        return ExitCode.OK;
      }
      try (PrintStream out =
          new PrintStream(
              Files.newOutputStream(file), false, java.nio.charset.StandardCharsets.UTF_8)) {
        write(veery.audit(), headsOnly, out, written);
        if (out.checkError()) {
          throw new IOException("the disk is full, or the file cannot be written");
        }
      }
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.FILE_UNREADABLE, "cannot write " + name + ": " + e.getMessage(), ""),
          e);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.field("file", String.valueOf(file));
        json.field("lines", written[0]);
      }
    } else {
      call.say(
          call.terminal().tick()
              + " "
              + Words.count(written[0], headsOnly ? "head" : "line")
              + " written to "
              + name);
    }
    return ExitCode.OK;
  }

  private static void write(Audit audit, boolean headsOnly, PrintStream out, long[] written) {
    Map<String, Head> heads = new LinkedHashMap<>();
    audit.forEach(entry -> {
      if (headsOnly) {
        heads.put(entry.chain(), new Head(entry.chain(), entry.position(), entry.hash()));
      } else {
        out.print(AuditFile.line(entry) + "\n");
        written[0]++;
      }
    });
    for (Head head : heads.values()) {
      out.print(AuditFile.line(head) + "\n");
      written[0]++;
    }
    out.flush();
  }

  private static int verify(Call call) {
    Path against = file(call, "--against");
    Path file = file(call, "--file");
    AuditReport report;
    if (file == null) {
      try (Veery veery = Veery.open(call.config())) {
        report = veery.audit().verify(against);
      }
    } else {
      report = Audit.verifyFile(file, against);
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", report.whole());
        json.field("entries", report.entries());
        json.list(
            "heads",
            () ->
                report
                    .heads()
                    .forEach(head ->
                        json.object(() -> {
                          json.field("chain", head.chain());
                          json.field("position", head.position());
                          json.field("hash", head.hash());
                        })));
        json.texts("faults", report.faults());
        json.texts("untied", report.untied());
        json.field("clockWentBack", report.backwards());
      }
    } else {
      print(call, report, against != null, file != null);
    }
    return report.whole() ? ExitCode.OK : ErrorCode.AUDIT_BROKEN.category().exitCode();
  }

  private static void print(Call call, AuditReport report, boolean against, boolean file) {
    Paint paint = call.terminal().paint();
    List<String> all = new ArrayList<>(report.faults());
    all.addAll(report.untied());
    for (String fault : all) {
      call.terminal()
          .err()
          .println(
              paint.red("error[" + ErrorCode.AUDIT_BROKEN.id() + "]: ")
                  + call.secrets().mask(fault));
    }
    if (report.backwards() > 0) {
      call.say(
          Words.count(report.backwards(), "time")
              + " the clock of the server was put back; the order is that of the chain");
    }
    if (report.whole()) {
      call.say(
          call.terminal().tick()
              + " "
              + (report.entries() == 1 ? "1 entry" : report.entries() + " entries")
              + ", nothing edited, removed or added"
              + (file ? "" : ", and the journal says the same"));
      if (!against) {
        call.say(
            paint.dim(
                "  what was cut off at the end shows only against an export that was kept:"
                    + " veery audit export --heads"));
      }
    } else {
      call.terminal()
          .err()
          .println(
              Words.count(all.size(), "fault")
                  + ": the journal was changed by somebody else than Veery");
    }
  }

  private static @Nullable Path file(Call call, String option) {
    String name = call.arguments().text(option);
    return name == null ? null : call.directory().resolve(name);
  }

  private static String name(AuditEntry entry) {
    return entry.chain() + ":" + entry.position();
  }

  private static void json(JsonOutput json, AuditEntry entry) {
    json.field("entry", name(entry));
    json.field("at", entry.at().toString());
    Long run = entry.runId();
    if (run == null) {
      json.field("run", (Integer) null);
    } else {
      json.field("run", run.longValue());
    }
    json.field("kind", entry.kind());
    json.field("subject", entry.subject());
    json.field("detail", entry.detail());
    json.field("previous", entry.previous());
    json.field("hash", entry.hash());
  }
}
