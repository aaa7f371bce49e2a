package dev.veery.core.online;

import dev.veery.core.lint.state.TableState;
import dev.veery.core.lint.state.VolatileFunctions;
import dev.veery.core.sql.Identifiers;
import dev.veery.core.sql.ast.AlterAction.AddColumn;
import dev.veery.core.sql.ast.ColumnDefinition;
import dev.veery.core.sql.ast.Constraint;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.Span;
import dev.veery.core.sql.ast.TypeName;
import dev.veery.core.sql.ast.TypeStatement.CreateDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new column of a table in use: added without a value, which is a matter of the catalog; given
 * its default for new rows; the old rows filled in batches; and only then what is to hold of it.
 */
final class ColumnForms {

  private final OnlineFacts facts;
  private final ServerNames names;
  private final StatementText text;
  private final String table;
  private final TableState state;
  private final ConstraintForms constraints;

  /** The sequence that numbers a new column. */
  private final Map<String, String> sequences = new HashMap<>();

  ColumnForms(
      OnlineFacts facts, ServerNames names, StatementText text, String table, TableState state) {
    this.facts = facts;
    this.names = names;
    this.text = text;
    this.table = table;
    this.state = state;
    this.constraints = new ConstraintForms(facts, names, text, table, state);
  }

  /**
   * @param plain the subcommand as written
   */
  ActionForm of(AddColumn add, String plain) throws ActionForm.NoForm {
    ColumnDefinition column = add.column();
    String name = column.name().effective();
    if (add.ifNotExists() && state.column(name) != null) {
      return ActionForm.asItIs(plain);
    }
    refuseWhatRewrites(column);
    Constraint.Identity identity = column.constraint(Constraint.Identity.class);
    boolean serial = column.type() != null && column.type().isSerial();
    Constraint.Default value = column.constraint(Constraint.Default.class);
    boolean fill = identity != null || serial || value != null && isVolatile(value);
    Constraint.NotNull notNull = column.constraint(Constraint.NotNull.class);
    if (!fill && value == null && (notNull != null || isPrimary(column))) {
      throw new ActionForm.NoForm(
          "the rows that "
              + state
              + " has get no value for "
              + Identifiers.quote(name)
              + ", so the statement fails as soon as there is one",
          "give the column a default, or add it without NOT NULL and fill it first");
    }
    List<Span> cuts = new ArrayList<>();
    List<Constraint> later = new ArrayList<>();
    for (Constraint constraint : column.constraints()) {
      boolean behind = isLater(constraint, fill, value != null);
      if (behind) {
        later.add(constraint);
      }
      if (behind || fill && isValue(constraint)) {
        cuts.add(constraint.span());
      }
    }
    if (later.isEmpty() && !fill) {
      return ActionForm.asItIs(plain);
    }
    String type = serial && column.type() != null ? integer(column.type()) : null;
    List<String> head = new ArrayList<>();
    head.add(
        "ADD COLUMN "
            + (add.ifNotExists() ? "IF NOT EXISTS " : "")
            + definition(column, cuts, type));
    List<Piece> then = new ArrayList<>();
    if (fill && value != null) {
      head.add("ALTER COLUMN " + quoted(name) + " SET DEFAULT " + value.value().text());
      then.add(backfill(name, value.value().text()));
    } else if (identity != null) {
      numbers(name, identityType(column), sequenceOptions(identity), "numbers", then);
      notNull(name, notNull, then);
      exchange(name, identity, then);
    } else if (serial) {
      numbers(name, String.valueOf(type), "", "seq", then);
    }
    if (fill && identity == null && (serial || notNull != null)) {
      notNull(name, notNull, then);
    }
    // What a column's own form would leave behind goes with the column.
    return constrained(name, head, then, later, fill);
  }

  /** What can be neither added without a rewrite nor brought about in steps. */
  private void refuseWhatRewrites(ColumnDefinition column) throws ActionForm.NoForm {
    Constraint.Generated generated = column.constraint(Constraint.Generated.class);
    if (generated != null && generated.stored()) {
      throw new ActionForm.NoForm(
          "a stored generated column makes PostgreSQL write every row of " + state + " anew",
          facts.major() >= 18
              ? "VIRTUAL instead of STORED costs nothing; or use an ordinary column with a trigger"
              : "use an ordinary column with a trigger that fills it");
    }
    CreateDomain domain =
        column.type() == null ? null : facts.schema().domain(column.type().name());
    if (domain != null && isConstrained(domain)) {
      throw new ActionForm.NoForm(
          "a column of the domain "
              + column.type()
              + ", which has constraints, makes PostgreSQL write every row of "
              + state
              + " anew",
          "use the type that the domain is made of, with a check constraint");
    }
  }

  private static boolean isConstrained(CreateDomain domain) {
    return domain.constraints().stream()
        .anyMatch(c -> c instanceof Constraint.Check || c instanceof Constraint.NotNull);
  }

  private static boolean isPrimary(ColumnDefinition column) {
    Constraint.Unique unique = column.constraint(Constraint.Unique.class);
    return unique != null && unique.primary();
  }

