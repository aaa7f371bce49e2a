package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Durations;
import dev.veery.engine.config.Secrets;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One {@code [notify.NAME]}.
 *
 * @param name for warnings
 * @param kind how messages are written
 * @param url where they go; a secret, since many have a token in them
 * @param secret the key of the signature; empty for none
 * @param events which are sent
 * @param timeout for one try
 * @param from the sender of mail; empty for other kinds
 * @param to the receivers of mail; empty for other kinds
 */
record NotifySettings(
    String name,
    Kind kind,
    URI url,
    String secret,
    Set<String> events,
    Duration timeout,
    String from,
    List<String> to) {

  /** How a message is written. */
  enum Kind {
    WEBHOOK,
    SLACK,
    EMAIL
  }

  /** A change is expanded, and its second half is due some day. */
  static final String WAITING = "waiting-for-contract";

  static final String DRIFT = "drift";
  static final List<String> EVENTS = List.of("started", "succeeded", "failed", WAITING, DRIFT);
  private static final List<String> KEYS =
      List.of("kind", "url", "secret", "events", "timeout", "from", "to");

  NotifySettings {
    events = Set.copyOf(events);
    to = List.copyOf(to);
  }

  /**
   * Every endpoint of the table.
   *
   * @param secrets learns the urls and keys
   * @throws VeeryException with everything that is wrong
   */
  static List<NotifySettings> of(Map<String, String> table, Secrets secrets) {
    Map<String, Map<String, String>> byName = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    table.forEach((key, text) -> {
      int dot = key.indexOf('.');
      String name = dot < 0 ? key : key.substring(0, dot);
      String setting = dot < 0 ? "" : key.substring(dot + 1);
      if (KEYS.contains(setting)) {
        byName.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(setting, text);
      } else {
        problems.add(
            new Problem(
                ErrorCode.CONFIG_UNKNOWN_KEY,
                "unknown key 'notify." + key + "'",
                setting.isEmpty()
                    ? "endpoints have names: [notify." + name + "]"
                    : NearMiss.remedy(setting, KEYS, "the keys are " + String.join(", ", KEYS))));
      }
    });
    List<NotifySettings> all = new ArrayList<>();
    byName.forEach((name, values) -> {
      NotifySettings one = one(name, values, secrets, problems);
      all.add(one);
    });
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
    return all;
  }

  private static NotifySettings one(
      String name, Map<String, String> values, Secrets secrets, List<Problem> problems) {
    String url = values.getOrDefault("url", "");
    secrets.remember(url);
    String secret = values.getOrDefault("secret", "");
    secrets.remember(secret);
    Kind kind =
        switch (values.getOrDefault("kind", "webhook")) {
          case "webhook" -> Kind.WEBHOOK;
          case "slack" -> Kind.SLACK;
          case "email" -> Kind.EMAIL;
          default -> {
            problems.add(malformed(name, "kind is expected to be webhook, slack or email"));
            yield Kind.WEBHOOK;
          }
        };
    URI uri = uri(name, url, kind == Kind.EMAIL ? "smtp" : "http", problems);
    if (uri.getRawUserInfo() != null && kind == Kind.EMAIL) {
      secrets.remember(password(uri));
    }
    List<String> events = words(values.getOrDefault("events", "failed"));
    for (String event : events) {
      if (!EVENTS.contains(event)) {
        problems.add(
            malformed(name, "events has '" + event + "'; they are " + String.join(", ", EVENTS)));
      }
    }
    Duration timeout = Durations.parse(values.getOrDefault("timeout", "3s"));
    if (timeout == null || timeout.isZero()) {
      problems.add(malformed(name, "timeout is expected to be a duration, such as \"3s\""));
    }
    String from = values.getOrDefault("from", "").strip();
    List<String> to = words(values.getOrDefault("to", ""));
    if (kind == Kind.EMAIL && (to.isEmpty() || from.isEmpty())) {
      problems.add(malformed(name, "mail needs from = \"…\" and to = \"…\""));
    }
    for (String address : kind == Kind.EMAIL ? to : List.<String>of()) {
      if (address.indexOf('@') < 1) {
        problems.add(malformed(name, "to has '" + address + "', which is no address"));
      }
    }
    return new NotifySettings(
        name,
        kind,
        uri,
        secret,
        Set.copyOf(events),
        Objects.requireNonNullElse(timeout, Duration.ofSeconds(3)),
        from,
        to);
  }

  /** Separated by commas or spaces, or a list of the file. */
  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("[\\s,\u001f]+"));
  }

  private static URI uri(String name, String url, String scheme, List<Problem> problems) {
    URI nowhere = URI.create(scheme + "://localhost");
    if (!url.startsWith(scheme + "s://") && !url.startsWith(scheme + "://")) {
      problems.add(malformed(name, "url is expected to begin with " + scheme + "s://"));
      return nowhere;
    }
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, without the url: it may have a token in it.
    }
    problems.add(malformed(name, "url is no url"));
    return nowhere;
  }

  private static String password(URI uri) {
    String user = uri.getRawUserInfo();
    int colon = user == null ? -1 : user.indexOf(':');
    return user == null || colon < 0 ? "" : decoded(user.substring(colon + 1));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** As the module wants it that sends mail. */
  ObserveProvider.Mail mail() {
    boolean tls = "smtps".equals(url.getScheme());
    String user = url.getRawUserInfo();
    int colon = user == null ? -1 : user.indexOf(':');
    return new ObserveProvider.Mail(
        name,
        url.getHost(),
        url.getPort() > 0 ? url.getPort() : tls ? 465 : user == null ? 25 : 587,
        tls,
        user == null ? null : decoded(colon < 0 ? user : user.substring(0, colon)),
        user == null ? null : password(url),
        from,
        to,
        timeout);
  }

  private static Problem malformed(String name, String what) {
    return new Problem(ErrorCode.CONFIG_MALFORMED, "notify." + name + ": " + what, "");
  }
}
