package dev.veery.postgres.diff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Prints a random schema, in an order in which it runs; what cannot be is left out. */
final class RandomSql {

  private final Set<String> extensions = new HashSet<>();
  private final List<Thing> things;
  private final int major;
  private final StringBuilder out = new StringBuilder();
  private final List<String> schemas = new ArrayList<>(List.of("public"));
  private final List<String> enums = new ArrayList<>();
  private final List<String> numberDomains = new ArrayList<>();
  private final List<String> otherTypes = new ArrayList<>();
  private final List<String> collations = new ArrayList<>();
  private final List<String> immutable = new ArrayList<>();
  private final List<String> sequences = new ArrayList<>();

  /** Tables and views with their columns: name to type. */
  final Map<String, Map<String, String>> relations = new LinkedHashMap<>();

  final List<String> plainTables = new ArrayList<>();

  /** Those of them that cannot be published. */
  final List<String> unlogged = new ArrayList<>();

  RandomSql(List<Thing> things, int major) {
    this.things = things;
    this.major = major;
  }

  /** Two dice may show the same. */
  private void extension(Thing thing) {
    String which = thing.pick("which", List.of("citext", "hstore", "pg_trgm"));
    if (extensions.add(which)) {
      add("CREATE EXTENSION " + which + " WITH SCHEMA " + schemaOf(thing));
    }
  }

  String script() {
    each("schema", this::schema);
    each("extension", this::extension);
    each("collation", this::collation);
    each("enum", this::enumeration);
    each("domain", this::domain);
    each("composite", this::composite);
    each("range", this::range);
    each("function", this::function);
    each("procedure", this::procedure);
    each("aggregate", this::aggregate);
    each("operator", this::operator);
    each("search", this::search);
    each("sequence", this::sequence);
    var tables = new RandomTables(this, major);
    each("table", tables::table);
    each("child", tables::child);
    tables.foreignKeys();
    each("foreign", tables::foreign);
    each("view", this::view);
    each("materialized", this::materialized);
    each("table", tables::parts);
    each("publication", this::publication);
    each("event", this::event);
    each("defaults", this::defaults);
    return out.toString();
  }

  void add(String statement) {
    out.append(statement).append(";\n");
  }

  private void each(String kind, Consumer<Thing> printer) {
    things.stream().filter(thing -> thing.kind.equals(kind)).forEach(printer);
  }

  String schemaOf(Thing thing) {
    return thing.is("schema", 4) ? schemas.get(schemas.size() - 1) : "public";
  }

  String name(Thing thing) {
    return schemaOf(thing) + "." + thing.name;
  }

  /** Comment, owner and grants, as far as a kind has them. */
  void attributes(Thing thing, String kind, String name, String... privileges) {
    if (thing.is("owner", 8)) {
      add("ALTER " + kind + " " + name + " OWNER TO diff_owner");
    }
    grants(thing, kind, name, privileges);
  }

  /** Views stay whose they are: another owner could not read through them. */
  private void grants(Thing thing, String kind, String name, String... privileges) {
    comment(thing, kind + " " + name);
    String target =
        switch (kind) {
          case "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE" -> "TABLE ";
          case "DOMAIN" -> "TYPE ";
          case "AGGREGATE" -> "FUNCTION ";
          default -> kind + " ";
        };
    for (String privilege : privileges) {
      switch (thing.roll("grant " + privilege, 12)) {
        case 0 -> add("GRANT " + privilege + " ON " + target + name + " TO diff_reader");
        case 1 ->
            add(
                "GRANT "
                    + privilege
                    + " ON "
                    + target
                    + name
                    + " TO diff_writer WITH GRANT OPTION");
        case 2 -> add("REVOKE " + privilege + " ON " + target + name + " FROM PUBLIC");
        default -> {}
      }
    }
  }

  void comment(Thing thing, String target) {
    if (thing.is("comment", 5)) {
      add("COMMENT ON " + target + " IS 'note " + thing.roll("words", 50) + " it''s \\'");
    }
  }

  private void schema(Thing thing) {
    add("CREATE SCHEMA " + thing.name);
    schemas.add(thing.name);
    attributes(thing, "SCHEMA", thing.name, "USAGE", "CREATE");
  }

  private void collation(Thing thing) {
    String name = name(thing);
    add(
        "CREATE COLLATION "
            + name
            + " (provider = icu, locale = '"
            + thing.pick("locale", List.of("de", "fr", "sv"))
            + "')");
    collations.add(name);
    attributes(thing, "COLLATION", name);
  }

