package dev.veery.core.online;

import dev.veery.core.lint.state.SchemaChanges;
import dev.veery.core.migration.Directives;
import dev.veery.core.plan.Rewritten;
import dev.veery.core.plan.Rewritten.Remark;
import dev.veery.core.plan.Step;
import dev.veery.core.plan.StepHash;
import dev.veery.core.plan.Summaries;
import dev.veery.core.plan.TransactionUse;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.ScriptItem.RawDirective;
import dev.veery.core.sql.SourcePosition;
import dev.veery.core.sql.Splitter;
import dev.veery.core.sql.SqlSource;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.SqlStatement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the online forms of its statements into a script.
 *
 * <p>Statement by statement, each on the schema that those before it have made. What a form is made
 * of is text; it is split again as a script would be, and its statements stand where the plain one
 * stood: a failure is told of the line in the author's file.
 */
public final class OnlineScript {

  private OnlineFacts facts;
  private final SchemaChanges changes;
  private int number;

  /**
   * @param facts of the database before the first script; {@link OnlineFacts#schema} is changed by
   *     every script that is read
   */
  public OnlineScript(OnlineFacts facts) {
    this.facts = facts;
    this.changes = new SchemaChanges(facts.schema());
    this.number = facts.newFrom();
  }

  /** What scripts have made so far is in use from here on: each is applied before the next one. */
  public void fromHere() {
    facts =
        new OnlineFacts(
            facts.major(),
            facts.schema(),
            number,
            facts.searchPath(),
            facts.empty(),
            facts.catalog());
  }

  /** Tables that are found to be empty before the next script is read. */
  public void empty(Set<String> tables) {
    facts = facts.withEmpty(tables);
  }

  /** What is known just before a script. */
  public OnlineFacts before(Directives file) {
    begin(file);
    return facts;
  }

