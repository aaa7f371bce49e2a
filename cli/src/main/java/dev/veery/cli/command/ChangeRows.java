package dev.veery.cli.command;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Terminal;
import dev.veery.cli.terminal.Words;
import dev.veery.postgres.journal.OpenChange;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Changes in two halves as lines of veery status. */
final class ChangeRows {

  private ChangeRows() {}

  static void add(Terminal terminal, Table table, List<OpenChange> changes) {
    Paint paint = terminal.paint();
    for (OpenChange change : changes) {
      Instant since =
          Objects.requireNonNullElse(
              change.contractedAt(),
              Objects.requireNonNullElse(change.expandedAt(), change.openedAt()));
      table.row(
          change.state(),
          paint.yellow(change.label())
              + paint.dim(
                  "  since "
                      + Words.time(since)
                      + " ("
                      + Words.ago(since, Instant.now())
                      + "); "
                      + waits(change)));
    }
  }

  private static String waits(OpenChange change) {
    Instant until = change.keepUntil();
    return switch (change.state()) {
      case "expanded" -> "waits for veery contract";
      case "contracted" ->
          until != null && until.isAfter(Instant.now())
              ? "the old is kept until " + Words.time(until)
              : "due for veery purge";
      case "expanding" -> "interrupted; veery expand goes on there";
      case "contracting" -> "interrupted; veery contract goes on there";
      case "purging" -> "interrupted; veery purge goes on there";
      default -> "interrupted; veery abort goes on there";
    };
  }

  static void json(JsonOutput json, OpenChange change) {
    json.object(() -> {
      json.field("version", change.version());
      json.field("name", change.name());
      json.field("state", change.state());
      json.texts("tables", change.tables());
      json.texts("changes", change.changes());
      json.field("openedAt", change.openedAt().toString());
      json.field("openedBy", change.openedBy());
      json.field("expandedAt", text(change.expandedAt()));
      json.field("contractedAt", text(change.contractedAt()));
      json.field("keepUntil", text(change.keepUntil()));
    });
  }

  private static @org.jspecify.annotations.Nullable String text(
      @org.jspecify.annotations.Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
