package dev.veery.postgres.rehearse.rows;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values of PostgreSQL's own types, and of types of the extensions that come with it. */
final class BuiltInValues {

  private static final LocalDate DAY = LocalDate.of(2001, 1, 1);
  private static final LocalDateTime NOON = DAY.atTime(12, 0);

  private BuiltInValues() {}

  /** Null for a type that is not known here. */
  static @Nullable Values of(TypeName type) {
    return switch (type.bare()) {
      case "smallint" -> new Numbers.Whole(Short.MIN_VALUE, Short.MAX_VALUE);
      case "integer" -> new Numbers.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "bigint" -> new Numbers.Whole(Long.MIN_VALUE, Long.MAX_VALUE);
      case "oid", "xid", "cid" -> new Numbers.Whole(0, 4_294_967_295L);
      case "xid8" -> new Numbers.Whole(0, Long.MAX_VALUE);
      case "numeric" -> new Numbers.Decimal(type.modifier(0, 0), type.modifier(1, 0));
      case "real" ->
          new Numbers.Floating(
              List.of("NaN", "Infinity", "-Infinity", "3.4028235e38", "1.2e-38", "-0"));
      case "double precision" ->
          new Numbers.Floating(
              List.of("NaN", "Infinity", "-Infinity", "1.7976931348623157e308", "5e-324", "-0"));
      case "money" ->
          new Picks(
              List.of("1.00", "0", "19.95"),
              List.of("92233720368547758.07", "-92233720368547758.08"),
              n -> Long.toString(n + 1));
      case "text", "character varying", "citext" -> new Texts(type.modifier(0, 0));
      case "character", "bpchar" -> new Texts(type.modifier(0, 1));
      case "name" -> new Texts(60);
      case "char" -> Picks.of("a", "b", "0", "Z");
      case "boolean" -> Picks.of("true", "false");
      case "uuid" ->
          new Picks(
              List.of("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
              List.of(
                  "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
              n ->
                  String.format(
                      Locale.ROOT, "%08x-0000-4000-8000-%012x", n * 2654435761L & 0xffffffffL, n));
      case "bytea" ->
          new Picks(
              List.of("\\xdeadbeef"),
              List.of("\\x", "\\x00", "\\x" + "ff00".repeat(1500)),
              n -> "\\x" + String.format(Locale.ROOT, "%016x", n));
      case "date" ->
          new Picks(
              List.of("2024-02-29", "1999-12-31", "2000-01-01", "2024-07-01"),
              List.of("infinity", "-infinity", "4713-01-01 BC", "5874897-12-31", "0001-01-01"),
              n -> DAY.plusDays(n).toString());
      case "timestamp without time zone" ->
          new Picks(
              List.of("2024-02-29 23:59:59.999999", "2000-01-01 00:00:00", "2024-03-31 02:30:00"),
              List.of("infinity", "-infinity", "4713-01-01 00:00:00 BC", "294276-12-31 23:59:59"),
              n -> NOON.plusHours(n).toString());
      case "timestamp with time zone" ->
          new Picks(
              List.of(
                  "2024-02-29 23:59:59.999999+00", "2024-03-31 02:30:00+01", "2024-11-03 01:30-04"),
              List.of(
                  "infinity", "-infinity", "4713-01-02 00:00:00+00 BC", "294276-12-30 23:59+00"),
              n -> NOON.plusHours(n) + "+00");
      case "time without time zone" ->
          new Picks(
              List.of("00:00:00", "12:34:56.789"),
              List.of("24:00:00"),
              n -> n < 86_400 ? NOON.toLocalTime().plusSeconds(n).toString() : null);
      case "time with time zone" ->
          new Picks(
              List.of("00:00:00+00", "12:34:56-08"),
              List.of("24:00:00+15:59"),
              n -> n < 86_400 ? NOON.toLocalTime().plusSeconds(n) + "+00" : null);
      case "json", "jsonb" ->
          new Picks(
              List.of("{}", "{\"a\": 1}", "{\"a\": {\"b\": [1, 2, null]}, \"c\": \"d\"}"),
              List.of(
                  "null",
                  "[]",
                  "0",
                  "\"\"",
                  "[[[[[[]]]]]]",
                  "{\"\": null, \"é\\u00e9\": \"\\ud83d\\ude00\", \"a\": 1e100}",
                  "{\"long\": \"" + "y".repeat(2500) + "\"}"),
              type.bare().equals("json") ? null : n -> "{\"n\": " + n + "}");
      case "xml" -> Picks.of("<a/>", "<a b=\"c\">d</a>", "text only");
      case "inet" ->
          new Picks(
              List.of("10.0.0.1", "192.168.0.0/16", "::1"),
              List.of("0.0.0.0/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
              n -> "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255));
      case "cidr" ->
          new Picks(
              List.of("10.0.0.0/8", "192.168.1.0/24"),
              List.of("0.0.0.0/0", "::/0"),
              n -> "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255) + "/32");
      case "macaddr" ->
          new Picks(
              List.of("08:00:2b:01:02:03"),
              List.of("ff:ff:ff:ff:ff:ff"),
              n ->
                  String.format(
                      Locale.ROOT,
                      "02:00:00:%02x:%02x:%02x",
                      n >> 16 & 255,
                      n >> 8 & 255,
                      n & 255));
      case "macaddr8" ->
          new Picks(
              List.of("08:00:2b:01:02:03:04:05"),
              List.of(),
              n ->
                  String.format(
                      Locale.ROOT,
                      "02:00:00:00:00:%02x:%02x:%02x",
                      n >> 16 & 255,
                      n >> 8 & 255,
                      n & 255));
      case "bit" -> bits(type.modifier(0, 1), true);
      case "bit varying" -> bits(type.modifier(0, 0), false);
      default -> rarer(type);
    };
  }

  private static @Nullable Values rarer(TypeName type) {
    String name = type.bare();
    if (name.startsWith("interval")) {
      return new Picks(
          List.of("1 day", "00:00:01", "1 mon", "00:00:00"),
          List.of("-1 year", "178000000 years", "1 mon -1 day 00:00:00.000001"),
          name.equals("interval") ? n -> n + " seconds" : null);
    }
    return switch (name) {
      case "tsvector" -> Picks.of("", "'a':1 'fat':2", "'x':1A");
      case "tsquery" -> Picks.of("'a'", "'fat' & 'rat'");
      case "point" -> Picks.of("(0,0)", "(1e300,-1e300)", "(1,2)");
      case "line" -> Picks.of("{1,2,3}");
      case "lseg" -> Picks.of("[(0,0),(1,1)]");
      case "box" -> Picks.of("(1,1),(0,0)", "(2,3),(2,3)");
      case "path" -> Picks.of("[(0,0),(1,1),(2,0)]", "((0,0),(1,1))");
      case "polygon" -> Picks.of("((0,0),(1,1),(2,0))");
      case "circle" -> Picks.of("<(0,0),1>", "<(1,1),0>");
      case "pg_lsn" ->
          new Picks(List.of("0/0", "16/B374D848"), List.of(), n -> "1/" + Long.toHexString(n));
      case "txid_snapshot", "pg_snapshot" -> Picks.of("10:20:10,14,15");
      case "regclass" -> Picks.of("pg_class", "pg_type");
      case "regtype" -> Picks.of("integer", "text");
      case "regproc" -> Picks.of("now", "version");
      case "regprocedure" -> Picks.of("now()");
      case "regrole" -> Picks.of("pg_monitor");
      case "regnamespace" -> Picks.of("pg_catalog");
      case "tid" -> Picks.of("(0,1)", "(4294967295,65535)");
      case "jsonpath" -> Picks.of("$.\"a\"", "$[*]");
      case "int4range", "int8range", "numrange" ->
          new Picks(
              List.of("[1,10)", "[5,6)"),
              List.of("empty", "(,)", "[1,)", "(,1)"),
              n -> "[" + n * 10 + "," + (n * 10 + 5) + ")");
      case "daterange" ->
          new Picks(
              List.of("[2024-01-01,2024-02-01)"),
              List.of("empty", "(,)", "[2024-01-01,infinity)"),
              n -> "[" + DAY.plusDays(n * 2) + "," + DAY.plusDays(n * 2 + 1) + ")");
      case "tsrange", "tstzrange" ->
          new Picks(
              List.of("[2024-01-01 00:00,2024-02-01 00:00)"),
              List.of("empty", "(,)"),
              n -> "[" + NOON.plusHours(n * 2) + "," + NOON.plusHours(n * 2 + 1) + ")");
      case "int4multirange", "int8multirange", "nummultirange" ->
          Picks.of("{}", "{[1,3),[5,9)}", "{(,)}");
      case "datemultirange" -> Picks.of("{}", "{[2024-01-01,2024-02-01)}");
      case "tsmultirange", "tstzmultirange" -> Picks.of("{}", "{[2024-01-01,2024-02-01)}");
      case "hstore" -> Picks.of("", "a=>1", "\"k e y\"=>NULL, b=>\"\"");
      case "ltree" -> new Picks(List.of("Top.Science"), List.of(""), n -> "n.k" + n);
      case "lquery" -> Picks.of("*.Astronomy.*");
      case "cube" -> Picks.of("(1,2)", "(0),(1)");
      case "seg" -> Picks.of("1", "5(+-)0.3");
      case "isbn", "isbn13" -> Picks.of("978-0-393-04002-9");
      default -> null;
    };
  }

  private static Values bits(int length, boolean exactly) {
    if (length == 0) {
      return new Picks(
          List.of("1", "0101"), List.of("", "1".repeat(1000)), n -> Long.toBinaryString(n));
    }
    String zeros = "0".repeat(length);
    String ones = "1".repeat(length);
    return new Picks(
        List.of(zeros, ones),
        exactly ? List.of() : List.of(""),
        n -> {
          String digits = Long.toBinaryString(n);
          return digits.length() > length ? null : "0".repeat(length - digits.length()) + digits;
        });
  }
}
