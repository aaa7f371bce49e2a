package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.Veery;
import dev.veery.engine.config.Durations;
import dev.veery.postgres.online.LockPicture;
import dev.veery.postgres.online.LockPicture.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery locks}. */
public final class LocksCommand extends Command {

  private static final Duration OLD = Duration.ofSeconds(30);

  @Override
  public void describe(CommandSpec spec) {
    spec.addOption(
        Options.text(
            "DURATION",
            "Also show transactions that are older than this, though nobody waits; 30s by default.",
            "--older-than"));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows who waits for whom in the database at this moment: the sessions that hold a lock which"
            + " others want, everybody who queues behind them, and transactions so old that the next"
            + " change of the schema would have to wait for them.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery locks", "while something does not move"),
        new Example("veery locks --older-than 5min", "before a migration"));
  }

  @Override
  public int run(Call call) {
    LockPicture picture;
    try (Veery veery = Veery.open(call.config())) {
      picture = veery.locks(olderThan(call));
    }
    if (call.json()) {
      try (JsonOutput json = call.jsonOutput()) {
        json.field("ok", true);
        json.list("sessions", () -> picture.sessions().forEach(s -> json(json, s)));
      }
    } else if (picture.sessions().isEmpty()) {
      call.say(call.terminal().tick() + " nobody waits, and no transaction is old");
    } else {
      Set<Integer> shown = new HashSet<>();
      List<Holder> first = new ArrayList<>(picture.roots());
      // In a deadlock everybody waits for somebody, and nobody is at the head.
      first.addAll(picture.sessions());
      first.forEach(holder -> tree(call.terminal(), picture, holder, 0, shown));
    }
    return ExitCode.OK;
  }

  private static Duration olderThan(Call call) {
    String text = call.arguments().text("--older-than");
    Duration duration = text == null ? OLD : Durations.parse(text);
    if (duration == null) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--older-than is expected to be a duration, not '" + text + "'",
              "write the unit: 30s, 5min"));
    }
    return duration;
  }

  private static void tree(
      Terminal terminal, LockPicture picture, Holder holder, int depth, Set<Integer> shown) {
    if (!shown.add(holder.pid())) {
      return;
    }
    Paint paint = terminal.paint();
    String indent = depth == 0 ? "" : "   ".repeat(depth - 1) + terminal.symbol("└─ ", "`- ");
    String margin = "   ".repeat(depth) + "  ";
    int behind = picture.behind(holder);
    terminal
        .out()
        .println(
            indent
                + paint.bold("pid " + holder.pid())
                + "  "
                + who(holder)
                + paint.dim("  " + holder.state() + age(holder))
                + (behind == 0
                    ? ""
                    : "  " + paint.yellow(Words.count(behind, "session") + " behind it")));
    if (!holder.waitsFor().isEmpty()) {
      terminal.out().println(margin + paint.yellow("waits for " + holder.waitsFor()));
    }
    if (!holder.holds().isEmpty()) {
      terminal.out().println(margin + "holds " + listed(holder.holds()));
    }
    if (!holder.query().isEmpty()) {
      int room = Math.max(40, terminal.width() - margin.length());
      terminal.out().println(margin + paint.dim(Paint.fit(holder.query(), room)));
    }
    picture.waitingFor(holder).forEach(w -> tree(terminal, picture, w, depth + 1, shown));
  }

  private static String who(Holder holder) {
    StringBuilder text = new StringBuilder(holder.user());
    if (!holder.client().isEmpty()) {
      text.append('@').append(holder.client());
    }
    if (!holder.application().isEmpty()) {
      text.append(", ").append(holder.application());
    }
    return text.toString();
  }

  private static String age(Holder holder) {
    return holder.transaction() == null
        ? ""
        : ", in its transaction for " + Words.duration(holder.transaction());
  }

  private static String listed(List<String> names) {
    return names.size() <= 4
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }

  private static void json(JsonOutput json, Holder holder) {
    json.object(() -> {
      json.field("pid", holder.pid());
      json.field("user", holder.user());
      json.field("application", holder.application());
      json.field("client", holder.client());
      json.field("state", holder.state());
      json.field("transactionMillis", millis(holder.transaction()));
      json.field("statementMillis", millis(holder.statement()));
      json.field("query", holder.query());
      json.texts("blockedBy", holder.blockedBy().stream().map(String::valueOf).toList());
      json.texts("holds", holder.holds());
      json.field("waitsFor", holder.waitsFor());
    });
  }

  private static @Nullable Integer millis(@Nullable Duration duration) {
    return duration == null ? null : (int) Math.min(Integer.MAX_VALUE, duration.toMillis());
  }
}
