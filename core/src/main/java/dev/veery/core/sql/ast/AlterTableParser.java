package dev.veery.core.sql.ast;

import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.ast.AlterAction.RowSecurityMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ALTER TABLE and its like: every subcommand of PostgreSQL 18. */
final class AlterTableParser {

  private static final Set<String> SEQUENCE_OPTIONS =
      Set.of(
          "as",
          "increment",
          "minvalue",
          "maxvalue",
          "no",
          "start",
          "restart",
          "cache",
          "cycle",
          "owned",
          "sequence");

  private final Cursor c;
  private final ConstraintParser constraints;
  private final ObjectType type;

  AlterTableParser(Cursor c, ObjectType type) {
    this.c = c;
    this.constraints = new ConstraintParser(c);
    this.type = type;
  }

  /** Behind ALTER and the words of the type. */
  TableStatement alter() {
    if (c.accept("all", "in", "tablespace")) {
      return moveAll();
    }
    boolean ifExists = c.ifExists();
    boolean only = c.accept("only");
    boolean parenthesis = only && c.accept(TokenKind.OPEN_PAREN);
    QualifiedName name = c.qualifiedName();
    if (parenthesis) {
      c.expect(TokenKind.CLOSE_PAREN);
    }
    c.acceptOperator('*');
    List<AlterAction> actions = new ArrayList<>();
    do {
      actions.add(action());
    } while (c.accept(TokenKind.COMMA));
    return new TableStatement.AlterTable(type, ifExists, only, name, actions);
  }

  private TableStatement moveAll() {
    Identifier from = c.identifier();
    List<Identifier> owners = List.of();
    if (c.accept("owned", "by")) {
      owners = new ArrayList<>();
      do {
        owners.add(c.label());
      } while (c.accept(TokenKind.COMMA));
    }
    c.expect("set");
    c.expect("tablespace");
    return new TableStatement.MoveAll(type, from, owners, c.identifier(), c.accept("nowait"));
  }

  private AlterAction action() {
    if (type == ObjectType.SEQUENCE && SEQUENCE_OPTIONS.contains(c.word())) {
      return new AlterAction.Other(c.rest());
    }
    switch (c.word()) {
      case "add" -> {
        c.advance();
        return add();
      }
      case "drop" -> {
        c.advance();
        return drop();
      }
      case "alter" -> {
        c.advance();
        return alterPart();
      }
      case "validate" -> {
        c.advance();
        c.expect("constraint");
        return new AlterAction.ValidateConstraint(c.identifier());
      }
      case "rename" -> {
        c.advance();
        return rename();
      }
      case "set" -> {
        c.advance();
        return set();
      }
      case "reset" -> {
        c.advance();
        return new AlterAction.ResetOptions(c.options());
      }
      case "owner" -> {
        return owner(c);
      }
      case "enable", "disable" -> {
        return enable();
      }
      case "force" -> {
        c.advance();
        rowLevelSecurity();
        return new AlterAction.RowSecurity(RowSecurityMode.FORCE);
      }
      case "no" -> {
        return no();
      }
      case "attach" -> {
        return attach();
      }
      case "detach" -> {
        return detach();
      }
      case "cluster" -> {
        c.advance();
        c.expect("on");
        return new AlterAction.ClusterOn(c.identifier());
      }
      case "inherit" -> {
        c.advance();
        return new AlterAction.Inherit(c.qualifiedName());
      }
      case "of" -> {
        c.advance();
        return new AlterAction.OfType(c.qualifiedName());
      }
      case "not" -> {
        c.advance();
        c.expect("of");
        return new AlterAction.NotOf();
      }
      case "replica" -> {
        return replicaIdentity();
      }
      case "depends" -> {
        return depends(c);
      }
      case "options" -> {
        c.advance();
        return new AlterAction.ForeignOptions(null, c.parenthesised());
      }
      default -> throw c.mismatch();
    }
  }

  static AlterAction owner(Cursor c) {
    c.expect("owner");
    c.expect("to");
    return new AlterAction.OwnerTo(c.label());
  }