  private void enumeration(Thing thing) {
    String name = name(thing);
    var labels = new ArrayList<String>();
    for (String label : List.of("a", "b", "it''s", "d", "E e")) {
      if (!thing.is("without " + label, 5)) {
        labels.add("'" + label + "'");
      }
    }
    if (labels.isEmpty()) {
      labels.add("'only'");
    }
    if (thing.is("reversed", 12)) {
      java.util.Collections.reverse(labels);
    }
    add("CREATE TYPE " + name + " AS ENUM (" + String.join(", ", labels) + ")");
    enums.add(name);
    attributes(thing, "TYPE", name, "USAGE");
  }

  private void domain(Thing thing) {
    String name = name(thing);
    add(
        "CREATE DOMAIN "
            + name
            + " AS "
            + thing.pick("base", List.of("int", "bigint", "numeric(9,2)"))
            + (thing.is("default", 3) ? " DEFAULT " + (1 + thing.roll("value", 3)) : "")
            + (thing.is("not null", 6) ? " NOT NULL" : "")
            + (thing.is("check", 2)
                ? " CONSTRAINT positive CHECK (VALUE > " + -thing.roll("above", 3) + ")"
                : ""));
    numberDomains.add(name);
    attributes(thing, "DOMAIN", name, "USAGE");
  }

