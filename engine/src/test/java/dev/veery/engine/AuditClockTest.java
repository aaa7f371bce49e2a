package dev.veery.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server's clock is put back between two entries of the audit. The file is made by what the guide
 * says of it, and not by what reads it.
 */
class AuditClockTest {

  @TempDir Path directory;
  private final StringBuilder lines = new StringBuilder();
  private String previous = "";
  private int position;

  @Test
  void timeThatGoesBackIsNoFault() throws Exception {
    add(1_800_000_000_000_000L);
    add(1_800_000_060_000_000L);
    add(1_799_999_000_000_000L);
    add(1_799_999_001_000_000L);
    Path file = Files.writeString(directory.resolve("audit.jsonl"), lines);
    AuditReport report = Audit.verifyFile(file, null);
    assertThat(report.faults()).isEmpty();
    assertThat(report.whole()).isTrue();
    assertThat(report.backwards()).isEqualTo(1);
    assertThat(report.entries()).isEqualTo(4);
    // To move an entry to where its time would put it is one.
    String[] all = lines.toString().split("\n");
    Path sorted =
        Files.writeString(
            directory.resolve("sorted.jsonl"),
            String.join("\n", all[2], all[3], all[0], all[1]) + "\n");
    assertThat(Audit.verifyFile(sorted, null).whole()).isFalse();
  }

  private void add(long micros) throws Exception {
    position++;
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartArray();
      json.writeString("event");
      json.writeNumber(position);
      json.writeNumber(micros);
      json.writeNull();
      json.writeString("refused");
      json.writeString("up");
      json.writeString("{}");
      json.writeString(previous);
      json.writeEndArray();
    }
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(text.toString().replace(",", ", ").getBytes(StandardCharsets.UTF_8)));
    lines
        .append(
            "{\"chain\":\"event\",\"position\":%d,\"at\":%d,\"run\":null,\"kind\":\"refused\",\"subject\":\"up\",\"detail\":\"{}\",\"previous\":\"%s\",\"hash\":\"%s\"}"
                .formatted(position, micros, previous, hash))
        .append('\n');
    previous = hash;
  }
}
