package dev.veery.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.postgres.journal.AuditChain.Head;
import dev.veery.postgres.journal.AuditEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An exported audit: one JSON object on each line, with the values exactly as they are hashed. A
 * line with only {@code chain}, {@code position} and {@code hash} is a head.
 */
public final class AuditFile {

  private static final JsonFactory JSON = new JsonFactory();

  private AuditFile() {}

  /** One line, without its end. */
  public static String line(AuditEntry entry) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("chain", entry.chain());
      json.writeNumberField("position", entry.position());
      json.writeNumberField("at", entry.atMicros());
      Long run = entry.runId();
      if (run == null) {
        json.writeNullField("run");
      } else {
        json.writeNumberField("run", run);
      }
      json.writeStringField("kind", entry.kind());
      json.writeStringField("subject", entry.subject());
      json.writeStringField("detail", entry.detail());
      json.writeStringField("previous", entry.previous());
      json.writeStringField("hash", entry.hash());
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /** One line, without its end. */
  public static String line(Head head) {
    return "{\"chain\":\"%s\",\"position\":%d,\"hash\":\"%s\"}"
        .formatted(head.chain(), head.position(), head.hash());
  }

  /**
   * Reads whole entries.
   *
   * @throws VeeryException when the file cannot be read or is none
   */
  public static void entries(Path file, Consumer<AuditEntry> reader) {
    read(
        file,
        values -> {
          String run = values.get("run");
          reader.accept(
              new AuditEntry(
                  text(values, "chain"),
                  Long.parseLong(text(values, "position")),
                  Long.parseLong(text(values, "at")),
                  run == null ? null : Long.valueOf(run),
                  text(values, "kind"),
                  text(values, "subject"),
                  text(values, "detail"),
                  text(values, "previous"),
                  text(values, "hash")));
        });
  }

  /**
   * Reads entries or heads, as places with hashes.
   *
   * @throws VeeryException when the file cannot be read or is none
   */
  public static void heads(Path file, Consumer<Head> reader) {
    read(
        file,
        values ->
            reader.accept(
                new Head(
                    text(values, "chain"),
                    Long.parseLong(text(values, "position")),
                    text(values, "hash"))));
  }

  private static void read(Path file, Consumer<Map<String, String>> reader) {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          reader.accept(values(line));
        }
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              file + ", line " + number + ", is not what veery audit export writes",
              "give the file as it was exported"),
          e);
    } catch (NoSuchFileException e) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "there is no file " + file, ""), e);
    } catch (IOException e) {
      throw new VeeryException(
          new Problem(ErrorCode.FILE_UNREADABLE, "cannot read " + file + ": " + e.getMessage(), ""),
          e);
    }
    if (number == 0) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID, file + " is empty", "give the file as it was exported"));
    }
  }

  private static Map<String, String> values(String line) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          values.put(name, parser.getText());
        } else if (token.isStructStart()) {
          throw new IllegalArgumentException("nested");
        }
      }
    }
    return values;
  }

  private static String text(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
