package dev.veery.engine.backup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.veery.postgres.backup.KeptSequence;
import dev.veery.postgres.backup.KeptTable;
import dev.veery.postgres.backup.KeptTable.KeptColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The manifest of a backup: {@code manifest.json} beside its files. */
final class Manifest {

  static final String FILE = "manifest.json";

  /** Of the file itself; a newer one is not read. */
  private static final int FORMAT = 1;

  private Manifest() {}

  static void write(Backup backup, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeStringField("id", backup.id());
      json.writeStringField("kind", backup.kind().name().toLowerCase(Locale.ROOT));
      json.writeStringField("createdAt", backup.createdAt().toString());
      json.writeStringField("tool", backup.tool());
      json.writeStringField("database", backup.database());
      json.writeStringField("server", backup.server());
      json.writeStringField("snapshot", backup.snapshot());
      json.writeStringField("fingerprint", backup.fingerprint());
      json.writeObjectFieldStart("rows");
      for (Map.Entry<String, Long> one : backup.rows().entrySet()) {
        json.writeNumberField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("kept");
      for (Map.Entry<KeptTable, String> one : backup.kept().entrySet()) {
        kept(json, one.getKey(), one.getValue());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("sequences");
      for (KeptSequence sequence : backup.sequences()) {
        json.writeStartObject();
        json.writeStringField("schema", sequence.schema());
        json.writeStringField("name", sequence.name());
        json.writeNumberField("lastValue", sequence.lastValue());
        json.writeBooleanField("called", sequence.called());
        json.writeEndObject();
      }
      json.writeEndArray();
      texts(json, "opaque", backup.opaque());
      json.writeArrayFieldStart("files");
      for (Map.Entry<String, Backup.File> file : backup.files().entrySet()) {
        json.writeStartObject();
        json.writeStringField("path", file.getKey());
        json.writeNumberField("bytes", file.getValue().bytes());
        json.writeStringField("sha256", file.getValue().sha256());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void kept(JsonGenerator json, KeptTable table, String file) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", table.schema());
    json.writeStringField("name", table.name());
    json.writeStringField("file", file);
    json.writeArrayFieldStart("columns");
    for (KeptColumn column : table.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type());
      json.writeBooleanField("notNull", column.notNull());
      json.writeEndObject();
    }
    json.writeEndArray();
    texts(json, "key", table.key());
    json.writeBooleanField("rows", table.rows());
    texts(json, "changed", table.changed());
    json.writeBooleanField("only", table.only());
    texts(json, "causes", table.causes());
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException when it is none, or one of a newer Veery
   */
  static Backup read(Path directory) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(directory.resolve(FILE).toFile())) {
      parser.nextToken();
      Map<String, Object> document = object(value(parser));
      if (number(document, "format") > FORMAT) {
        throw new IOException("it was written by a newer Veery");
      }
      Map<String, Long> rows = new LinkedHashMap<>();
      object(document.get("rows")).forEach((name, count) -> rows.put(name, (Long) count));
      Map<KeptTable, String> kept = new LinkedHashMap<>();
      for (Object one : list(document, "kept")) {
        Map<String, Object> table = object(one);
        kept.put(table(table), text(table, "file"));
      }
      List<KeptSequence> sequences = new ArrayList<>();
      for (Object one : list(document, "sequences")) {
        Map<String, Object> sequence = object(one);
        sequences.add(
            new KeptSequence(
                text(sequence, "schema"),
                text(sequence, "name"),
                number(sequence, "lastValue"),
                flag(sequence, "called")));
      }
      Map<String, Backup.File> files = new LinkedHashMap<>();
      for (Object one : list(document, "files")) {
        Map<String, Object> file = object(one);
        files.put(text(file, "path"), new Backup.File(number(file, "bytes"), text(file, "sha256")));
      }
      return new Backup(
          directory,
          text(document, "id"),
          Backup.Kind.valueOf(text(document, "kind").toUpperCase(Locale.ROOT)),
          Instant.parse(text(document, "createdAt")),
          text(document, "tool"),
          text(document, "database"),
          text(document, "server"),
          text(document, "snapshot"),
          text(document, "fingerprint"),
          rows,
          files,
          kept,
          sequences,
          texts(document, "opaque"));
    } catch (ClassCastException
        | NullPointerException
        | DateTimeException
        | IllegalArgumentException e) {
      throw new IOException("its manifest is damaged", e);
    }
  }

  private static KeptTable table(Map<String, Object> table) {
    List<KeptColumn> columns = new ArrayList<>();
    for (Object one : list(table, "columns")) {
      Map<String, Object> column = object(one);
      columns.add(
          new KeptColumn(text(column, "name"), text(column, "type"), flag(column, "notNull")));
    }
    return new KeptTable(
        text(table, "schema"),
        text(table, "name"),
        columns,
        texts(table, "key"),
        flag(table, "rows"),
        texts(table, "changed"),
        flag(table, "only"),
        texts(table, "causes"));
  }

  private static Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(parser));
      }
      return list;
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    throw new IOException("its manifest is damaged");
  }

  @SuppressWarnings("unchecked") // value() makes no other maps
  private static Map<String, Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException("no object");
  }

  private static List<?> list(Map<String, Object> object, String name) {
    if (object.get(name) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(name);
  }

  private static List<String> texts(Map<String, Object> object, String name) {
    List<String> texts = new ArrayList<>();
    for (Object one : list(object, name)) {
      texts.add((String) one);
    }
    return texts;
  }

  private static String text(Map<String, Object> object, String name) {
    if (object.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  private static long number(Map<String, Object> object, String name) {
    if (object.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(name);
  }

  private static boolean flag(Map<String, Object> object, String name) {
    return object.get(name) instanceof Boolean flag && flag;
  }
}
