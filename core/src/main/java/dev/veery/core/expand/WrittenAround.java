package dev.veery.core.expand;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.NamesIn;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.TableStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements around a change of type that the plain form cannot do without: what looks at the
 * column is dropped before, and made again behind it. They run in the instant of the exchange.
 */
final class WrittenAround {

  /** Places in the migration that need nothing else. */
  final Set<Integer> places = new HashSet<>();

  private final Expander.Request request;
  private final Set<ObjectId> gone = new TreeSet<>();
  private final List<String> drops = new ArrayList<>();
  private final List<String> creates = new ArrayList<>();

  /**
   * @param tables finds a table of the live schema
   */
  WrittenAround(Expander.Request request, Function<QualifiedName, @Nullable Table> tables) {
    this.request = request;
    Recreated over = null;
    int last = -1;
    List<ParsedStatement> statements = request.statements();
    for (int i = 0; i < statements.size(); i++) {
      if (statements.get(i).statement() instanceof TableStatement.AlterTable alter) {
        Table table = tables.apply(alter.name());
        for (AlterAction action : alter.actions()) {
          Column column =
              action instanceof AlterAction.AlterColumnType change && table != null
                  ? column(table, change.column().effective())
                  : null;
          if (column != null && table != null) {
            last = i;
            Recreated one = Recreated.over(request.catalog(), table, column);
            over = over == null ? one : over.and(one);
          }
        }
      }
    }
    if (over != null) {
      read(over, last);
    }
  }

  private static @Nullable Column column(Table table, String name) {
    return table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
  }

  private void read(Recreated over, int last) {
    Set<String> names = new HashSet<>();
    List<ParsedStatement> statements = request.statements();
    for (int i = 0; i < statements.size(); i++) {
      ParsedStatement statement = statements.get(i);
      if (i < last && statement.statement() instanceof ObjectStatement.Drop drop) {
        Set<ObjectId> dropped = new TreeSet<>();
        for (ObjectName object : drop.objects()) {
          over.ids().stream()
              .filter(id ->
                  id.name().equals(object.name().name())
                      && id.kind().sql().equalsIgnoreCase(drop.type().words()))
              .forEach(dropped::add);
        }
        if (dropped.size() == drop.objects().size()) {
          gone.addAll(dropped);
          dropped.forEach(id -> names.add(id.name()));
          drops.add(text(statement));
          places.add(i);
        }
      } else if (i > last && !gone.isEmpty() && isAbout(statement, names)) {
        creates.add(text(statement));
        places.add(i);
      }
    }
  }

  /** Whether a statement makes one of them again, or says something of it. */
  private static boolean isAbout(ParsedStatement statement, Set<String> names) {
    String word = statement.tokens().word(0);
    return Set.of("create", "comment", "grant", "revoke", "alter").contains(word)
        && NamesIn.of(statement.text()).stream().anyMatch(names::contains);
  }

  private static String text(ParsedStatement parsed) {
    String text = parsed.text().strip();
    return text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
  }

  /** With the author's statements in place of our own. */
  Recreated with(Recreated over) {
    if (gone.isEmpty()) {
      return over;
    }
    List<String> before = new ArrayList<>();
    before.add("SET LOCAL search_path TO " + Dependents.quoted(request.searchPath()));
    before.addAll(drops);
    return over.written(gone, before, creates);
  }
}
