package dev.veery.core.diff;

import dev.veery.core.catalog.DatabaseObject.Subscription;
import dev.veery.core.sql.Identifiers;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Subscriptions, without a word to the other server: they are made disabled and without a
 * connection, and what they leave there stays there.
 */
final class SubscriptionSql {

  /** What PostgreSQL takes for an option that is not given. */
  private static final Map<String, String> STANDARD =
      Map.of(
          "binary", "false",
          "streaming", "off",
          "synchronous_commit", "off",
          "two_phase", "false",
          "disable_on_error", "false",
          "password_required", "true",
          "run_as_owner", "false",
          "origin", "any",
          "failover", "false");

  private SubscriptionSql() {}

  static String create(Subscription subscription) {
    var options = new LinkedHashMap<String, String>();
    options.put("connect", "false");
    if (!subscription.slot().equals(subscription.id().name())) {
      options.put("slot_name", slot(subscription));
    }
    options.putAll(subscription.options());
    return "CREATE SUBSCRIPTION "
        + subscription.id().sqlName()
        + "\n    CONNECTION '' -- ALTER SUBSCRIPTION … CONNECTION, REFRESH PUBLICATION and ENABLE"
        + " follow by hand"
        + "\n    PUBLICATION "
        + Clauses.names(subscription.publications())
        + "\n    WITH ("
        + written(options)
        + ')';
  }

  private static String slot(Subscription subscription) {
    return subscription.slot().isEmpty() ? "NONE" : Identifiers.literal(subscription.slot());
  }

  private static String written(Map<String, String> options) {
    return options.entrySet().stream()
        .map(option -> option.getKey() + " = " + option.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The slot is let go of first: otherwise the server would ask the other one to remove it. */
  static List<String> drop(Subscription subscription, String exists) {
    String alter = "ALTER SUBSCRIPTION " + subscription.id().sqlName();
    return List.of(
        alter + " DISABLE",
        alter + " SET (slot_name = NONE)",
        "DROP SUBSCRIPTION " + exists + subscription.id().sqlName());
  }

  /** Whether a subscription can become another one in place. */
  static boolean alter(Subscription before, Subscription after, List<String> statements) {
    String alter = "ALTER SUBSCRIPTION " + after.id().sqlName();
    if (!before.publications().equals(after.publications())) {
      statements.add(
          alter
              + " SET PUBLICATION "
              + Clauses.names(after.publications())
              + " WITH (refresh = false)");
    }
    Map<String, String> changed = new LinkedHashMap<>();
    if (!before.slot().equals(after.slot())) {
      changed.put("slot_name", slot(after));
    }
    Set<String> names = new LinkedHashSet<>(before.options().keySet());
    names.addAll(after.options().keySet());
    for (String name : names) {
      String value = after.options().getOrDefault(name, STANDARD.getOrDefault(name, "false"));
      if (!value.equals(before.options().getOrDefault(name, STANDARD.getOrDefault(name, "")))) {
        changed.put(name, value);
      }
    }
    if (changed.containsKey("two_phase") || changed.containsKey("failover")) {
      // The server asks the other one to change its slot, and wants to be in no transaction.
      return false;
    }
    if (changed.containsKey("slot_name")) {
      // The server refuses that while the subscription is enabled.
      statements.add(alter + " DISABLE");
    }
    if (!changed.isEmpty()) {
      statements.add(alter + " SET (" + written(changed) + ')');
    }
    return true;
  }
}