  static AlterAction depends(Cursor c) {
    boolean no = c.accept("no");
    c.expect("depends");
    c.expect("on");
    c.expect("extension");
    return new AlterAction.DependsOnExtension(no, c.identifier());
  }

  private AlterAction add() {
    if (constraints.atTableConstraint()) {
      return new AlterAction.AddConstraint(constraints.tableConstraint());
    }
    c.accept("column");
    boolean ifNotExists = c.ifNotExists();
    return new AlterAction.AddColumn(ifNotExists, constraints.column());
  }

  private AlterAction drop() {
    if (c.accept("constraint")) {
      boolean ifExists = c.ifExists();
      return new AlterAction.DropConstraint(ifExists, c.identifier(), c.behavior());
    }
    c.accept("column");
    boolean ifExists = c.ifExists();
    return new AlterAction.DropColumn(ifExists, c.identifier(), c.behavior());
  }

  /** Behind ALTER inside ALTER TABLE. */
  private AlterAction alterPart() {
    if (c.accept("constraint")) {
      Identifier name = c.identifier();
      return new AlterAction.AlterConstraint(name, c.until(x -> x.isKind(TokenKind.COMMA)));
    }
    c.accept("column");
    Identifier column = columnOrNumber();
    switch (c.word()) {
      case "type" -> {
        c.advance();
        return columnType(column);
      }
      case "set" -> {
        c.advance();
        return alterColumnSet(column);
      }
      case "drop" -> {
        c.advance();
        return alterColumnDrop(column);
      }
      case "reset" -> {
        c.advance();
        return new AlterAction.ResetColumnOptions(column, c.options());
      }
      case "add" -> {
        c.advance();
        return addIdentity(column);
      }
      case "restart" -> {
        return new AlterAction.SetIdentity(column, c.expression());
      }
      case "options" -> {
        c.advance();
        return new AlterAction.ForeignOptions(column, c.parenthesised());
      }
      default -> throw c.mismatch();
    }
  }

  /** An index's columns have numbers. */
  private Identifier columnOrNumber() {
    if (c.isKind(TokenKind.NUMBER)) {
      Span span = new Span(c.tokens.start(c.pos()), c.tokens.end(c.pos()));
      Identifier number = new Identifier(c.tokens.text(c.pos()), false, span);
      c.advance();
      return number;
    }
    return c.identifier();
  }

  private AlterAction columnType(Identifier column) {
    TypeName to = c.type();
    QualifiedName collation = c.accept("collate") ? c.collation() : null;
    Expression using = c.accept("using") ? c.expression() : null;
    return new AlterAction.AlterColumnType(column, to, collation, using);
  }

  private AlterAction alterColumnSet(Identifier column) {
    switch (c.word()) {
      case "data" -> {
        c.advance();
        c.expect("type");
        return columnType(column);
      }
      case "default" -> {
        c.advance();
        return new AlterAction.SetDefault(column, c.expression());
      }
      case "not" -> {
        c.advance();
        c.expect("null");
        return new AlterAction.SetNotNull(column);
      }
      case "expression" -> {
        c.advance();
        c.expect("as");
        return new AlterAction.SetExpression(column, c.parenthesised());
      }
      case "statistics" -> {
        c.advance();
        return new AlterAction.SetStatistics(column, c.expression());
      }
      case "storage" -> {
        c.advance();
        return new AlterAction.SetStorage(column, c.label().name());
      }
      case "compression" -> {
        c.advance();
        return new AlterAction.SetCompression(column, c.label().name());
      }
      default -> {
        if (c.isKind(TokenKind.OPEN_PAREN)) {
          return new AlterAction.SetColumnOptions(column, c.options());
        }
        if (c.is("generated") || SEQUENCE_OPTIONS.contains(c.word())) {
          return new AlterAction.SetIdentity(column, c.expression());
        }
        throw c.mismatch();
      }
    }
  }

