package dev.veery.core.diff;

import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.catalog.TextSearch;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The kinds of object with a short definition. */
final class MiscellaneousSql {

  private MiscellaneousSql() {}

  static List<String> create(DatabaseObject object) {
    String name = object.id().sqlName();
    return switch (object) {
      case DatabaseObject.Schema schema ->
          // A new database already has this one.
          schema.id().name().equals("public") ? List.of() : List.of("CREATE SCHEMA " + name);
      case DatabaseObject.Extension extension ->
          List.of(
              "CREATE EXTENSION IF NOT EXISTS "
                  + name
                  + " WITH SCHEMA "
                  + Identifiers.quote(extension.schema()));
      case DatabaseObject.Language language -> List.of(language(language));
      case DatabaseObject.AccessMethod method ->
          List.of(
              "CREATE ACCESS METHOD "
                  + name
                  + " TYPE "
                  + method.type()
                  + " HANDLER "
                  + method.handler());
      case DatabaseObject.Collation collation -> List.of(collation(collation));
      case DatabaseObject.Conversion conversion ->
          List.of(
              "CREATE "
                  + (conversion.isDefault() ? "DEFAULT " : "")
                  + "CONVERSION "
                  + name
                  + " FOR "
                  + Identifiers.literal(conversion.source())
                  + " TO "
                  + Identifiers.literal(conversion.target())
                  + " FROM "
                  + conversion.function());
      case DatabaseObject.EventTrigger trigger -> eventTrigger(trigger);
      case DatabaseObject.Publication publication -> List.of(publication(publication));
      case DatabaseObject.Subscription subscription ->
          List.of(SubscriptionSql.create(subscription));
      case DatabaseObject.SecurityLabel label -> List.of(label(label, label.label()));
      case DatabaseObject.Grants grants ->
          AttributeSql.grants(grants.id(), grants.taken(), grants.given());
      case DatabaseObject.DefaultPrivileges defaults ->
          AttributeSql.defaultPrivileges(
              defaults.role(),
              defaults.schema(),
              defaults.objects(),
              defaults.builtin(),
              defaults.grants());
    };
  }

  /**
   * @param text empty for none
   */
  static String label(DatabaseObject.SecurityLabel label, String text) {
    ObjectId object = label.object();
    String target =
        label.column().isEmpty()
            ? object.kind().sql() + ' ' + object.sqlName()
            : "COLUMN " + object.sqlName() + '.' + Identifiers.quote(label.column());
    return "SECURITY LABEL FOR "
        + Identifiers.quote(label.provider())
        + " ON "
        + target
        + " IS "
        + (text.isEmpty() ? "NULL" : Identifiers.literal(text));
  }

  private static String language(DatabaseObject.Language language) {
    return "CREATE "
        + (language.trusted() ? "TRUSTED " : "")
        + "LANGUAGE "
        + language.id().sqlName()
        + " HANDLER "
        + language.handler()
        + (language.inline().isEmpty() ? "" : " INLINE " + language.inline())
        + (language.validator().isEmpty() ? "" : " VALIDATOR " + language.validator());
  }

  private static String collation(DatabaseObject.Collation collation) {
    var parts = new ArrayList<String>();
    parts.add("provider = " + collation.provider());
    addLiteral(parts, "lc_collate", collation.collate());
    addLiteral(parts, "lc_ctype", collation.ctype());
    addLiteral(parts, "locale", collation.locale());
    addLiteral(parts, "rules", collation.rules());
    if (!collation.deterministic()) {
      parts.add("deterministic = false");
    }
    return "CREATE COLLATION " + collation.id().sqlName() + " (" + String.join(", ", parts) + ')';
  }

  private static void addLiteral(List<String> parts, String word, String value) {
    if (!value.isEmpty()) {
      parts.add(word + " = " + Identifiers.literal(value));
    }
  }

  private static List<String> eventTrigger(DatabaseObject.EventTrigger trigger) {
    var statements = new ArrayList<String>();
    statements.add(
        "CREATE EVENT TRIGGER "
            + trigger.id().sqlName()
            + " ON "
            + trigger.event()
            + (trigger.tags().isEmpty()
                ? ""
                : trigger.tags().stream()
                    .map(Identifiers::literal)
                    .collect(Collectors.joining(", ", "\n    WHEN TAG IN (", ")")))
            + "\n    EXECUTE FUNCTION "
            + trigger.function()
            + "()");
    if (trigger.enabled() != TablePart.Enabled.ORIGIN) {
      statements.add(
          "ALTER EVENT TRIGGER " + trigger.id().sqlName() + ' ' + trigger.enabled().sql());
    }
    return statements;
  }

