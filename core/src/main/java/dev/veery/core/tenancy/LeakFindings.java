package dev.veery.core.tenancy;

import dev.veery.core.lint.Severity;
import dev.veery.core.tenancy.Matrix.Cell;
import dev.veery.core.tenancy.Matrix.Command;
import dev.veery.core.tenancy.Matrix.Key;
import dev.veery.core.tenancy.Matrix.Setting;
import dev.veery.core.tenancy.TenancyFinding.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the leaks of a matrix into findings, one for each object, role and kind. */
public final class LeakFindings {

  private LeakFindings() {}

  private record Group(String object, String role, String code) implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      int byObject = object.compareTo(other.object);
      if (byObject != 0) {
        return byObject;
      }
      int byRole = role.compareTo(other.role);
      return byRole != 0 ? byRole : code.compareTo(other.code);
    }
  }

  /** Every leak, joined by object, role and kind. */
  public static List<TenancyFinding> of(Map<Key, Cell> leaks) {
    Map<Group, Map<Command, Map<Key, Cell>>> groups = new java.util.TreeMap<>();
    leaks.forEach((key, cell) ->
        groups
            .computeIfAbsent(
                new Group(key.object(), key.role(), code(key.command())),
                g -> new LinkedHashMap<>())
            .computeIfAbsent(key.command(), c -> new LinkedHashMap<>())
            .put(key, cell));
    List<TenancyFinding> findings = new ArrayList<>();
    groups.forEach((group, commands) -> findings.add(finding(group, commands)));
    return findings;
  }

  private static String code(Command command) {
    return switch (command) {
      case EXISTENCE -> "existence-leak";
      case REFERENCE -> "reference-leak";
      case OWN_WRITE -> "side-effect";
      case SELECT, INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE, RETURNING, ON_CONFLICT, CALL ->
          "leak";
    };
  }

  private static String settings(Set<Key> keys) {
    return keys.size() == Setting.values().length
        ? "whatever the setting"
        : keys.stream().map(key -> key.setting().words()).collect(Collectors.joining(", "));
  }

  private static TenancyFinding finding(Group group, Map<Command, Map<Key, Cell>> commands) {
    List<String> proofs = new ArrayList<>();
    List<String> ways = new ArrayList<>();
    commands.forEach((command, cells) -> {
      ways.add(command.word() + " (" + settings(cells.keySet()) + ")");
      Cell first = cells.values().iterator().next();
      proofs.add(first.script() + "\n-- " + first.detail());
    });
    return new TenancyFinding(
        group.code(),
        Source.ATTACK,
        group.code().equals("existence-leak") ? Severity.WARNING : Severity.ERROR,
        group.object(),
        switch (group.code()) {
          case "existence-leak" ->
              group.role() + " learns from " + group.object() + " what other tenants have";
          case "reference-leak" ->
              group.role() + " can make rows of " + group.object() + " refer to another tenant's";
          case "side-effect" ->
              "what "
                  + group.role()
                  + " writes to "
                  + group.object()
                  + " changes another tenant's rows";
          default -> group.role() + " reaches rows of other tenants through " + group.object();
        },
        String.join(", ", ways),
        "",
        proofs);
  }
}