  /** Takes note of what a script does that runs as it is. */
  public void pass(Script script, Directives file) {
    begin(file);
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        changes.apply(SqlStatement.parse(statement.bytes()).statement(), number, 0);
      }
    }
    number++;
  }

  /**
   * The script with the forms of its statements in it.
   *
   * @param file the directives of the file and the section
   * @param begun how it began to run in an earlier run, or null; a statement that has not changed
   *     since keeps its form
   */
  public Rewritten rewrite(Script script, Directives file, @Nullable Stored begun) {
    begin(file);
    Building building = new Building();
    boolean off = !file.online();
    boolean own = false;
    for (ScriptItem item : script.items()) {
      String hash = hash(item);
      if (!(item instanceof ScriptItem.Statement statement)) {
        building.keep(item, hash);
        continue;
      }
      ParsedStatement parsed = SqlStatement.parse(statement.bytes());
      Directives directives = Directives.ofStatement(statement.directives());
      switch (TransactionUse.of(statement.words())) {
        case BEGIN -> own = true;
        case COMMIT, ROLLBACK -> own = false;
        default -> {
          // Nothing about transactions.
        }
      }
      int place = begun == null ? -1 : begun.find(hash, building.hashes.size());
      if (begun != null && place >= 0) {
        building.stored(statement, hash, begun.forms().get(place), begun.leftovers().get(place));
      } else if (off || !directives.online()) {
        building.keep(item, hash);
      } else {
        boolean separate = file.transaction() != null || directives.transaction() != null;
        OnlineForm form = OnlineForms.of(parsed, facts);
        building.put(
            statement,
            hash,
            separate && isItself(form, parsed) ? OnlineForm.AsItIs.FORM : form,
            own);
      }
      changes.apply(parsed.statement(), number, 0);
    }
    number++;
    return building.done(script);
  }

  /** Whether all that a form does is to run the statement in a transaction of its own. */
  private static boolean isItself(OnlineForm form, ParsedStatement statement) {
    return form instanceof OnlineForm.Pieces pieces
        && pieces.pieces().size() == 1
        && pieces.pieces().getFirst() instanceof Piece.Own only
        && only.statements().equals(List.of(new StatementText(statement).all()));
  }

  private void begin(Directives file) {
    String path = file.searchPath();
    facts.schema().beginScript(path == null ? facts.searchPath() : SchemaChanges.path(path));
  }

  /**
   * The forms in which a migration began to run.
   *
   * @param hashes of the statements that the author had written then
   */
  public record Stored(List<String> hashes, List<String> forms, List<String> leftovers) {
    public Stored {
      hashes = List.copyOf(hashes);
      forms = List.copyOf(forms);
      leftovers = List.copyOf(leftovers);
    }

    /** The place of a statement, -1 where it has been changed since or was not there. */
    int find(String hash, int place) {
      return place < hashes.size() && hashes.get(place).equals(hash) ? place : -1;
    }
  }

  private static String hash(ScriptItem item) {
    Step.Action action =
        switch (item) {
          case ScriptItem.Statement statement -> new Step.Action.Sql(statement);
          case ScriptItem.Copy copy -> new Step.Action.Copy(copy);
          case ScriptItem.Echo echo -> new Step.Action.Echo(echo);
        };
    return StepHash.of(new Step(1, action, Step.Timeouts.DEFAULT));
  }

  /**
   * What removes the leftovers of all forms, last first.
   *
   * @param label how the script is called in messages
   */
  public static @Nullable Script leftovers(String label, Stored stored) {
    StringBuilder text = new StringBuilder();
    for (String leftover : stored.leftovers().reversed()) {
      if (!leftover.isEmpty()) {
        text.append(leftover).append('\n');
      }
    }
    return text.isEmpty() ? null : split(label + " (what is left)", text.toString());
  }

  private static Script split(String name, String text) {
    return Splitter.split(SqlSource.of(name, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A script on its way. */
  private static final class Building {
    private final List<ScriptItem> items = new ArrayList<>();
    private final List<String> hashes = new ArrayList<>();
    private final List<String> forms = new ArrayList<>();
    private final List<String> leftovers = new ArrayList<>();
    private final List<Remark> remarks = new ArrayList<>();

    void keep(ScriptItem item, String hash) {
      items.add(item);
      add(hash, "", "");
    }

    private void add(String hash, String form, String leftover) {
      hashes.add(hash);
      forms.add(form);
      leftovers.add(leftover);
    }

    void stored(ScriptItem.Statement statement, String hash, String form, String leftover) {
      if (form.isEmpty()) {
        keep(statement, hash);
      } else {
        remarks.add(remark(statement, "as it began", "", insert(statement, form)));
        add(hash, form, leftover);
      }
    }

    /**
     * @param own whether it stands in a transaction that the author has opened
     */
    void put(ScriptItem.Statement statement, String hash, OnlineForm form, boolean own) {
      switch (form) {
        case OnlineForm.AsItIs asItIs -> keep(statement, hash);
        case OnlineForm.Pieces pieces ->
            put(statement, hash, pieces.pieces(), pieces.leftovers(), pieces.why(), own);
        case OnlineForm.Phased phased ->
            put(statement, hash, phased.expand(), phased.abort(), phased.why(), own);
        case OnlineForm.Refused refused -> {
          remarks.add(remark(statement, refused.reason(), refused.remedy(), List.of()));
          keep(statement, hash);
        }
      }
    }

    private void put(
        ScriptItem.Statement statement,
        String hash,
        List<Piece> pieces,
        List<Piece> left,
        String why,
        boolean own) {
      if (own) {
        remarks.add(
            remark(
                statement,
                why + "; it stands in a transaction of the script's own and stays as it is",
                "take it out of BEGIN and COMMIT",
                List.of()));
        keep(statement, hash);
        return;
      }
      String text = FormText.of(pieces, inherited(statement));
      remarks.add(remark(statement, why, "", insert(statement, text)));
      add(hash, text, left.isEmpty() ? "" : FormText.of(left));
    }

    /** Adds the statements of a form and says what they are. */
    private List<String> insert(ScriptItem.Statement plain, String text) {
      SourcePosition at = plain.position();
      List<String> summaries = new ArrayList<>();
      for (ScriptItem item : split(at.file() + ":" + at.line() + " (online)", text).items()) {
        if (item instanceof ScriptItem.Statement piece) {
          items.add(
              new ScriptItem.Statement(
                  at,
                  piece.source(),
                  piece.start(),
                  piece.end(),
                  piece.words(),
                  piece.directives(),
                  piece.rendering()));
          summaries.add(Summaries.of(piece.text()));
        } else {
          throw new IllegalStateException("a form is made of statements only: " + text);
        }
      }
      return summaries;
    }

    private static Remark remark(
        ScriptItem.Statement statement, String why, String remedy, List<String> pieces) {
      return new Remark(statement.position(), Summaries.of(statement.text()), why, remedy, pieces);
    }

    /** The directives that each piece has from the plain statement: how long it may wait or run. */
    static List<String> inherited(ScriptItem.Statement statement) {
      List<String> lines = new ArrayList<>();
      for (RawDirective directive : statement.directives()) {
        if (directive.text().startsWith("lock-timeout")
            || directive.text().startsWith("statement-timeout")) {
          lines.add("-- veery: " + directive.text());
        }
      }
      return lines;
    }

    Rewritten done(Script plain) {
      Script script = new Script(items, plain.checksum(), plain.directives(), plain.includes());
      return new Rewritten(script, hashes, forms, leftovers, remarks);
    }
  }
}