  private boolean isVolatile(Constraint.Default value) {
    for (QualifiedName function : value.value().functions()) {
      if (VolatileFunctions.contains(facts.schema(), function)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isValue(Constraint constraint) {
    return constraint instanceof Constraint.Default || constraint instanceof Constraint.Identity;
  }

  /** Whether a constraint would read the rows, or needs them filled. */
  private static boolean isLater(Constraint constraint, boolean fill, boolean hasValue) {
    return switch (constraint) {
      case Constraint.NotNull notNull -> fill;
      case Constraint.Check check -> !check.attributes().notEnforced();
      case Constraint.Unique unique -> true;
      // The server does not look at a column that is null everywhere.
      case Constraint.ForeignKey key -> (fill || hasValue) && !key.attributes().notEnforced();
      case Constraint.Exclude exclude -> true;
      case Constraint.Null other -> false;
      case Constraint.Default other -> false;
      case Constraint.Generated other -> false;
      case Constraint.Identity other -> false;
    };
  }

  private static String integer(TypeName serial) {
    return switch (serial.name().name()) {
      case "bigserial", "serial8" -> "bigint";
      case "smallserial", "serial2" -> "smallint";
      default -> "integer";
    };
  }

  /** The definition without some constraints, and with another type where one is given. */
  private String definition(ColumnDefinition column, List<Span> cuts, @Nullable String type) {
    if (type == null || column.type() == null) {
      return text.without(column.span(), cuts);
    }
    Span behind = new Span(column.type().span().end(), column.span().end());
    String rest = text.without(behind, cuts);
    return Identifiers.quote(column.name().effective())
        + " "
        + type
        + (rest.isEmpty() ? "" : " " + rest);
  }

  private Piece backfill(String column, String expression) {
    String quoted = quoted(column);
    return new Piece.Backfill(
        "UPDATE "
            + table
            + " SET "
            + quoted
            + " = "
            + expression
            + " WHERE "
            + quoted
            + " IS NULL");
  }

  /** A sequence that numbers new rows, then the old ones. */
  private void numbers(String column, String type, String options, String label, List<Piece> then) {
    String sequence = Identifiers.qualify(state.schema(), names.choose(state, column, label));
    String next = "nextval(" + Identifiers.literal(sequence) + ")";
    sequences.put(column, sequence);
    then.add(
        new Piece.Own(
            "CREATE SEQUENCE " + sequence + " AS " + type + options,
            alter("ALTER COLUMN " + quoted(column) + " SET DEFAULT " + next),
            "ALTER SEQUENCE " + sequence + " OWNED BY " + table + "." + quoted(column)));
    then.add(backfill(column, next));
  }

  private void notNull(String column, Constraint.@Nullable NotNull written, List<Piece> then) {
    ActionForm form = constraints.notNull(column, written == null ? null : written.name(), "");
    form.head().forEach(action -> then.add(new Piece.Own(alter(action))));
    then.addAll(form.then());
    constraints.isNotNull(column);
  }

  /** The numbers go on where the sequence that stood in for the identity's has ended. */
  private void exchange(String column, Constraint.Identity identity, List<Piece> then) {
    String numbers = String.valueOf(sequences.get(column));
    String options =
        identity.options().isEmpty() ? "" : " (" + sequenceOptions(identity).strip() + ")";
    then.add(
        new Piece.Own(
            // Otherwise it would be the column's own sequence, and not the identity's.
            "ALTER SEQUENCE " + numbers + " OWNED BY NONE",
            alter("ALTER COLUMN " + quoted(column) + " DROP DEFAULT"),
            alter(
                "ALTER COLUMN "
                    + quoted(column)
                    + " ADD GENERATED "
                    + (identity.always() ? "ALWAYS" : "BY DEFAULT")
                    + " AS IDENTITY"
                    + options),
            "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence("
                + Identifiers.literal(Identifiers.qualify(state.schema(), state.name()))
                + ", "
                + Identifiers.literal(column)
                + "), last_value, is_called) FROM "
                + numbers,
            "DROP SEQUENCE " + numbers));
  }

  private static String identityType(ColumnDefinition column) {
    TypeName type = column.type();
    return type == null
        ? "bigint"
        : type.is("int2") ? "smallint" : type.is("int4") ? "integer" : "bigint";
  }

  /** {@code START 100 INCREMENT 5}, which CREATE SEQUENCE takes as well. */
  private static String sequenceOptions(Constraint.Identity identity) {
    String options = identity.options().text().strip();
    if (options.startsWith("(") && options.endsWith(")")) {
      options = options.substring(1, options.length() - 1).strip();
    }
    return options.isEmpty() ? "" : " " + options;
  }

  /** What is to hold of the column, once its rows are filled. */
  private ActionForm constrained(
      String column, List<String> head, List<Piece> then, List<Constraint> later, boolean fill)
      throws ActionForm.NoForm {
    String why =
        fill ? "every row of " + state + " would be written anew while reads and writes wait" : "";
    List<Constraint> inOrder = new ArrayList<>(later);
    inOrder.removeIf(Constraint.NotNull.class::isInstance);
    // A key that a foreign key of the same column refers to comes first.
    inOrder.sort((a, b) ->
        Boolean.compare(!(a instanceof Constraint.Unique), !(b instanceof Constraint.Unique)));
    for (Constraint constraint : inOrder) {
      ActionForm one = constraints.of(constraint, column);
      why = why.isEmpty() ? one.why() : why;
      if (then.isEmpty()) {
        head.addAll(one.head());
      } else {
        one.head().forEach(action -> then.add(new Piece.Own(alter(action))));
      }
      then.addAll(one.then());
    }
    return ActionForm.of(head, then, why);
  }

  private static String quoted(String name) {
    return Identifiers.quote(name);
  }

  private String alter(String action) {
    return "ALTER TABLE " + table + " " + action;
  }
}
