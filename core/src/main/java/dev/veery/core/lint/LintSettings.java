package dev.veery.core.lint;

import dev.veery.core.NearMiss;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code [lint]} says.
 *
 * @param server the oldest major that the migrations have to work on
 * @param lockTimeout whether the runner sets one for every statement
 * @param failOn the mildest severity that makes the command fail; null for never
 * @param baseline the baseline file, relative to the project; empty for the default
 * @param tenantColumn its name, empty where tables are not shared between tenants
 * @param marked rows that are marked as deleted
 * @param tenants which files are for each tenant of a fleet
 * @param namePattern what new names have to match, or null for anything
 * @param severities by code; an empty one turns the rule off
 */
public record LintSettings(
    int server,
    boolean lockTimeout,
    @Nullable Severity failOn,
    String baseline,
    String tenantColumn,
    MarkedRows marked,
    TenantFiles tenants,
    @Nullable Pattern namePattern,
    Map<String, Optional<Severity>> severities) {

  /** The newest major that the rules know. */
  public static final int NEWEST_SERVER = 18;

  /** Names a key of {@code [lint]} and what it is for, for documentation and suggestions. */
  private static final List<String> KEYS =
      List.of(
          "server",
          "fail-on",
          "baseline",
          "tenant-column",
          "tenant-schema",
          "tenant-shared",
          "soft-delete-columns",
          "soft-delete-rows",
          "name-pattern");

  public static final LintSettings DEFAULT =
      new LintSettings(
          NEWEST_SERVER,
          false,
          Severity.ERROR,
          "",
          "",
          MarkedRows.NONE,
          TenantFiles.NONE,
          null,
          Map.of());

  public LintSettings {
    severities = Map.copyOf(severities);
  }

  /**
   * Reads the entries of the table.
   *
   * @param rules that may be named
   * @param problems takes a sentence for everything that is not understood
   */
  public static LintSettings read(
      Map<String, String> entries, Collection<Rule> rules, List<String> problems) {
    int server = DEFAULT.server;
    Severity failOn = DEFAULT.failOn;
    String baseline = "";
    String tenant = "";
    List<String> softDelete = List.of();
    String deletedRows = null;
    String tenantSchema = "";
    String shared = "";
    Pattern names = null;
    Map<String, Optional<Severity>> severities = new LinkedHashMap<>();
    // In the order of the alphabet, so that the same mistakes read the same.
    for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
      String value = entry.getValue().strip();
      switch (entry.getKey()) {
        case "server" -> server = major(value, problems);
        case "fail-on" -> failOn = severity("fail-on", value, "never", problems).orElse(null);
        case "baseline" -> baseline = value;
        case "tenant-column" -> tenant = value;
        case "tenant-schema" -> tenantSchema = value;
        case "tenant-shared" -> shared = value;
        case "soft-delete-columns" -> softDelete = names(value);
        case "soft-delete-rows" -> deletedRows = included(value, problems);
        case "name-pattern" -> names = pattern(value, problems);
        default -> {
          if (rules.stream().anyMatch(rule -> rule.about().code().equals(entry.getKey()))) {
            severities.put(entry.getKey(), severity(entry.getKey(), value, "off", problems));
          } else {
            problems.add(unknown(entry.getKey(), rules));
          }
        }
      }
    }
    return new LintSettings(
        server,
        false,
        failOn,
        baseline,
        tenant,
        new MarkedRows(softDelete, deletedRows),
        new TenantFiles(tenantSchema, shared),
        names,
        severities);
  }

  private static String unknown(String key, Collection<Rule> rules) {
    List<String> known = new ArrayList<>(KEYS);
    rules.forEach(rule -> known.add(rule.about().code()));
    return "lint."
        + key
        + " is neither a setting nor a rule; "
        + NearMiss.remedy(key, known, "veery rules lists the rules");
  }

  private static int major(String value, List<String> problems) {
    if (value.matches("1[4-9]|[2-9][0-9]")) {
      return Integer.parseInt(value);
    }
    problems.add("lint.server is expected to be a major of PostgreSQL from 14 on, not " + value);
    return DEFAULT.server;
  }

  private static @Nullable String included(String value, List<String> problems) {
    if (value.equals("included") || value.equals("excluded")) {
      return value;
    }
    problems.add("lint.soft-delete-rows is included or excluded, not '" + value + "'");
    return null;
  }

  private static @Nullable Pattern pattern(String value, List<String> problems) {
    try {
      return value.isEmpty() ? null : Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      problems.add(
          "lint.name-pattern is expected to be a regular expression: " + e.getDescription());
      return null;
    }
  }

  private static Optional<Severity> severity(
      String key, String value, String none, List<String> problems) {
    String lower = value.toLowerCase(Locale.ROOT);
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(lower)) {
        return Optional.of(severity);
      }
    }
    if (!lower.equals(none)) {
      problems.add("lint." + key + " is error, warning, note or " + none + ", not '" + value + "'");
    }
    return Optional.empty();
  }

  private static List<String> names(String value) {
    List<String> names = new ArrayList<>();
    for (String name : value.split(",")) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    return names;
  }

  /** The columns that mark a row as deleted. */
  public List<String> softDeleteColumns() {
    return marked.columns();
  }

  /** Whether a rule is to be applied. */
  public boolean isOn(About about) {
    Optional<Severity> wished = severities.get(about.code());
    return about.holdsOn(server) && (wished == null ? about.onByDefault() : wished.isPresent());
  }

  /** How bad its findings are. */
  public Severity severity(About about) {
    Optional<Severity> wished = severities.get(about.code());
    return wished == null ? about.severity() : wished.orElse(about.severity());
  }

  /** The same with a rule turned on. */
  public LintSettings with(String code, Severity severity) {
    Map<String, Optional<Severity>> more = new LinkedHashMap<>(severities);
    more.put(code, Optional.of(severity));
    return new LintSettings(
        server, lockTimeout, failOn, baseline, tenantColumn, marked, tenants, namePattern, more);
  }

  /** The same for another server. */
  public LintSettings on(int major) {
    return new LintSettings(
        major,
        lockTimeout,
        failOn,
        baseline,
        tenantColumn,
        marked,
        tenants,
        namePattern,
        severities);
  }

  /** The same, knowing whether the runner limits how long every statement waits for a lock. */
  public LintSettings withLockTimeout(boolean set) {
    return new LintSettings(
        server, set, failOn, baseline, tenantColumn, marked, tenants, namePattern, severities);
  }
}
