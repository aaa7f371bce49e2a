package dev.veery.core.diff;

import dev.veery.core.catalog.Column;
import dev.veery.core.catalog.Column.Value;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation.ReplicaIdentity;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table that stays and becomes another one.
 *
 * <p>It takes two goes. First what other things stand in the way of is loosened: columns that go,
 * defaults whose functions are made anew, ties to a parent. Once those things are gone and others
 * are there, the rest follows.
 */
final class TableChanges {

  private final Side before;
  private final Side after;
  private final Fates fates;
  private final DiffOptions options;
  private final int major;
  private final Table old;
  private final Table table;
  private final String alter;
  private final String only;
  private final NotNullChanges notNulls;

  TableChanges(Side before, Side after, Fates fates, DiffOptions options, Table old, Table table) {
    this.before = before;
    this.after = after;
    this.fates = fates;
    this.options = options;
    this.major = after.catalog().major();
    this.old = old;
    this.table = table;
    this.alter = "ALTER " + table.id().kind().sql() + ' ' + table.id().sqlName();
    this.only = "ALTER " + table.id().kind().sql() + " ONLY " + table.id().sqlName();
    this.notNulls = new NotNullChanges(major, options.online(), table);
  }

  private SqlStep step(String sql) {
    return SqlStep.of(table.id(), sql);
  }

  /** What has to be out of the way first. */
  List<SqlStep> loosen() {
    var steps = new ArrayList<SqlStep>();
    unlink(steps);
    if (!old.ofType().isEmpty() && !old.ofType().equals(table.ofType())) {
      steps.add(step(alter + " NOT OF"));
    }
    if (old.replicaIdentity() instanceof ReplicaIdentity.UsingIndex
        && !old.replicaIdentity().equals(table.replicaIdentity())) {
      steps.add(step(only + " REPLICA IDENTITY DEFAULT"));
    }
    for (Column column : old.columns()) {
      ObjectId id = ObjectId.column(table.id(), column.name());
      boolean stays = after.column(table.id(), column.name()).isPresent();
      if (fates.isUnset(id) && stays && !fates.isRemade(id)) {
        steps.add(step(ColumnSql.setDefault(table.id(), column.name(), "")));
      }
    }
    for (Column column : old.columns()) {
      if (losesIdentity(column)) {
        steps.add(
            step(alter + " ALTER COLUMN " + Identifiers.quote(column.name()) + " DROP IDENTITY"));
      }
    }
    for (Column column : dropOrder()) {
      if (isDroppedHere(column)) {
        boolean hasValues =
            !(column.value() instanceof Value.Generated) && table.foreign().isEmpty();
        steps.add(
            SqlStep.losing(
                table.id(),
                alter + " DROP COLUMN " + Identifiers.quote(column.name()),
                hasValues
                    ? "the values of "
                        + table.id().sqlName()
                        + '.'
                        + Identifiers.quote(column.name())
                    : ""));
      }
    }
    for (Column column : old.columns()) {
      ObjectId id = ObjectId.column(table.id(), column.name());
      if (fates.isRetyped(id) && isThroughText(column) && !isInherited(column)) {
        String name = Identifiers.quote(column.name());
        steps.add(step(alter + " ALTER COLUMN " + name + " TYPE text USING " + name + "::text"));
      }
    }
    return steps;
  }

  private boolean losesIdentity(Column column) {
    return column.value() instanceof Value.Identity
        && !fates.isRemade(ObjectId.column(table.id(), column.name()))
        && after
            .column(table.id(), column.name())
            .filter(c -> !(c.value() instanceof Value.Identity))
            .isPresent();
  }

  /** Generated columns first: the others would take them along, or refuse to go. */
  private List<Column> dropOrder() {
    var columns = new ArrayList<Column>();
    old.columns().stream().filter(c -> c.value() instanceof Value.Generated).forEach(columns::add);
    old.columns().stream()
        .filter(c -> !(c.value() instanceof Value.Generated))
        .forEach(columns::add);
    return columns;
  }

