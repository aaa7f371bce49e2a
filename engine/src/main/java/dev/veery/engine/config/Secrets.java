package dev.veery.engine.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Keeps passwords out of everything that is shown or written: the one place that masks. It knows
 * the values that the configuration holds and recognises passwords in URLs and connection
 * parameters that it has never seen.
 */
public final class Secrets {

  static final String MASK = "****";

  /**
   * Longest first, so that a password that contains another one is masked as a whole. Not with
   * {@code Comparator.comparing}: its lambdas are serializable, which keeps them out of the
   * ahead-of-time cache and costs every start ten milliseconds.
   */
  private final Set<String> known =
      new ConcurrentSkipListSet<>(
          (a, b) -> a.length() == b.length() ? a.compareTo(b) : b.length() - a.length());

  /** Masks this value from now on; one that is too short to be told from ordinary text is left. */
  public void remember(String secret) {
    if (secret.length() >= 4) {
      known.add(secret);
    }
  }

  /** What a name has in it whose value nobody is to see. */
  private static final List<String> TELLING =
      List.of("password", "passwd", "pwd", "secret", "token", "credential", "apikey", "privatekey");

  /** Masks the values of those names that sound as if they should be. */
  public void rememberByName(Map<String, String> values) {
    values.forEach((name, value) -> {
      String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
      if (TELLING.stream().anyMatch(plain::contains)) {
        remember(value);
      }
    });
  }

  /** Whether the text has one of the values in it that {@link #remember} was told of. */
  public boolean isIn(String text) {
    return known.stream().anyMatch(text::contains);
  }

  /** The text with every secret in it replaced. */
  public String mask(String text) {
    String masked = text;
    for (String secret : known) {
      masked = masked.replace(secret, MASK);
    }
    return maskUrls(masked);
  }

  /** The same for what nobody has declared: passwords in URLs, {@code password=} and its like. */
  public static String maskUrls(String text) {
    String masked = text;
    if (masked.contains("://")) {
      masked = maskAuthorities(masked);
    }
    for (String name : PARAMETERS) {
      masked = maskParameter(masked, name);
    }
    return masked;
  }

  private static final List<String> PARAMETERS = List.of("password=", "sslpassword=");

  private static String maskAuthorities(String text) {
    StringBuilder result = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", done)) {
      int start = at + 3;
      int end = start;
      // The last @ of the authority: people forget to escape the @ in their passwords.
      int host = -1;
      int colon = -1;
      while (end < text.length() && "/?# \t\n\"'<>".indexOf(text.charAt(end)) < 0) {
        char c = text.charAt(end);
        if (c == '@') {
          host = end;
        } else if (c == ':' && colon < 0) {
          colon = end;
        }
        end++;
      }
      if (host >= 0 && colon >= 0 && colon < host) {
        result.append(text, done, colon + 1).append(MASK);
        done = host;
      } else {
        result.append(text, done, start);
        done = start;
      }
    }
    return result.append(text, done, text.length()).toString();
  }

  private static String maskParameter(String text, String name) {
    int at = text.indexOf(name);
    if (at < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int done = 0;
    while (at >= 0) {
      int start = at + name.length();
      int end = start;
      while (end < text.length() && "& \t\n\"';,".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      result.append(text, done, start);
      if (end > start) {
        result.append(MASK);
      }
      done = end;
      at = text.indexOf(name, done);
    }
    return result.append(text, done, text.length()).toString();
  }
}
