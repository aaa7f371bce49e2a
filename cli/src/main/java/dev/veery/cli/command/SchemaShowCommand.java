package dev.veery.cli.command;

import dev.veery.cli.ExitCode;
import dev.veery.cli.args.Call;
import dev.veery.cli.args.Command;
import dev.veery.cli.args.Options;
import dev.veery.cli.terminal.JsonOutput;
import dev.veery.cli.terminal.Paint;
import dev.veery.cli.terminal.Table;
import dev.veery.cli.terminal.Words;
import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Fingerprint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.engine.Veery;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code veery schema show}. */
public final class SchemaShowCommand extends Command {

  @Override
  public void describe(CommandSpec spec) {
    spec.addPositional(
        Options.parameter("NAME", "0..1", "An object, with or without its schema: shop.orders."));
  }

  @Override
  public List<String> description() {
    return List.of(
        "Shows what the database holds: how many objects of each kind, and its tables. With a name it"
            + " shows the SQL of that object and of everything that hangs on it.",
        "The fingerprint is the same for two databases exactly when their schemas are.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("veery schema show", "what is there"),
        new Example("veery schema show orders", "one table in full"));
  }

  @Override
  public int run(Call call) {
    Catalog catalog;
    try (Veery veery = Veery.open(call.config())) {
      catalog = veery.catalog();
    }
    String name = call.arguments().parameter();
    Set<ObjectId> chosen = name == null ? catalog.objects().keySet() : find(catalog, name);
    if (call.json()) {
      json(call, catalog, chosen);
    } else if (name == null) {
      overview(call, catalog);
    } else {
      String sql = SchemaExport.sqlOf(catalog, chosen::contains, ExportOptions.COMPLETE);
      call.terminal().out().print(sql);
      for (ObjectId id : chosen) {
        Paint paint = call.terminal().paint();
        catalog.find(id).ifPresent(o -> call.say(paint.dim("-- " + id + "  " + Fingerprint.of(o))));
      }
    }
    return ExitCode.OK;
  }

  private static Set<ObjectId> find(Catalog catalog, String name) {
    Set<ObjectId> found = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    for (ObjectId id : catalog.objects().keySet()) {
      String bare = id.name().replaceFirst("\\(.*", "");
      String qualified = id.schema().isEmpty() ? id.name() : id.schema() + '.' + id.name();
      if (name.equals(id.name())
          || name.equals(bare)
          || name.equals(qualified)
          || name.equals(id.schema() + '.' + bare)) {
        found.add(id);
      }
      names.add(qualified);
      names.add(bare);
    }
    if (found.isEmpty()) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "there is no object '" + name + "'",
              NearMiss.remedy(name, List.copyOf(names), "veery schema show lists what is there")));
    }
    return found;
  }

  private static void overview(Call call, Catalog catalog) {
    Paint paint = call.terminal().paint();
    Map<ObjectKind, Integer> counts = new EnumMap<>(ObjectKind.class);
    catalog.objects().keySet().forEach(id -> counts.merge(id.kind(), 1, Integer::sum));
    Table kinds = new Table();
    counts.forEach((kind, count) -> kinds.row(kind.word(), Integer.toString(count)));
    kinds.lines().forEach(call::say);
    List<Relation.Table> tables = catalog.all(Relation.Table.class);
    if (!tables.isEmpty()) {
      call.say("");
      Table rows = new Table();
      for (Relation.Table table : tables) {
        rows.row(
            paint.bold(table.id().sqlName()),
            Words.count(table.columns().size(), "column"),
            paint.dim(table.attributes().comment().lines().findFirst().orElse("")));
      }
      rows.lines().forEach(call::say);
    }
    call.say("");
    call.say(paint.dim("fingerprint ") + Fingerprint.of(catalog));
  }

  private static void json(Call call, Catalog catalog, Set<ObjectId> chosen) {
    try (JsonOutput json = call.jsonOutput()) {
      json.field("ok", true);
      json.field("server", Integer.toString(catalog.major()));
      json.field("fingerprint", Fingerprint.of(catalog).text());
      json.list(
          "objects",
          () -> {
            for (ObjectId id : chosen) {
              SchemaObject object = catalog.objects().get(id);
              if (object != null) {
                json.object(() -> {
                  json.field("kind", id.kind().word());
                  json.field("schema", id.schema());
                  json.field("on", id.on());
                  json.field("name", id.name());
                  json.field("fingerprint", Fingerprint.of(object).text());
                });
              }
            }
          });
    }
  }
}