  private boolean isDroppedHere(Column column) {
    ObjectId id = ObjectId.column(table.id(), column.name());
    boolean goes = after.column(table.id(), column.name()).isEmpty() || fates.isRemade(id);
    if (!goes || !old.ofType().isEmpty()) {
      return false;
    }
    // A parent takes its column along, unless the child has declared it, too.
    boolean withParent =
        keptParents().stream().anyMatch(parent -> before.column(parent, column.name()).isPresent());
    return !withParent || isDeclared(column);
  }

  private boolean isDeclared(Column column) {
    return before.declares(old.id(), column.name());
  }

  private void unlink(List<SqlStep> steps) {
    old.partitionOf()
        .ifPresent(partition -> {
          if (!table.partitionOf().equals(old.partitionOf())) {
            steps.add(
                step(
                    "ALTER TABLE "
                        + partition.parent().sqlName()
                        + " DETACH PARTITION "
                        + table.id().sqlName()
                        + (partition.detachPending() ? " FINALIZE" : "")));
            clonedForeignKeys(partition.parent(), steps);
          }
        });
    for (ObjectId parent : old.inherits()) {
      if (!table.inherits().contains(parent)) {
        steps.add(step(alter + " NO INHERIT " + parent.sqlName()));
      }
    }
  }

  /** What a partition leaves with: the foreign keys that it had from its parent are its own now. */
  private void clonedForeignKeys(ObjectId parent, List<SqlStep> steps) {
    Table ancestor = before.table(parent);
    while (ancestor != null) {
      for (var part : before.parts(ancestor.id())) {
        if (part instanceof Constraint.ForeignKey) {
          steps.add(step(alter + " DROP CONSTRAINT IF EXISTS " + part.id().sqlName()));
        }
      }
      ancestor = ancestor.partitionOf().map(p -> before.table(p.parent())).orElse(null);
    }
  }

  private List<ObjectId> keptParents() {
    var parents = new ArrayList<>(Side.parents(table));
    parents.retainAll(Side.parents(old));
    if (!table.partitionOf().equals(old.partitionOf())) {
      parents.clear();
    }
    return parents;
  }

  /** Columns that are made here or by a parent, so that nothing is said of them yet. */
  Set<String> fresh() {
    Set<String> fresh = new HashSet<>();
    for (Column column : table.columns()) {
      ObjectId id = ObjectId.column(table.id(), column.name());
      if (before.column(table.id(), column.name()).isEmpty() || fates.isRemade(id)) {
        fresh.add(column.name());
      }
    }
    return fresh;
  }

  /**
   * The rest.
   *
   * @param laterDefaults columns whose default follows in a step of its own
   */
  List<SqlStep> change(Set<String> laterDefaults) {
    var steps = new ArrayList<SqlStep>();
    if (old.unlogged() != table.unlogged()) {
      steps.add(step(alter + (table.unlogged() ? " SET UNLOGGED" : " SET LOGGED")));
    }
    for (Column column : after.inOrder(table)) {
      if (!(column.value() instanceof Value.Generated)) {
        column(column, laterDefaults, steps);
      }
    }
    for (Column column : after.inOrder(table)) {
      if (column.value() instanceof Value.Generated) {
        column(column, laterDefaults, steps);
      }
    }
    settings(steps);
    return steps;
  }