  private AlterAction alterColumnDrop(Identifier column) {
    if (c.accept("default")) {
      return new AlterAction.DropDefault(column);
    }
    if (c.accept("not", "null")) {
      return new AlterAction.DropNotNull(column);
    }
    if (c.accept("expression")) {
      return new AlterAction.DropExpression(column, c.ifExists());
    }
    c.expect("identity");
    return new AlterAction.DropIdentity(column, c.ifExists());
  }

  private AlterAction addIdentity(Identifier column) {
    if (!(constraints.columnConstraint() instanceof Constraint.Identity identity)) {
      throw c.mismatch();
    }
    return new AlterAction.AddIdentity(column, identity.always(), identity.options());
  }

  private AlterAction rename() {
    if (c.accept("to")) {
      return new AlterAction.RenameTo(c.identifier());
    }
    if (c.accept("constraint")) {
      Identifier from = c.identifier();
      c.expect("to");
      return new AlterAction.RenameConstraint(from, c.identifier());
    }
    c.accept("column");
    Identifier from = c.identifier();
    c.expect("to");
    return new AlterAction.RenameColumn(from, c.identifier(), Behavior.UNSPECIFIED);
  }

  private AlterAction set() {
    if (c.isKind(TokenKind.OPEN_PAREN)) {
      return new AlterAction.SetOptions(c.options());
    }
    switch (c.word()) {
      case "schema" -> {
        c.advance();
        return new AlterAction.SetSchema(c.identifier());
      }
      case "tablespace" -> {
        c.advance();
        return new AlterAction.SetTablespace(c.identifier(), c.accept("nowait"));
      }
      case "logged", "unlogged" -> {
        return new AlterAction.SetLogged(c.anyWord().equals("logged"));
      }
      case "access" -> {
        c.advance();
        c.expect("method");
        return new AlterAction.SetAccessMethod(c.accept("default") ? null : c.identifier());
      }
      case "without" -> {
        c.advance();
        if (c.accept("cluster")) {
          return new AlterAction.SetWithoutCluster();
        }
        c.expect("oids");
        return new AlterAction.SetWithoutOids();
      }
      default -> throw c.mismatch();
    }
  }

  private AlterAction enable() {
    String mode = c.anyWord();
    if (mode.equals("enable") && c.isAny("always", "replica")) {
      mode += " " + c.anyWord();
    }
    if (c.accept("trigger")) {
      return new AlterAction.FireMode(ObjectType.TRIGGER, mode, c.label());
    }
    if (c.accept("rule")) {
      return new AlterAction.FireMode(ObjectType.RULE, mode, c.identifier());
    }
    rowLevelSecurity();
    return new AlterAction.RowSecurity(
        mode.equals("enable") ? RowSecurityMode.ENABLE : RowSecurityMode.DISABLE);
  }

  private void rowLevelSecurity() {
    if (!c.accept("row", "level", "security")) {
      throw c.mismatch();
    }
  }

  private AlterAction no() {
    if (c.ahead(1).equals("depends")) {
      return depends(c);
    }
    c.expect("no");
    if (c.accept("inherit")) {
      return new AlterAction.NoInherit(c.qualifiedName());
    }
    c.expect("force");
    rowLevelSecurity();
    return new AlterAction.RowSecurity(RowSecurityMode.NO_FORCE);
  }

  private AlterAction attach() {
    c.expect("attach");
    c.expect("partition");
    QualifiedName partition = c.qualifiedName();
    // An index is attached to an index without bounds.
    TableStatement.@Nullable PartitionBound bound = c.atEnd() ? null : new TableParser(c).bound();
    return new AlterAction.AttachPartition(partition, bound);
  }

  private AlterAction detach() {
    c.expect("detach");
    c.expect("partition");
    QualifiedName partition = c.qualifiedName();
    boolean concurrently = c.accept("concurrently");
    return new AlterAction.DetachPartition(
        partition, concurrently, !concurrently && c.accept("finalize"));
  }

  private AlterAction replicaIdentity() {
    c.expect("replica");
    c.expect("identity");
    if (c.accept("using", "index")) {
      return new AlterAction.ReplicaIdentity("using index", c.identifier());
    }
    return new AlterAction.ReplicaIdentity(c.anyWord(), null);
  }
}
