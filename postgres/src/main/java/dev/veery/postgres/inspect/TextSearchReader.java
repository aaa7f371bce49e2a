package dev.veery.postgres.inspect;

import dev.veery.core.catalog.Attributes;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.TextSearch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Text search parsers, templates, dictionaries and configurations. */
final class TextSearchReader {

  private final Reading reading;

  private TextSearchReader(Reading reading) {
    this.reading = reading;
  }

  static void read(Reading reading) throws SQLException {
    var reader = new TextSearchReader(reading);
    reader.parsers();
    reader.templates();
    reader.dictionaries();
    reader.configurations();
  }

  private ObjectId register(SystemTable table, Row row, ObjectKind kind) throws SQLException {
    return reading.register(
        table,
        row.bigNumber("oid"),
        kind,
        reading.schema(row.bigNumber("namespace")),
        row.text("name"));
  }

  private void parsers() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, prsname AS name, prsnamespace::bigint AS namespace,
               prsstart::text AS start, prstoken::text AS gettoken, prsend::text AS end,
               prslextype::text AS lextypes, prsheadline::text AS headline
        FROM pg_ts_parser WHERE prsnamespace = ANY (:schemas)
        """,
        row -> {
          if (reading.isExtensionMember(SystemTable.PG_TS_PARSER, row.bigNumber("oid"))) {
            return;
          }
          var functions = new TreeMap<String, String>();
          for (String key : new String[] {"start", "gettoken", "end", "lextypes", "headline"}) {
            TypeReader.put(functions, key, row.text(key), "-");
          }
          reading.add(
              new TextSearch.Parser(
                  register(SystemTable.PG_TS_PARSER, row, ObjectKind.TEXT_SEARCH_PARSER),
                  reading.attributes(SystemTable.PG_TS_PARSER, row.bigNumber("oid"), 0),
                  functions));
        });
  }

  private void templates() throws SQLException {
    reading.query(
        """
        SELECT oid::bigint AS oid, tmplname AS name, tmplnamespace::bigint AS namespace,
               CASE WHEN tmplinit <> 0 THEN tmplinit::text END AS init, tmpllexize::text AS lexize
        FROM pg_ts_template WHERE tmplnamespace = ANY (:schemas)
        """,
        row -> {
          if (reading.isExtensionMember(SystemTable.PG_TS_TEMPLATE, row.bigNumber("oid"))) {
            return;
          }
          reading.add(
              new TextSearch.Template(
                  register(SystemTable.PG_TS_TEMPLATE, row, ObjectKind.TEXT_SEARCH_TEMPLATE),
                  reading.attributes(SystemTable.PG_TS_TEMPLATE, row.bigNumber("oid"), 0),
                  row.text("init"),
                  row.text("lexize")));
        });
  }

  private void dictionaries() throws SQLException {
    reading.query(
        """
        SELECT d.oid::bigint AS oid, d.dictname AS name, d.dictnamespace::bigint AS namespace,
               d.dictowner::bigint AS owner, d.dictinitoption,
               quote_ident(n.nspname) || '.' || quote_ident(t.tmplname) AS template
        FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate
        JOIN pg_namespace n ON n.oid = t.tmplnamespace
        WHERE d.dictnamespace = ANY (:schemas)
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_TS_DICT, oid)) {
            return;
          }
          reading.add(
              new TextSearch.Dictionary(
                  register(SystemTable.PG_TS_DICT, row, ObjectKind.TEXT_SEARCH_DICTIONARY),
                  reading.attributes(SystemTable.PG_TS_DICT, oid, row.bigNumber("owner")),
                  row.text("template"),
                  row.text("dictinitoption")));
        });
  }

  private void configurations() throws SQLException {
    Map<Long, Map<String, List<String>>> mappings = new HashMap<>();
    reading.query(
        """
        SELECT m.mapcfg::bigint AS configuration, t.alias, quote_ident(n.nspname) || '.' || quote_ident(d.dictname) AS dictionary
        FROM pg_ts_config_map m
        JOIN pg_ts_config c ON c.oid = m.mapcfg
        JOIN pg_ts_dict d ON d.oid = m.mapdict JOIN pg_namespace n ON n.oid = d.dictnamespace
        CROSS JOIN LATERAL ts_token_type(c.cfgparser) t
        WHERE t.tokid = m.maptokentype AND c.cfgnamespace = ANY (:schemas)
        ORDER BY m.mapcfg, m.maptokentype, m.mapseqno
        """,
        row ->
            mappings
                .computeIfAbsent(row.bigNumber("configuration"), c -> new TreeMap<>())
                .computeIfAbsent(row.text("alias"), a -> new ArrayList<>())
                .add(row.text("dictionary")));
    reading.query(
        """
        SELECT c.oid::bigint AS oid, c.cfgname AS name, c.cfgnamespace::bigint AS namespace,
               c.cfgowner::bigint AS owner,
               quote_ident(n.nspname) || '.' || quote_ident(p.prsname) AS parser
        FROM pg_ts_config c JOIN pg_ts_parser p ON p.oid = c.cfgparser
        JOIN pg_namespace n ON n.oid = p.prsnamespace
        WHERE c.cfgnamespace = ANY (:schemas)
        """,
        row -> {
          long oid = row.bigNumber("oid");
          if (reading.isExtensionMember(SystemTable.PG_TS_CONFIG, oid)) {
            return;
          }
          Attributes attributes =
              reading.attributes(SystemTable.PG_TS_CONFIG, oid, row.bigNumber("owner"));
          reading.add(
              new TextSearch.Configuration(
                  register(SystemTable.PG_TS_CONFIG, row, ObjectKind.TEXT_SEARCH_CONFIGURATION),
                  attributes,
                  row.text("parser"),
                  mappings.getOrDefault(oid, new TreeMap<>())));
        });
  }
}