  private void column(Column column, Set<String> laterDefaults, List<SqlStep> steps) {
    Optional<Column> base = base(column);
    String name = Identifiers.quote(column.name());
    boolean later = laterDefaults.contains(column.name());
    if (base.isEmpty()) {
      add(column, later, steps);
      return;
    }
    Column current = base.get();
    String alterColumn = only + " ALTER COLUMN " + name;
    if (!current.type().equals(column.type())
        || !current.collation().equals(column.collation())
        || fates.isRetyped(ObjectId.column(table.id(), column.name())) && !isInherited(column)) {
      steps.add(retype(column));
    }
    value(current, column, later, steps);
    boolean identity = column.value() instanceof Value.Identity;
    steps.addAll(notNulls.change(current, column));
    if (identity) {
      identity(current, column, steps);
    }
    String type = column.type();
    ColumnSettings.change(major, alterColumn, type, settings(current), settings(column))
        .forEach(sql -> steps.add(step(sql)));
    String foreign = OptionChanges.foreign(current.foreignOptions(), column.foreignOptions());
    if (!foreign.isEmpty()) {
      steps.add(step(alterColumn + foreign));
    }
  }

  private static ColumnSettings settings(Column column) {
    return new ColumnSettings(
        column.statistics(), column.storage(), column.compression(), column.options());
  }

  private void add(Column column, boolean later, List<SqlStep> steps) {
    boolean hasChildren = !after.children(table.id()).isEmpty();
    boolean identityLater = hasChildren && column.value() instanceof Value.Identity;
    Column added = identityLater ? with(column, Value.NONE) : column;
    steps.add(
        step(alter + " ADD COLUMN " + ColumnSql.definition(after.catalog(), table, added, !later)));
    Column made = ColumnBase.added(added);
    if (identityLater) {
      identity(made, column, steps);
    }
    steps.addAll(notNulls.change(made, column));
    ColumnSettings.change(
            major,
            only + " ALTER COLUMN " + Identifiers.quote(column.name()),
            column.type(),
            settings(made),
            settings(column))
        .forEach(sql -> steps.add(step(sql)));
  }

  private static Column with(Column column, Value value) {
    return ColumnBase.with(column, column.type(), column.collation(), value, column.notNull());
  }

  private SqlStep retype(Column column) {
    Column previous = before.column(table.id(), column.name()).orElse(column);
    String name = Identifiers.quote(column.name());
    String using =
        table.foreign().isPresent()
            ? ""
            : TypeConversion.using(name, previous.type(), column.type(), isTypeSwapped(previous));
    return SqlStep.losing(
        table.id(),
        alter
            + " ALTER COLUMN "
            + name
            + " TYPE "
            + column.type()
            + (column.collation().isEmpty() ? "" : " COLLATE " + column.collation())
            + using,
        table.foreign().isPresent()
            ? ""
            : TypeConversion.loss(
                table.id().sqlName() + '.' + name, previous.type(), column.type()));
  }

  private boolean isThroughText(Column column) {
    return before.catalog().dependencies(table.id()).stream()
        .anyMatch(type -> fates.isThroughText(type) && Fates.isOf(column, type));
  }

  private boolean isTypeSwapped(Column column) {
    return before.catalog().dependencies(table.id()).stream()
        .anyMatch(type ->
            type.kind() != ObjectKind.COLLATION
                && (fates.isSwapped(type) || fates.isThroughText(type))
                && Fates.isOf(column, type));
  }

  /** Whether the parents' changes reach the column, too. */
  private boolean isInherited(Column column) {
    return keptParents().stream()
        .anyMatch(parent ->
            before.column(parent, column.name()).isPresent()
                && after.column(parent, column.name()).isPresent());
  }

