package dev.veery.cli.command;

import dev.veery.cli.terminal.JsonOutput;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.AppliedMigration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Migrations as JSON objects: the same shape wherever they appear. */
final class MigrationJson {

  private MigrationJson() {}

  /** As the files have it. */
  static void file(JsonOutput json, Migration migration) {
    json.object(() -> fileFields(json, migration));
  }

  static void fileFields(JsonOutput json, Migration migration) {
    Migration.Header header = migration.header();
    json.field("version", migration.version().text());
    json.field("name", migration.name());
    json.field("path", migration.path());
    json.field("kind", kind(migration));
    json.field("title", header.title());
    json.field("description", header.description());
    json.field("author", header.author());
    json.field("date", header.date());
    parents(json, header.parents());
  }

  /** As the journal has it. */
  static void applied(JsonOutput json, AppliedMigration migration) {
    json.object(() -> appliedFields(json, migration));
  }

  static void appliedFields(JsonOutput json, AppliedMigration migration) {
    json.field("version", migration.version().text());
    json.field("name", migration.name());
    json.field("kind", migration.kind().word());
    json.field("state", migration.state().word());
    json.field("batch", migration.batch());
    json.field("appliedAt", migration.appliedAt().toString());
    json.field("appliedBy", migration.appliedBy());
    Long duration = migration.durationMillis();
    if (duration == null) {
      json.field("durationMillis", (Integer) null);
    } else {
      json.field("durationMillis", duration.longValue());
    }
    json.field("path", migration.path());
  }

  static String kind(Migration migration) {
    return switch (migration.body()) {
      case Migration.Body.Sql sql -> "sql";
      case Migration.Body.Java java -> "java";
      case Migration.Body.Foreign foreign -> "foreign";
    };
  }

  private static void parents(JsonOutput json, @Nullable List<Version> parents) {
    if (parents == null) {
      json.field("parents", (String) null);
    } else {
      json.list("parents", () -> parents.forEach(parent -> json.text(parent.text())));
    }
  }
}
