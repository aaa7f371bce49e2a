package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.diff.ExportOptions;
import dev.veery.core.diff.SchemaExport;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SplitOptions;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.postgres.session.ServerError;
import dev.veery.postgres.session.Session;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the DDL of entities, and the SQL that stands beside them, into an empty database.
 *
 * <p>What entities refer to and cannot say has to be there first: the extension of a column's type,
 * a domain, the function of a default. So the history's own come before them, except where the SQL
 * beside the entities says them anew. Of that SQL everything that will go goes before the tables,
 * and the rest after them.
 */
final class EntityLoader {

  private static final int SHOWN = 200;
  private static final Pattern CREATE_SCHEMA = Pattern.compile("(?i)^\\s*create schema (?!if )");
  private static final Pattern NAME =
      Pattern.compile(
          "(?is)^\\s*create\\s+(?:or\\s+replace\\s+)?\\w+\\s+(?:if\\s+not\\s+exists\\s+)?"
              + "((?:\"[^\"]+\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"[^\"]+\"|[\\w$]+))?)");

  /** What may be wanted by a table; anything else of the SQL needs tables itself. */
  private static final Set<String> BEFORE_TABLES =
      Set.of(
          "extension",
          "schema",
          "type",
          "domain",
          "collation",
          "function",
          "procedure",
          "sequence",
          "aggregate",
          "operator",
          "cast");

  private final Session session;

  EntityLoader(Session session) {
    this.session = session;
  }

  void load(Catalog history, String ddl, List<Script> beside) throws SQLException {
    List<ScriptItem.Statement> statements = statements(beside);
    ground(history, statements);
    var later = new ArrayList<ScriptItem.Statement>();
    for (ScriptItem.Statement statement : statements) {
      if (!isForTables(statement) || !tried(statement)) {
        later.add(statement);
      }
    }
    Script script =
        Splitter.split(
            SqlSource.of("the DDL of the entities", ddl.getBytes(StandardCharsets.UTF_8)),
            SplitOptions.NONE);
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        entity(statement.text());
      }
    }
    for (ScriptItem.Statement statement : later) {
      SchemaLoader.run(session, statement);
    }
  }

  private static List<ScriptItem.Statement> statements(List<Script> scripts) {
    var statements = new ArrayList<ScriptItem.Statement>();
    for (Script script : scripts) {
      for (ScriptItem item : script.items()) {
        if (!(item instanceof ScriptItem.Statement statement)) {
          throw SchemaLoader.noStatement(item);
        }
        statements.add(statement);
      }
    }
    return statements;
  }

  private static boolean isForTables(ScriptItem.Statement statement) {
    List<String> words = statement.words();
    int at = 1;
    if (words.size() > 3 && words.get(1).equals("or") && words.get(2).equals("replace")) {
      at = 3;
    }
    return words.size() > at
        && words.getFirst().equals("create")
        && BEFORE_TABLES.contains(words.get(at));
  }

  /** What fails now may need a table, and is said again after them. */
  private boolean tried(ScriptItem.Statement statement) {
    try {
      session.execute(statement.text());
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void entity(String sql) throws SQLException {
    try {
      // The history may have made it, and Hibernate does not ask.
      session.execute(CREATE_SCHEMA.matcher(sql).replaceFirst("create schema if not exists "));
    } catch (SQLException e) {
      ServerError error = ServerError.of(e);
      String line = sql.strip().replaceAll("\\s+", " ");
      throw new VeeryException(
          new Problem(
              ErrorCode.SCHEMA_UNLOADABLE,
              "the DDL of the entities does not load: "
                  + error.message()
                  + ", in: "
                  + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line),
              error.hint().isEmpty()
                  ? "look at the mapping; types and functions that it needs can stand in schema/*.sql"
                  : error.hint()),
          e);
    }
  }

  private void ground(Catalog history, List<ScriptItem.Statement> statements) throws SQLException {
    var said = new HashSet<String>();
    statements.stream()
        .filter(EntityLoader::isForTables)
        .forEach(statement -> {
          said.addAll(names(statement.text()));
        });
    var wanted = new HashSet<ObjectId>();
    for (SchemaObject object : history.objects().values()) {
      if (isGround(object) && !said.contains(bare(object.id()))) {
        wanted.add(object.id());
      }
    }
    // A function that returns the rows of a table cannot be there before the table.
    boolean changed = true;
    while (changed) {
      changed =
          wanted.removeIf(id ->
              history.dependencies(id).stream()
                  .anyMatch(needed -> !wanted.contains(needed) && !isPartOf(needed, wanted)));
    }
    Catalog ground =
        history.without(object ->
            !wanted.contains(object.id())
                && !(object instanceof Constraint constraint
                    && wanted.contains(constraint.holder())));
    for (SchemaObject object : ground.objects().values()) {
      if (object instanceof DatabaseObject.Schema schema) {
        session.execute("CREATE SCHEMA IF NOT EXISTS " + Identifiers.quote(schema.id().name()));
      } else if (object instanceof DatabaseObject.Extension extension) {
        session.execute(
            "CREATE EXTENSION IF NOT EXISTS "
                + Identifiers.quote(extension.id().name())
                + " SCHEMA "
                + Identifiers.quote(extension.schema())
                + " CASCADE");
      }
    }
    Catalog rest =
        ground.without(object ->
            object instanceof DatabaseObject.Schema || object instanceof DatabaseObject.Extension);
    for (String sql : SchemaExport.statements(rest, ExportOptions.OBJECTS_ONLY)) {
      session.execute(sql);
    }
  }

  private static boolean isPartOf(ObjectId id, Set<ObjectId> wanted) {
    return id.kind().isPart() && wanted.stream().anyMatch(w -> w.name().equals(id.on()));
  }

  /** Enums are the entities' to say: theirs and the history's would be in each other's way. */
  private static boolean isGround(SchemaObject object) {
    return switch (object) {
      case DatabaseObject.Schema ignored -> true;
      case DatabaseObject.Extension ignored -> true;
      case DatabaseObject.Collation ignored -> true;
      case DataType.Enumeration ignored -> false;
      case DataType ignored -> true;
      case Routine ignored -> true;
      default -> false;
    };
  }

  private static String bare(ObjectId id) {
    int parenthesis = id.name().indexOf('(');
    return parenthesis < 0 ? id.name() : id.name().substring(0, parenthesis);
  }

  /** The last part of the name that a CREATE gives. */
  private static Set<String> names(String sql) {
    Matcher matcher = NAME.matcher(sql);
    if (!matcher.find()) {
      return Set.of();
    }
    String name = matcher.group(1);
    String last = name.substring(name.lastIndexOf('.') + 1).strip();
    return Set.of(
        last.startsWith("\"")
            ? last.substring(1, last.length() - 1)
            : last.toLowerCase(Locale.ROOT));
  }
}
