package dev.veery.core.rehearse;

import dev.veery.core.expand.Rewriting;
import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.Option;
import dev.veery.core.sql.ast.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Statements about subscriptions on a scratch database, where they are made and changed like any
 * other object and never connect to the server that publishes: there they would make or drop a
 * replication slot, and a worker would take away what the real subscriber is waiting for.
 */
public final class Unconnected implements Rewriting {

  /** What only has a meaning with a connection. */
  private static final Set<String> CONNECTING = Set.of("connect", "create_slot", "copy_data");

  /** Their change is a question to the other server. */
  private static final Set<String> OF_THE_SLOT = Set.of("two_phase", "failover");

  private static final String NOTHING = "SELECT 'nothing is asked of the publisher'";

  private final Rewriting others;

  private Unconnected(Rewriting others) {
    this.others = others;
  }

  /**
   * @param real whether the database is the one that the migrations are for
   * @param others for all other statements
   */
  public static Rewriting unless(boolean real, Rewriting others) {
    return real ? others : new Unconnected(others);
  }

  @Override
  public String of(PlannedMigration migration, ScriptItem.Statement statement) {
    List<String> words = statement.words();
    return words.size() > 1 && words.get(1).equals("subscription")
        ? of(statement.text())
        : others.of(migration, statement);
  }

  static String of(String text) {
    Tokens tokens = Tokens.of(text);
    return switch (tokens.word(0)) {
      case "create" -> create(text);
      case "drop" -> drop(tokens);
      case "alter" -> alter(text, tokens);
      default -> text;
    };
  }

  private static String create(String text) {
    if (!(SqlStatement.parse(text).statement()
        instanceof ObjectStatement.CreateSubscription subscription)) {
      return text;
    }
    var options = new ArrayList<String>();
    options.add("connect = false");
    for (Option option : subscription.with()) {
      if (!CONNECTING.contains(option.name()) && !option.name().equals("enabled")) {
        options.add(option.name() + (option.value() == null ? "" : " = " + option.value().text()));
      }
    }
    return "CREATE SUBSCRIPTION "
        + Identifiers.quote(subscription.name().effective())
        + " CONNECTION '' PUBLICATION "
        + subscription.publications().stream()
            .map(Identifier::effective)
            .map(Identifiers::quote)
            .collect(Collectors.joining(", "))
        + " WITH ("
        + String.join(", ", options)
        + ')';
  }

  /** Without its slot it can be dropped without a connection. */
  private static String drop(Tokens tokens) {
    boolean ifExists = tokens.word(2).equals("if");
    int at = ifExists ? 4 : 2;
    String name = tokens.text(tokens.start(at), tokens.end(at));
    String statements =
        "\nBEGIN\n  ALTER SUBSCRIPTION "
            + name
            + " DISABLE;\n  ALTER SUBSCRIPTION "
            + name
            + " SET (slot_name = NONE);\n  DROP SUBSCRIPTION "
            + name
            + ";\n"
            + (ifExists ? "EXCEPTION WHEN undefined_object THEN NULL;\n" : "")
            + "END\n";
    return "DO " + Identifiers.dollarQuoted(statements);
  }

  private static String alter(String text, Tokens tokens) {
    String verb = tokens.word(3);
    boolean ofPublications =
        tokens.word(4).equals("publication")
            && (verb.equals("set") || verb.equals("add") || verb.equals("drop"));
    if (ofPublications) {
      int end = 4;
      while (end < tokens.count() && !tokens.word(end).equals("with") && !tokens.is(end, ';')) {
        end++;
      }
      int until = end < tokens.count() ? tokens.start(end) : text.length();
      return tokens.text(0, until).strip() + " WITH (refresh = false)";
    }
    if (verb.equals("enable") || verb.equals("refresh")) {
      return NOTHING;
    }
    if (verb.equals("set")) {
      for (int i = 4; i < tokens.count(); i++) {
        if (OF_THE_SLOT.contains(tokens.word(i))) {
          return NOTHING;
        }
      }
    }
    return text;
  }
}