  private Optional<Column> base(Column column) {
    ObjectId id = ObjectId.column(table.id(), column.name());
    Optional<Column> mine =
        fates.isRemade(id)
            ? Optional.empty()
            : Side.parents(old).equals(Side.parents(table))
                ? before.column(table.id(), column.name())
                // A NOT NULL that came from a parent keeps its name when it stays alone.
                : before
                    .columnAsRead(table.id(), column.name())
                    .map(c -> ColumnBase.namedAs(c, column, !Side.parents(table).isEmpty()));
    if (mine.isEmpty() && !table.ofType().isEmpty()) {
      return Optional.of(ColumnBase.added(with(column, Value.NONE)));
    }
    for (ObjectId parent : keptParents()) {
      Optional<Column> theirs = after.column(parent, column.name());
      if (theirs.isEmpty()) {
        continue;
      }
      Optional<Column> theirOld = before.column(parent, column.name());
      boolean isNew = theirOld.isEmpty() || fates.isRemade(ObjectId.column(parent, column.name()));
      if (mine.isEmpty() && isNew) {
        return Optional.of(
            ColumnBase.inherited(theirs.get(), table, major, table.partitionOf().isPresent()));
      }
      if (mine.isPresent() && theirOld.isPresent() && !isNew) {
        return Optional.of(
            ColumnBase.afterParent(
                mine.get(),
                theirOld.get(),
                theirs.get(),
                table,
                major,
                isUnset(id, mine.get()),
                before.declaresNotNull(table.id(), column.name())));
      }
    }
    return mine.map(c ->
        ColumnBase.own(
            c,
            fates.isRetyped(id)
                || !c.type().equals(column.type())
                || !c.collation().equals(column.collation()),
            isUnset(id, c)));
  }

  private boolean isUnset(ObjectId id, Column column) {
    return fates.isUnset(id) && column.value() instanceof Value.Default;
  }

  private void value(Column current, Column column, boolean later, List<SqlStep> steps) {
    if (current.value().equals(column.value())) {
      return;
    }
    String name = Identifiers.quote(column.name());
    switch (current.value()) {
      case Value.Generated generated -> {
        if (column.value() instanceof Value.Generated wanted) {
          steps.add(
              step(
                  alter
                      + " ALTER COLUMN "
                      + name
                      + " SET EXPRESSION AS "
                      + Clauses.parenthesized(wanted.expression())));
        } else if (generated.stored()) {
          steps.add(step(alter + " ALTER COLUMN " + name + " DROP EXPRESSION"));
        }
      }
      case Value.Identity ignored -> {}
      case Value.Default ignored -> {
        if (!(column.value() instanceof Value.Default)) {
          steps.add(step(ColumnSql.setDefault(table.id(), column.name(), "")));
        }
      }
      case Value.InheritedIdentity ignored -> {}
      case Value.None ignored -> {}
    }
    if (column.value() instanceof Value.Default wanted && !later) {
      steps.add(step(ColumnSql.setDefault(table.id(), column.name(), wanted.expression())));
    }
  }

  /** The default of a column where it waits for something; nothing where it is there already. */
  Optional<SqlStep> laterDefault(Column column) {
    Optional<Column> base = base(column);
    return column.value() instanceof Value.Default wanted
            && (base.isEmpty() || !base.get().value().equals(wanted))
        ? Optional.of(step(ColumnSql.setDefault(table.id(), column.name(), wanted.expression())))
        : Optional.empty();
  }

  private void identity(Column current, Column column, List<SqlStep> steps) {
    if (!(column.value() instanceof Value.Identity wanted)) {
      return;
    }
    String alterColumn = alter + " ALTER COLUMN " + Identifiers.quote(column.name());
    if (!(current.value() instanceof Value.Identity has)) {
      steps.add(
          step(
              alterColumn
                  + " ADD"
                  + ColumnSql.identity(after.catalog(), table, column.name(), wanted)));
      return;
    }
    if (has.always() != wanted.always()) {
      steps.add(
          step(alterColumn + " SET GENERATED " + (wanted.always() ? "ALWAYS" : "BY DEFAULT")));
    }
    if (!has.sequence().equals(wanted.sequence())) {
      steps.add(
          step(
              "ALTER SEQUENCE "
                  + has.sequence().sqlName()
                  + " RENAME TO "
                  + Identifiers.quote(wanted.sequence().name())));
    }
  }