  private void composite(Thing thing) {
    String name = name(thing);
    var fields = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      if (i == 0 || !thing.is("no f" + i, 3)) {
        List<String> types = new ArrayList<>(List.of("int", "text", "numeric(5,1)"));
        types.addAll(enums);
        fields.add("f" + i + " " + thing.pick("type" + i, types));
      }
    }
    add("CREATE TYPE " + name + " AS (" + String.join(", ", fields) + ")");
    otherTypes.add(name);
    attributes(thing, "TYPE", name, "USAGE");
  }

  private void range(Thing thing) {
    String name = name(thing);
    add(
        "CREATE TYPE "
            + name
            + " AS RANGE (subtype = float8"
            + (thing.is("diff", 2) ? ", subtype_diff = float8mi" : "")
            + ")");
    otherTypes.add(name);
    attributes(thing, "TYPE", name, "USAGE");
  }

  private void function(Thing thing) {
    String name = name(thing);
    String result = thing.pick("result", List.of("int", "bigint", "int"));
    String volatility =
        thing.pick("volatility", List.of("IMMUTABLE", "IMMUTABLE", "STABLE", "VOLATILE"));
    String properties =
        " "
            + volatility
            + (thing.is("strict", 3) ? " STRICT" : "")
            + (thing.is("definer", 5) ? " SECURITY DEFINER" : "")
            + (thing.is("safe", 3) ? " PARALLEL SAFE" : "")
            + (thing.is("cost", 4) ? " COST " + (2 + thing.roll("cost value", 5)) : "")
            + (thing.is("setting", 6)
                ? " SET work_mem = '" + (1 + thing.roll("memory", 3)) + "MB'"
                : "");
    int n = thing.roll("body", 4);
    String body =
        switch (thing.roll("language", 3)) {
          case 0 -> " LANGUAGE sql" + properties + " AS 'SELECT ($1 + " + n + ")::" + result + "'";
          case 1 -> " LANGUAGE plpgsql" + properties + " AS 'BEGIN RETURN $1 + " + n + "; END'";
          default -> " LANGUAGE sql" + properties + " RETURN ($1 + " + n + ")::" + result;
        };
    String argument = thing.pick("argument", List.of("a int", "b int", "a int"));
    add("CREATE FUNCTION " + name + "(" + argument + ") RETURNS " + result + body);
    if (volatility.equals("IMMUTABLE")) {
      immutable.add(name);
    }
    attributes(thing, "FUNCTION", name + "(int)", "EXECUTE");
  }

  private void procedure(Thing thing) {
    String name = name(thing);
    add(
        "CREATE PROCEDURE "
            + name
            + "("
            + thing.pick("arguments", List.of("", "a int", "INOUT a int"))
            + ") LANGUAGE plpgsql AS 'BEGIN NULL; "
            + (thing.is("more", 2) ? "NULL; " : "")
            + "END'");
    if (thing.is("comment", 3)) {
      add("COMMENT ON PROCEDURE " + name + " IS 'x'");
    }
  }

  private void aggregate(Thing thing) {
    String name = name(thing);
    add(
        "CREATE AGGREGATE "
            + name
            + "(int) (SFUNC = "
            + thing.pick("function", List.of("int4pl", "int4mul"))
            + ", STYPE = int, INITCOND = '"
            + thing.roll("initial", 3)
            + "')");
    attributes(thing, "AGGREGATE", name + "(int)", "EXECUTE");
  }

  private void operator(Thing thing) {
    String schema = schemaOf(thing);
    String operator = "=".repeat(3 + thing.name.charAt(2) - '0');
    add(
        "CREATE FUNCTION "
            + schema
            + "."
            + thing.name
            + "(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2'");
    add(
        "CREATE OPERATOR "
            + schema
            + "."
            + operator
            + " (LEFTARG = int, RIGHTARG = int, FUNCTION = "
            + schema
            + "."
            + thing.name
            + (thing.is("restrict", 2) ? ", RESTRICT = eqsel" : "")
            + ")");
    comment(thing, "OPERATOR " + schema + "." + operator + " (int, int)");
  }

  private void search(Thing thing) {
    String name = name(thing);
    add(
        "CREATE TEXT SEARCH DICTIONARY "
            + name
            + "_dict (TEMPLATE = snowball, LANGUAGE = "
            + thing.pick("language", List.of("english", "german"))
            + (thing.is("stop", 2) ? ", STOPWORDS = english" : "")
            + ")");
    add("CREATE TEXT SEARCH CONFIGURATION " + name + " (PARSER = default)");
    add(
        "ALTER TEXT SEARCH CONFIGURATION "
            + name
            + " ADD MAPPING FOR word WITH "
            + name
            + "_dict, simple");
    if (thing.is("email", 2)) {
      add("ALTER TEXT SEARCH CONFIGURATION " + name + " ADD MAPPING FOR email WITH simple");
    }
    comment(thing, "TEXT SEARCH CONFIGURATION " + name);
  }

  private void sequence(Thing thing) {
    String name = name(thing);
    add(
        "CREATE SEQUENCE "
            + name
            + (thing.is("int", 3) ? " AS int" : "")
            + (thing.is("step", 3) ? " INCREMENT " + (2 + thing.roll("by", 3)) : "")
            + (thing.is("bounds", 4) ? " MINVALUE 0 MAXVALUE 1000 START 5" : "")
            + (thing.is("cache", 4) ? " CACHE 7" : "")
            + (thing.is("cycle", 4) ? " CYCLE" : ""));
    sequences.add(name);
    attributes(thing, "SEQUENCE", name, "USAGE", "SELECT");
  }

  // What tables ask for

  List<String> types(int random) {
    var types =
        new ArrayList<>(
            List.of(
                "int",
                "bigint",
                "text",
                "varchar(20)",
                "varchar(40)",
                "numeric(10,2)",
                "numeric(12,4)",
                "boolean",
                "timestamptz",
                "date",
                "jsonb",
                "uuid",
                "int[]",
                "text[]",
                "double precision",
                "smallint"));
    types.addAll(enums);
    types.addAll(numberDomains);
    types.addAll(otherTypes);
    enums.stream().findFirst().ifPresent(first -> types.add(first + "[]"));
    return types;
  }

  List<String> enums() {
    return enums;
  }

  List<String> collations() {
    return collations;
  }

  List<String> immutable() {
    return immutable;
  }

  List<String> sequences() {
    return sequences;
  }

  boolean isNumber(String type) {
    return List.of("int", "bigint", "smallint", "double precision").contains(type)
        || type.startsWith("numeric")
        || numberDomains.contains(type);
  }

  static boolean isText(String type) {
    return type.equals("text") || type.startsWith("varchar");
  }

  private List<String> chosen(Thing thing, Map<String, String> columns) {
    var chosen = new ArrayList<String>();
    columns
        .keySet()
        .forEach(column -> {
          if (!thing.is("not " + column, 3)) {
            chosen.add(column);
          }
        });
    return chosen.isEmpty() ? List.of() : chosen;
  }

  private String query(Thing thing, Map<String, String> result) {
    if (relations.isEmpty()) {
      result.put("one", "int");
      return "SELECT " + (1 + thing.roll("constant", 3)) + " AS one";
    }
    String from = thing.pick("from", List.copyOf(relations.keySet()));
    Map<String, String> columns = relations.getOrDefault(from, Map.of());
    var items = new ArrayList<String>();
    for (String column : chosen(thing, columns)) {
      result.put(column, columns.getOrDefault(column, "int"));
      items.add("r." + column);
    }
    if (columns.containsKey("id")
        && !columns.containsKey("called")
        && !immutable.isEmpty()
        && thing.is("call", 3)
        && columns.getOrDefault("id", "").equals("int")) {
      items.add(thing.pick("function", immutable) + "(r.id) AS called");
      result.put("called", "bigint");
    }
    if (items.isEmpty()) {
      items.add("1 AS one");
      result.put("one", "int");
    }
    if (!columns.containsKey("nothing") && thing.is("row", 8)) {
      items.add("r IS NULL AS nothing");
      result.put("nothing", "boolean");
    }
    return "SELECT "
        + String.join(", ", items)
        + " FROM "
        + from
        + " r"
        + (thing.is("where", 3) && columns.containsKey("id")
            ? " WHERE r.id > " + thing.roll("limit", 3)
            : "");
  }

  private void view(Thing thing) {
    String name = name(thing);
    var columns = new LinkedHashMap<String, String>();
    String query = query(thing, columns);
    add(
        "CREATE VIEW "
            + name
            + (thing.is("barrier", 5) ? " WITH (security_barrier)" : "")
            + " AS "
            + query);
    if (thing.is("column comment", 4)) {
      String column = columns.keySet().iterator().next();
      add("COMMENT ON COLUMN " + name + "." + column + " IS 'c'");
    }
    grants(thing, "VIEW", name, "SELECT", "INSERT");
    relations.put(name, columns);
  }

  private void materialized(Thing thing) {
    String name = name(thing);
    var columns = new LinkedHashMap<String, String>();
    String query = query(thing, columns);
    add(
        "CREATE MATERIALIZED VIEW "
            + name
            + (thing.is("fill", 4) ? " WITH (fillfactor = 60)" : "")
            + " AS "
            + query);
    columns.forEach((column, type) -> {
      if (!thing.is("index " + column, 3) || type.equals("jsonb")) {
        return;
      }
      add("CREATE INDEX " + thing.name + "_" + column + " ON " + name + " (" + column + ")");
    });
    attributes(thing, "MATERIALIZED VIEW", name, "SELECT");
    relations.put(name, columns);
  }

  private void publication(Thing thing) {
    var tables = new ArrayList<String>();
    for (String table : plainTables) {
      if (thing.is("with " + table, 2) && !unlogged.contains(table)) {
        boolean filtered = major >= 15 && thing.is("filter " + table, 4) && thing.is("inserts", 3);
        tables.add("ONLY " + table + (filtered ? " WHERE (id > 0)" : ""));
      }
    }
    add(
        "CREATE PUBLICATION "
            + thing.name
            + (thing.is("all", 6)
                ? " FOR ALL TABLES"
                : tables.isEmpty() ? "" : " FOR TABLE " + String.join(", ", tables))
            + (thing.is("inserts", 3) ? " WITH (publish = 'insert')" : ""));
    comment(thing, "PUBLICATION " + thing.name);
  }

  private void event(Thing thing) {
    String name = name(thing);
    add("CREATE FUNCTION " + name + "_fn() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'");
    add(
        "CREATE EVENT TRIGGER "
            + thing.name
            + " ON "
            + thing.pick("when", List.of("ddl_command_end", "sql_drop"))
            + (thing.is("tags", 2) ? " WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')" : "")
            + " EXECUTE FUNCTION "
            + name
            + "_fn()");
    if (thing.is("disabled", 3)) {
      add("ALTER EVENT TRIGGER " + thing.name + " DISABLE");
    }
  }

  private void defaults(Thing thing) {
    String what =
        thing.pick("what", List.of("SELECT ON TABLES", "USAGE ON SEQUENCES", "INSERT ON TABLES"));
    add(
        "ALTER DEFAULT PRIVILEGES "
            + (thing.is("role", 3) ? "FOR ROLE diff_owner " : "")
            + (thing.is("in schema", 2) ? "IN SCHEMA " + schemaOf(thing) + " " : "")
            + "GRANT "
            + what
            + " TO "
            + thing.pick("to", List.of("diff_reader", "diff_writer")));
  }
}