  /** {@code TABLE a, TABLES IN SCHEMA s}. */
  static String published(DatabaseObject.Publication publication) {
    var what = new ArrayList<String>();
    if (!publication.tables().isEmpty()) {
      what.add(
          "TABLE "
              + publication.tables().stream()
                  .map(MiscellaneousSql::publishedTable)
                  .collect(Collectors.joining(", ")));
    }
    if (!publication.schemas().isEmpty()) {
      what.add("TABLES IN SCHEMA " + Clauses.names(publication.schemas()));
    }
    return String.join(", ", what);
  }

  private static String publication(DatabaseObject.Publication publication) {
    String what = published(publication);
    var options = new ArrayList<String>();
    options.add("publish = " + Identifiers.literal(String.join(", ", publication.publish())));
    if (publication.viaRoot()) {
      options.add("publish_via_partition_root = true");
    }
    if (!publication.generatedColumns().isEmpty()) {
      options.add("publish_generated_columns = " + publication.generatedColumns());
    }
    return "CREATE PUBLICATION "
        + publication.id().sqlName()
        + (publication.allTables() ? " FOR ALL TABLES" : "")
        + (what.isEmpty() ? "" : " FOR " + what)
        + " WITH ("
        + String.join(", ", options)
        + ')';
  }

  private static String publishedTable(DatabaseObject.PublishedTable table) {
    return "ONLY "
        + table.table().sqlName()
        + (table.columns().isEmpty() ? "" : " (" + Clauses.names(table.columns()) + ')')
        + (table.where().isEmpty() ? "" : " WHERE " + Clauses.parenthesized(table.where()));
  }

  static List<String> create(TextSearch object) {
    String name = object.id().sqlName();
    return switch (object) {
      case TextSearch.Parser parser ->
          List.of("CREATE TEXT SEARCH PARSER " + name + Clauses.parameters(parser.functions()));
      case TextSearch.Template template ->
          List.of(
              "CREATE TEXT SEARCH TEMPLATE "
                  + name
                  + " ("
                  + (template.init().isEmpty() ? "" : "init = " + template.init() + ", ")
                  + "lexize = "
                  + template.lexize()
                  + ')');
      case TextSearch.Dictionary dictionary ->
          List.of(
              "CREATE TEXT SEARCH DICTIONARY "
                  + name
                  + " (template = "
                  + dictionary.template()
                  + (dictionary.options().isEmpty() ? "" : ", " + dictionary.options())
                  + ')');
      case TextSearch.Configuration configuration -> configuration(configuration);
    };
  }

  private static List<String> configuration(TextSearch.Configuration configuration) {
    String name = "TEXT SEARCH CONFIGURATION " + configuration.id().sqlName();
    var statements = new ArrayList<String>();
    statements.add("CREATE " + name + " (parser = " + configuration.parser() + ')');
    configuration
        .mappings()
        .forEach((token, dictionaries) ->
            statements.add(
                "ALTER "
                    + name
                    + " ADD MAPPING FOR "
                    + Identifiers.quote(token)
                    + " WITH "
                    + String.join(", ", dictionaries)));
    return statements;
  }

  static String create(ForeignData object) {
    return switch (object) {
      case ForeignData.Wrapper wrapper ->
          "CREATE FOREIGN DATA WRAPPER "
              + wrapper.id().sqlName()
              + (wrapper.handler().isEmpty() ? "" : " HANDLER " + wrapper.handler())
              + (wrapper.validator().isEmpty() ? "" : " VALIDATOR " + wrapper.validator())
              + Clauses.foreignOptions(wrapper.options());
      case ForeignData.Server server ->
          "CREATE SERVER "
              + server.id().sqlName()
              + (server.type().isEmpty() ? "" : " TYPE " + Identifiers.literal(server.type()))
              + (server.version().isEmpty()
                  ? ""
                  : " VERSION " + Identifiers.literal(server.version()))
              + " FOREIGN DATA WRAPPER "
              + Identifiers.quote(server.wrapper())
              + Clauses.foreignOptions(server.options());
      case ForeignData.UserMapping mapping ->
          "CREATE USER MAPPING " + mapping.id().name() + Clauses.foreignOptions(mapping.options());
    };
  }
}