  private void settings(List<SqlStep> steps) {
    if (!old.accessMethod().equals(table.accessMethod())) {
      steps.add(
          step(
              alter
                  + " SET ACCESS METHOD "
                  + (table.accessMethod().isEmpty()
                      ? "DEFAULT"
                      : Identifiers.quote(table.accessMethod()))));
    }
    if (!old.tablespace().equals(table.tablespace())) {
      steps.add(step(alter + " SET TABLESPACE " + Alteration.tablespace(table.tablespace())));
    }
    OptionChanges.storage(alter, old.options(), table.options())
        .forEach(sql -> steps.add(step(sql)));
    table
        .foreign()
        .ifPresent(foreign -> {
          Map<String, String> previous = old.foreign().orElse(foreign).options();
          String clause = OptionChanges.foreign(previous, foreign.options());
          if (!clause.isEmpty()) {
            steps.add(step(alter + clause));
          }
        });
    if (!table.ofType().isEmpty() && !old.ofType().equals(table.ofType())) {
      steps.add(step(alter + " OF " + table.ofType()));
    }
    if (old.rowSecurity() != table.rowSecurity()) {
      steps.add(
          step(alter + (table.rowSecurity() ? " ENABLE" : " DISABLE") + " ROW LEVEL SECURITY"));
    }
    if (old.forceRowSecurity() != table.forceRowSecurity()) {
      steps.add(
          step(only + (table.forceRowSecurity() ? " FORCE" : " NO FORCE") + " ROW LEVEL SECURITY"));
    }
    if (!old.replicaIdentity().equals(table.replicaIdentity())) {
      switch (table.replicaIdentity()) {
        case ReplicaIdentity.Full ignored -> steps.add(step(only + " REPLICA IDENTITY FULL"));
        case ReplicaIdentity.Nothing ignored -> steps.add(step(only + " REPLICA IDENTITY NOTHING"));
        case ReplicaIdentity.PrimaryKey ignored -> {
          if (!(old.replicaIdentity() instanceof ReplicaIdentity.UsingIndex)) {
            steps.add(step(only + " REPLICA IDENTITY DEFAULT"));
          }
        }
        // Where the index is made, or at last.
        case ReplicaIdentity.UsingIndex ignored -> {}
      }
    }
  }

  /** What needs the indexes of the table to be there. */
  List<SqlStep> last() {
    var steps = new ArrayList<SqlStep>();
    if (table.replicaIdentity() instanceof ReplicaIdentity.UsingIndex using
        && !old.replicaIdentity().equals(table.replicaIdentity())) {
      steps.add(step(only + " REPLICA IDENTITY USING INDEX " + Identifiers.quote(using.index())));
    }
    return steps;
  }

  /** Ties to new parents. */
  List<SqlStep> link() {
    var steps = new ArrayList<SqlStep>();
    if (!table.partitionOf().equals(old.partitionOf())) {
      TableSql.attach(table).ifPresent(sql -> steps.add(step(sql)));
    }
    for (ObjectId parent : table.inherits()) {
      if (!old.inherits().contains(parent)) {
        steps.add(step(alter + " INHERIT " + parent.sqlName()));
      }
    }
    return steps;
  }

  /** Comments on the constraints behind NOT NULL. */
  List<SqlStep> notNullComments() {
    var steps = new ArrayList<SqlStep>();
    for (Column column : table.columns()) {
      String comment = comment(column);
      String previous =
          before
              .column(table.id(), column.name())
              .filter(c -> !fresh().contains(c.name()))
              .map(TableChanges::comment)
              .orElse("");
      if (!comment.equals(previous)
          && column.notNull() instanceof Column.NotNull.Required required) {
        var id =
            new ObjectId(
                ObjectKind.CONSTRAINT,
                table.id().schema(),
                table.id().name(),
                notNulls.name(column.name(), required));
        steps.add(SqlStep.of(table.id(), AttributeSql.comment(id, false, comment)));
      }
    }
    return steps;
  }

  private static String comment(Column column) {
    return column.notNull() instanceof Column.NotNull.Required required ? required.comment() : "";
  }
}
