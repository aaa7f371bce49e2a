package dev.veery.cli.command;

import dev.veery.cli.args.Call;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Words;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.diff.Change;
import dev.veery.core.diff.SqlStep;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows what becomes of the objects of a schema. */
final class SchemaDifferences {

  private static final int IN_A_SENTENCE = 3;

  private SchemaDifferences() {}

  static void print(Call call, List<Change> changes) {
    Paint paint = call.terminal().paint();
    for (Change change : changes) {
      switch (change) {
        case Change.Created created -> call.say(paint.green("+") + " " + created.id());
        case Change.Dropped dropped ->
            call.say(paint.red("-") + " " + dropped.id() + loss(dropped.loss()));
        case Change.Recreated recreated ->
            call.say(
                paint.yellow("±") + " " + recreated.id() + ", made anew" + loss(recreated.loss()));
        case Change.Altered altered -> {
          call.say(paint.yellow("~") + " " + altered.id());
          altered.properties().forEach(property -> call.say("    " + words(property)));
        }
      }
    }
  }

  private static String loss(String loss) {
    return loss.isEmpty() ? "" : ", and with it " + loss;
  }

  private static String words(Comparison.Change change) {
    String old = change.actual();
    String now = change.expected();
    return change.property()
        + (old.isEmpty()
            ? ": " + now
            : now.isEmpty() ? ": no longer " + old : ": " + old + " → " + now);
  }

  /** For the header of a file: what the first few objects are and how many there are. */
  static String sentence(List<Change> changes) {
    var parts = new ArrayList<String>();
    for (Change change : changes.subList(0, Math.min(IN_A_SENTENCE, changes.size()))) {
      parts.add(
          switch (change) {
            case Change.Created created -> "creates " + created.id();
            case Change.Dropped dropped -> "drops " + dropped.id();
            case Change.Recreated recreated -> "makes " + recreated.id() + " anew";
            case Change.Altered altered -> "alters " + altered.id();
          });
    }
    int more = changes.size() - parts.size();
    return String.join(", ", parts)
        + (more > 0 ? " and changes " + Words.count(more, "other object") : "");
  }

  /** {@code 2 policies, 1 view}; empty for nothing. */
  static String counted(List<ObjectId> ids) {
    Map<ObjectKind, Integer> counts = new EnumMap<>(ObjectKind.class);
    ids.forEach(id -> counts.merge(id.kind(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> Words.count(entry.getValue(), entry.getKey().word()))
        .collect(Collectors.joining(", "));
  }

  static void json(JsonOutput json, List<Change> changes) {
    json.list(
        "changes",
        () -> {
          for (Change change : changes) {
            json.object(() -> {
              json.field("kind", change.id().kind().word());
              json.field("schema", change.id().schema());
              json.field("on", change.id().on());
              json.field("name", change.id().name());
              switch (change) {
                case Change.Created ignored -> json.field("change", "created");
                case Change.Dropped dropped -> {
                  json.field("change", "dropped");
                  json.field("loses", dropped.loss());
                }
                case Change.Recreated recreated -> {
                  json.field("change", "recreated");
                  json.field("loses", recreated.loss());
                }
                case Change.Altered ignored -> json.field("change", "altered");
              }
            });
          }
        });
  }

  static void json(JsonOutput json, String name, List<SqlStep> steps) {
    json.list(
        name,
        () -> {
          for (SqlStep step : steps) {
            json.object(() -> {
              json.field("sql", step.sql());
              json.field("loses", step.loss());
            });
          }
        });
  }
}
