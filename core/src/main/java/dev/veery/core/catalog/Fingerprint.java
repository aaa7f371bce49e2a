package dev.veery.core.catalog;

import dev.veery.core.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/**
 * A digest of an object or of a whole catalog: equal exactly when what it was made of is equal,
 * whatever database that was read from. It can be stored and compared later; a change of the
 * algorithm changes the prefix, so that old and new ones are never taken for a difference of the
 * schema.
 *
 * @param text {@code v1:} and a SHA-256 in hex
 */
public record Fingerprint(String text) {

  private static final String VERSION = "v1:";

  public Fingerprint {
    Objects.requireNonNull(text);
  }

  /** Of one object: its name and everything it holds, its owner and privileges included. */
  public static Fingerprint of(SchemaObject object) {
    MessageDigest digest = Sha256.digest();
    update(digest, object.id().toString());
    for (Map.Entry<String, String> property : Properties.of(object).entrySet()) {
      update(digest, property.getKey());
      update(digest, property.getValue());
    }
    return finish(digest);
  }

  /** Of a whole catalog. */
  public static Fingerprint of(Catalog catalog) {
    MessageDigest digest = Sha256.digest();
    for (SchemaObject object : catalog.objects().values()) {
      update(digest, of(object).text());
    }
    return finish(digest);
  }

  /**
   * Of a whole catalog without what is passed over, for catalogs of different servers: roles and
   * their privileges are often not the same there.
   */
  public static Fingerprint of(Catalog catalog, IgnoreList ignored) {
    MessageDigest digest = Sha256.digest();
    for (SchemaObject object : catalog.objects().values()) {
      if (ignored.ignores(object)) {
        continue;
      }
      update(digest, object.id().toString());
      for (Map.Entry<String, String> property : Properties.of(object).entrySet()) {
        if (!ignored.ignores(property.getKey())) {
          update(digest, property.getKey());
          update(digest, property.getValue());
        }
      }
    }
    return finish(digest);
  }

  /** Whether the other one was made by the same algorithm, so that a comparison says anything. */
  public boolean isComparableTo(Fingerprint other) {
    return prefix().equals(other.prefix());
  }

  private String prefix() {
    return text.substring(0, text.indexOf(':') + 1);
  }

  // The end of each part is marked: "ab" and "c" are not "a" and "bc".
  private static void update(MessageDigest digest, String part) {
    digest.update(part.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static Fingerprint finish(MessageDigest digest) {
    return new Fingerprint(VERSION + HexFormat.of().formatHex(digest.digest()));
  }

  @Override
  public String toString() {
    return text;
  }
}
