package dev.veery.postgres.journal;

import dev.veery.core.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit chain, as it is stored.
 *
 * @param chain {@code run} or {@code event}
 * @param position in its chain, from 1
 * @param atMicros microseconds since 1970, by the clock of the server
 * @param runId null for what belongs to no run
 * @param kind what happened
 * @param subject to what
 * @param detail a JSON object, in exactly the text that the hash is over
 * @param previous the hash of the entry before; empty for the first
 * @param hash of this one, as stored: whether it is right tells {@link #computedHash}
 */
public record AuditEntry(
    String chain,
    long position,
    long atMicros,
    @Nullable Long runId,
    String kind,
    String subject,
    String detail,
    String previous,
    String hash) {

  /** When it happened. */
  public Instant at() {
    return Instant.EPOCH.plus(atMicros, ChronoUnit.MICROS);
  }

  /**
   * What the hash has to be: SHA-256, in hex, over the JSON array of everything else as UTF-8. The
   * server computes the same with {@code json_build_array(…)::text}, and a script in any language
   * can, which is the point of a form this plain.
   */
  public String computedHash() {
    StringBuilder text = new StringBuilder("[");
    string(text, chain).append(", ").append(position).append(", ").append(atMicros).append(", ");
    text.append(runId == null ? "null" : runId.toString()).append(", ");
    string(text, kind).append(", ");
    string(text, subject).append(", ");
    string(text, detail).append(", ");
    string(text, previous).append(']');
    return Sha256.hex(text.toString());
  }

  /** As {@code escape_json} in PostgreSQL's {@code json.c} writes it. */
  private static StringBuilder string(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          if (c < ' ') {
            text.append("\\u00").append(Character.forDigit(c >> 4, 16));
            text.append(Character.forDigit(c & 15, 16));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.append('"');
  }
}
