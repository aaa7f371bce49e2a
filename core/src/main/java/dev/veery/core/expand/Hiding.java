package dev.veery.core.expand;

import dev.veery.core.plan.PlannedMigration;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.Tokens;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Behavior;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.List;

/** {@code DROP TABLE} and {@code DROP COLUMN} where what is dropped is kept. */
public final class Hiding implements Rewriting {

  private final String home;
  private final String keep;

  /**
   * @param home the schema of the journal, quoted
   * @param keep for how long, as an interval
   */
  public Hiding(String home, String keep) {
    this.home = home;
    this.keep = keep;
  }

  @Override
  public String of(PlannedMigration migration, ScriptItem.Statement statement) {
    String text = statement.text();
    if (!statement.words().contains("drop")) {
      return text;
    }
    ParsedStatement parsed = SqlStatement.parse(text);
    String version = migration.version().text();
    return switch (parsed.statement()) {
      case ObjectStatement.Drop drop when drop.type() == ObjectType.TABLE -> tables(drop, version);
      case TableStatement.AlterTable alter
          when alter.type() == ObjectType.TABLE && dropsColumn(alter) ->
          columns(parsed, alter, version);
      default -> text;
    };
  }

  private static boolean dropsColumn(TableStatement.AlterTable alter) {
    return alter.actions().stream().anyMatch(a -> a instanceof AlterAction.DropColumn);
  }

  private String tables(ObjectStatement.Drop drop, String version) {
    List<String> calls = new ArrayList<>();
    drop.objects()
        .forEach(object ->
            calls.add(
                call("hide_table", regclass(object.name(), drop.ifExists()), "", version)
                    + (drop.behavior() == Behavior.CASCADE)
                    + ")"));
    return "SELECT " + String.join(", ", calls);
  }

  /** Its other actions run as they are, before: one statement may do both. */
  private String columns(ParsedStatement parsed, TableStatement.AlterTable alter, String version) {
    List<String> calls = new ArrayList<>();
    boolean others = false;
    for (AlterAction action : alter.actions()) {
      if (action instanceof AlterAction.DropColumn drop) {
        String call =
            call(
                    "hide_column",
                    regclass(alter.name(), alter.ifExists()),
                    Identifiers.literal(drop.column().effective()) + ", ",
                    version)
                + (drop.behavior() == Behavior.CASCADE)
                + ")";
        calls.add(
            drop.ifExists()
                ? "CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = "
                    + regclass(alter.name(), true)
                    + " AND attname = "
                    + Identifiers.literal(drop.column().effective())
                    + " AND NOT attisdropped) THEN "
                    + call
                    + " END"
                : call);
      } else {
        others = true;
      }
    }
    return others
        ? "DO "
            + Identifiers.dollarQuoted(
                "\nBEGIN\n  EXECUTE "
                    + Identifiers.literal(withoutDrops(parsed, alter))
                    + ";\n  PERFORM "
                    + String.join(", ", calls)
                    + ";\nEND\n")
        : "SELECT " + String.join(", ", calls);
  }

  /** The statement with those of its actions only that drop no column. */
  private static String withoutDrops(ParsedStatement parsed, TableStatement.AlterTable alter) {
    Tokens tokens = parsed.tokens();
    int i = 0;
    while (tokens.start(i) < alter.name().span().end()) {
      i++;
    }
    i += tokens.is(i, '*') ? 1 : 0;
    String head = tokens.text(0, tokens.start(i));
    List<String> kept = new ArrayList<>();
    int depth = 0;
    int from = i;
    for (; from < tokens.count(); i++) {
      boolean end = i >= tokens.count() || tokens.kind(i) == TokenKind.SEMICOLON;
      depth += tokens.kind(i) == TokenKind.OPEN_PAREN ? 1 : 0;
      depth -= tokens.kind(i) == TokenKind.CLOSE_PAREN ? 1 : 0;
      if (end || depth == 0 && tokens.kind(i) == TokenKind.COMMA) {
        String action = tokens.text(tokens.start(from), tokens.start(i)).strip();
        if (!tokens.word(from).equals("drop") || tokens.word(from + 1).equals("constraint")) {
          kept.add(action);
        }
        from = i + 1;
      }
      if (end) {
        break;
      }
    }
    return head + String.join(", ", kept);
  }

  private String call(String function, String table, String column, String version) {
    return home
        + '.'
        + function
        + '('
        + table
        + ", "
        + column
        + Identifiers.literal(version)
        + ", "
        + Identifiers.literal(keep)
        + ", ";
  }

  private static String regclass(QualifiedName name, boolean ifExists) {
    String text =
        Identifiers.literal(
            Identifiers.qualified(name.parts().stream().map(Identifier::effective).toList()));
    return ifExists ? "pg_catalog.to_regclass(" + text + ")" : text + "::regclass";
  }
}
