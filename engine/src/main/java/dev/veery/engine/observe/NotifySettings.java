package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.NearMiss;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Durations;
import dev.veery.engine.config.Secrets;
import java.net.URI;
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
 */
record NotifySettings(
    String name, Kind kind, URI url, String secret, Set<String> events, Duration timeout) {

  /** How a message is written. */
  enum Kind {
    WEBHOOK,
    SLACK
  }

  static final List<String> EVENTS = List.of("started", "succeeded", "failed");
  private static final List<String> KEYS = List.of("kind", "url", "secret", "events", "timeout");

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
          default -> {
            problems.add(malformed(name, "kind is expected to be webhook or slack"));
            yield Kind.WEBHOOK;
          }
        };
    if (!url.startsWith("https://") && !url.startsWith("http://")) {
      problems.add(malformed(name, "url is expected to begin with https://"));
      url = "http://localhost";
    }
    URI uri = URI.create("http://localhost");
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      problems.add(malformed(name, "url is no url"));
    }
    List<String> events = List.of(values.getOrDefault("events", "failed").split("[\\s,\u001f]+"));
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
    return new NotifySettings(
        name,
        kind,
        uri,
        secret,
        Set.copyOf(events),
        Objects.requireNonNullElse(timeout, Duration.ofSeconds(3)));
  }

  private static Problem malformed(String name, String what) {
    return new Problem(ErrorCode.CONFIG_MALFORMED, "notify." + name + ": " + what, "");
  }
}
