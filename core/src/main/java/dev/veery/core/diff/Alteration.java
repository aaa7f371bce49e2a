package dev.veery.core.diff;

import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.DataType;
import dev.veery.core.catalog.DatabaseObject;
import dev.veery.core.catalog.ForeignData;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectKind;
import dev.veery.core.catalog.Relation;
import dev.veery.core.catalog.Routine;
import dev.veery.core.catalog.SchemaObject;
import dev.veery.core.catalog.TablePart;
import dev.veery.core.catalog.TextSearch;
import dev.veery.core.sql.Identifiers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What brings an object that is not a table to its new definition without taking it away. Owners,
 * comments and privileges are not looked at here.
 */
final class Alteration {

  private static final int SINCE_LOGGED_SEQUENCES = 15;
  private static final int SINCE_ACCESS_METHOD = 15;
  private static final int SINCE_ENFORCED = 18;

  /** The end of the statement after which a table has no favourite index. */
  static final String NOT_CLUSTERED = " SET WITHOUT CLUSTER";

  private final int major;

  Alteration(int major) {
    this.major = major;
  }

  /** The statements; nothing where the object has to be made anew. */
  Optional<List<String>> of(SchemaObject before, SchemaObject after) {
    if (before.getClass() != after.getClass()) {
      return Optional.empty();
    }
    var statements = new ArrayList<String>();
    boolean possible =
        switch (after) {
          case Relation relation -> relation((Relation) before, relation, statements);
          case Index index -> index((Index) before, index, statements);
          case Constraint constraint -> constraint((Constraint) before, constraint, statements);
          case TablePart part -> part((TablePart) before, part, statements);
          case DataType type -> TypeAlteration.of((DataType) before, type, statements);
          case Routine routine -> routine((Routine) before, routine, statements);
          case dev.veery.core.catalog.OperatorObject operator ->
              AlterationEquality.of(before, operator);
          case TextSearch search ->
              TextSearchAlteration.of((TextSearch) before, search, statements);
          case ForeignData foreign -> foreign((ForeignData) before, foreign, statements);
          case DatabaseObject other -> database((DatabaseObject) before, other, statements);
        };
    return possible ? Optional.of(statements) : Optional.empty();
  }

  private boolean relation(Relation before, Relation after, List<String> statements) {
    return switch (after) {
      case Relation.Table ignored -> throw new IllegalArgumentException(after.id().toString());
      case Relation.View view -> view((Relation.View) before, view, statements);
      case Relation.MaterializedView view ->
          materializedView((Relation.MaterializedView) before, view, statements);
      case Relation.Sequence sequence -> {
        if (before instanceof Relation.Sequence old
            && old.unlogged() != sequence.unlogged()
            && major < SINCE_LOGGED_SEQUENCES) {
          yield false;
        }
        sequence((Relation.Sequence) before, sequence, statements);
        yield true;
      }
    };
  }

  private static boolean view(Relation.View before, Relation.View after, List<String> statements) {
    if (after.columns().size() < before.columns().size()) {
      return false;
    }
    for (int i = 0; i < before.columns().size(); i++) {
      Relation.ViewColumn old = before.columns().get(i);
      Relation.ViewColumn column = after.columns().get(i);
      if (!old.name().equals(column.name())
          || !old.type().equals(column.type())
          || !old.collation().equals(column.collation())) {
        return false;
      }
    }
    String alter = "ALTER VIEW " + after.id().sqlName();
    if (!before.query().equals(after.query())) {
      statements.add(ViewSql.definition(after, true));
    } else {
      statements.addAll(OptionChanges.storage(alter, before.options(), after.options()));
    }
    for (int i = 0; i < after.columns().size(); i++) {
      String old = i < before.columns().size() ? before.columns().get(i).defaultExpression() : "";
      String expression = after.columns().get(i).defaultExpression();
      if (!old.equals(expression)) {
        statements.add(
            alter
                + " ALTER COLUMN "
                + Identifiers.quote(after.columns().get(i).name())
                + (expression.isEmpty() ? " DROP DEFAULT" : " SET DEFAULT " + expression));
      }
    }
    return true;
  }

  private boolean materializedView(
      Relation.MaterializedView before, Relation.MaterializedView after, List<String> statements) {
    if (!before.query().equals(after.query())
        || !names(before.columns()).equals(names(after.columns()))
        || !before.accessMethod().equals(after.accessMethod()) && major < SINCE_ACCESS_METHOD) {
      return false;
    }
    String alter = "ALTER MATERIALIZED VIEW " + after.id().sqlName();
    if (!before.accessMethod().equals(after.accessMethod())) {
      statements.add(alter + " SET ACCESS METHOD " + Identifiers.quote(after.accessMethod()));
    }
    if (!before.tablespace().equals(after.tablespace())) {
      statements.add(alter + " SET TABLESPACE " + tablespace(after.tablespace()));
    }
    statements.addAll(OptionChanges.storage(alter, before.options(), after.options()));
    for (int i = 0; i < after.columns().size(); i++) {
      Relation.ViewColumn old = before.columns().get(i);
      Relation.ViewColumn column = after.columns().get(i);
      statements.addAll(
          ColumnSettings.change(
              major,
              alter + " ALTER COLUMN " + Identifiers.quote(column.name()),
              column.type(),
              new ColumnSettings(old.statistics(), old.storage(), old.compression(), old.options()),
              new ColumnSettings(
                  column.statistics(), column.storage(), column.compression(), column.options())));
    }
    return true;
  }

  /** Name, type and collation of every column. */
  private static List<String> names(List<Relation.ViewColumn> columns) {
    return columns.stream().map(c -> c.name() + '\0' + c.type() + '\0' + c.collation()).toList();
  }

  static String tablespace(String name) {
    return Identifiers.quote(name.isEmpty() ? "pg_default" : name);
  }

  static void sequence(Relation.Sequence before, Relation.Sequence after, List<String> statements) {
    String alter = "ALTER SEQUENCE " + after.id().sqlName();
    if (before.unlogged() != after.unlogged()) {
      statements.add(alter + (after.unlogged() ? " SET UNLOGGED" : " SET LOGGED"));
    }
    String options = SequenceSql.allOptions(after);
    if (!SequenceSql.allOptions(before).equals(options)) {
      boolean isOutside = before.start() < after.minimum() || before.start() > after.maximum();
      // A sequence that never moved stands at its start; the server refuses to leave it outside.
      statements.add(alter + ' ' + options + (isOutside ? " RESTART" : ""));
    }
  }

  private static boolean index(Index before, Index after, List<String> statements) {
    if (!AlterationEquality.sameIndex(before, after)) {
      return false;
    }
    indexSettings(before, after, statements);
    return true;
  }

  static void indexSettings(Index before, Index after, List<String> statements) {
    String alter = "ALTER INDEX " + after.id().sqlName();
    statements.addAll(OptionChanges.storage(alter, before.options(), after.options()));
    if (!before.tablespace().equals(after.tablespace())) {
      statements.add(alter + " SET TABLESPACE " + tablespace(after.tablespace()));
    }
    for (int i = 0; i < after.keys().size(); i++) {
      int statistics = after.keys().get(i).statistics();
      if (before.keys().get(i).statistics() != statistics) {
        statements.add(alter + " ALTER COLUMN " + (i + 1) + " SET STATISTICS " + statistics);
      }
    }
    if (before.clustered() != after.clustered()) {
      statements.add(
          "ALTER "
              + after.table().kind().sql()
              + ' '
              + after.table().sqlName()
              + (after.clustered()
                  ? " CLUSTER ON " + Identifiers.quote(after.id().name())
                  : NOT_CLUSTERED));
    }
    if (before.parent().isEmpty()) {
      after
          .parent()
          .ifPresent(parent ->
              statements.add(
                  "ALTER INDEX " + parent.sqlName() + " ATTACH PARTITION " + after.id().sqlName()));
    }
  }

  private boolean constraint(Constraint before, Constraint after, List<String> statements) {
    String alter = "ALTER " + after.holder().kind().sql() + ' ' + after.holder().sqlName() + ' ';
    String name = after.id().sqlName();
    return switch (after) {
      case Constraint.Key key -> {
        Constraint.Key old = (Constraint.Key) before;
        boolean same =
            old.type() == key.type()
                && old.operators().equals(key.operators())
                && old.withoutOverlaps() == key.withoutOverlaps()
                && old.timing() == key.timing()
                && old.index().id().equals(key.index().id())
                && AlterationEquality.sameIndex(old.index(), key.index());
        if (same) {
          indexSettings(old.index(), key.index(), statements);
        }
        yield same;
      }
      case Constraint.ForeignKey key -> foreignKey((Constraint.ForeignKey) before, key, statements);
      case Constraint.Check check -> {
        Constraint.Check old = (Constraint.Check) before;
        if (!old.expression().equals(check.expression())
            || old.inheritable() != check.inheritable()
            || old.enforced() != check.enforced()
            || old.validated() && !check.validated()) {
          yield false;
        }
        if (!old.validated() && check.validated()) {
          statements.add(alter + "VALIDATE CONSTRAINT " + name);
        }
        yield true;
      }
    };
  }

  private boolean foreignKey(
      Constraint.ForeignKey before, Constraint.ForeignKey after, List<String> statements) {
    boolean same =
        before.columns().equals(after.columns())
            && before.referenced().equals(after.referenced())
            && before.referencedColumns().equals(after.referencedColumns())
            && before.onUpdate().equals(after.onUpdate())
            && before.onDelete().equals(after.onDelete())
            && before.onDeleteColumns().equals(after.onDeleteColumns())
            && before.matchFull() == after.matchFull()
            && before.period() == after.period();
    if (!same
        || before.enforced() != after.enforced() && major < SINCE_ENFORCED
        // What was not enforced is checked when it becomes so: it cannot stay not valid.
        || before.enforced() && before.validated() && !after.validated() && after.enforced()
        || !before.enforced() && after.enforced() && !after.validated()) {
      return false;
    }
    String alter =
        "ALTER "
            + after.holder().kind().sql()
            + ' '
            + after.holder().sqlName()
            + ' '
            + "ALTER CONSTRAINT "
            + after.id().sqlName();
    if (before.timing() != after.timing()) {
      statements.add(
          alter
              + (after.timing() == Constraint.Timing.IMMEDIATE
                  ? " NOT DEFERRABLE"
                  : after.timing() == Constraint.Timing.DEFERRABLE
                      ? " DEFERRABLE INITIALLY IMMEDIATE"
                      : after.timing().sql()));
    }
    if (before.enforced() != after.enforced()) {
      statements.add(alter + (after.enforced() ? " ENFORCED" : " NOT ENFORCED"));
    } else if (!before.validated() && after.validated()) {
      statements.add(
          "ALTER TABLE "
              + after.holder().sqlName()
              + " VALIDATE CONSTRAINT "
              + after.id().sqlName());
    }
    return true;
  }

  private static boolean part(TablePart before, TablePart after, List<String> statements) {
    String relation =
        "ALTER "
            + (after.relation().kind() == ObjectKind.FOREIGN_TABLE ? "FOREIGN TABLE " : "TABLE ")
            + after.relation().sqlName()
            + ' ';
    return switch (after) {
      case TablePart.Trigger trigger -> {
        TablePart.Trigger old = (TablePart.Trigger) before;
        if (!old.definition().equals(trigger.definition())) {
          String create = "CREATE TRIGGER ";
          if (!trigger.definition().startsWith(create) || !old.definition().startsWith(create)) {
            yield false;
          }
          statements.add(
              "CREATE OR REPLACE TRIGGER " + trigger.definition().substring(create.length()));
        }
        if (!statements.isEmpty() || old.enabled() != trigger.enabled()) {
          statements.add(relation + trigger.enabled().sql() + " TRIGGER " + trigger.id().sqlName());
        }
        yield true;
      }
      case TablePart.Rule rule -> {
        TablePart.Rule old = (TablePart.Rule) before;
        if (!old.definition().equals(rule.definition())) {
          yield false;
        }
        if (old.enabled() != rule.enabled()) {
          statements.add(relation + rule.enabled().sql() + " RULE " + rule.id().sqlName());
        }
        yield true;
      }
      case TablePart.Policy policy -> policy((TablePart.Policy) before, policy, statements);
      case TablePart.Statistics statistics -> {
        TablePart.Statistics old = (TablePart.Statistics) before;
        if (!old.definition().equals(statistics.definition())) {
          yield false;
        }
        if (old.target() != statistics.target()) {
          statements.add(
              "ALTER STATISTICS "
                  + statistics.id().sqlName()
                  + " SET STATISTICS "
                  + statistics.target());
        }
        yield true;
      }
    };
  }

  private static boolean policy(
      TablePart.Policy before, TablePart.Policy after, List<String> statements) {
    if (before.permissive() != after.permissive()
        || !before.command().equals(after.command())
        || !before.using().isEmpty() && after.using().isEmpty()
        || !before.check().isEmpty() && after.check().isEmpty()) {
      return false;
    }
    var clauses = new StringBuilder();
    if (!before.roles().equals(after.roles())) {
      clauses.append(" TO ").append(Clauses.roles(after.roles()));
    }
    if (!before.using().equals(after.using())) {
      clauses.append(" USING ").append(Clauses.parenthesized(after.using()));
    }
    if (!before.check().equals(after.check())) {
      clauses.append(" WITH CHECK ").append(Clauses.parenthesized(after.check()));
    }
    if (!clauses.isEmpty()) {
      statements.add(
          "ALTER POLICY " + after.id().sqlName() + " ON " + after.relation().sqlName() + clauses);
    }
    return true;
  }

  private static boolean routine(Routine before, Routine after, List<String> statements) {
    return switch (after) {
      case Routine.Function function -> {
        Routine.Function old = (Routine.Function) before;
        boolean replaceable =
            old.arguments().equals(function.arguments())
                && old.result().equals(function.result())
                && old.window() == function.window();
        if (replaceable && !AlterationEquality.of(old, function)) {
          statements.add(replace(RoutineSql.create(function)));
        }
        yield replaceable;
      }
      case Routine.Aggregate aggregate -> {
        Routine.Aggregate old = (Routine.Aggregate) before;
        boolean replaceable =
            old.arguments().equals(aggregate.arguments())
                && old.result().equals(aggregate.result())
                && old.parameters().containsKey("hypothetical")
                    == aggregate.parameters().containsKey("hypothetical");
        if (replaceable && !old.parameters().equals(aggregate.parameters())) {
          statements.add(replace(RoutineSql.create(aggregate)));
        }
        yield replaceable;
      }
    };
  }

  private static String replace(String create) {
    return "CREATE OR REPLACE" + create.substring("CREATE".length());
  }

  private static boolean foreign(ForeignData before, ForeignData after, List<String> statements) {
    String alter = "ALTER " + after.id().kind().sql() + ' ' + after.id().sqlName();
    var clauses = new StringBuilder();
    switch (after) {
      case ForeignData.Wrapper wrapper -> {
        ForeignData.Wrapper old = (ForeignData.Wrapper) before;
        if (!old.handler().equals(wrapper.handler())) {
          clauses.append(
              wrapper.handler().isEmpty() ? " NO HANDLER" : " HANDLER " + wrapper.handler());
        }
        if (!old.validator().equals(wrapper.validator())) {
          clauses.append(
              wrapper.validator().isEmpty()
                  ? " NO VALIDATOR"
                  : " VALIDATOR " + wrapper.validator());
        }
        clauses.append(OptionChanges.foreign(old.options(), wrapper.options()));
      }
      case ForeignData.Server server -> {
        ForeignData.Server old = (ForeignData.Server) before;
        if (!old.wrapper().equals(server.wrapper()) || !old.type().equals(server.type())) {
          return false;
        }
        if (!old.version().equals(server.version())) {
          clauses
              .append(" VERSION ")
              .append(server.version().isEmpty() ? "NULL" : Identifiers.literal(server.version()));
        }
        clauses.append(OptionChanges.foreign(old.options(), server.options()));
      }
      case ForeignData.UserMapping mapping ->
          clauses.append(
              OptionChanges.foreign(
                  ((ForeignData.UserMapping) before).options(), mapping.options()));
    }
    if (!clauses.isEmpty()) {
      statements.add(alter + clauses);
    }
    return true;
  }

  /** Both say what is different from a state that neither knows: that of the object when made. */
  private static List<String> grants(DatabaseObject.Grants before, DatabaseObject.Grants after) {
    var had = new LinkedHashSet<>(before.given());
    after.taken().stream().filter(g -> !before.taken().contains(g)).forEach(had::add);
    var has = new LinkedHashSet<>(after.given());
    before.taken().stream().filter(g -> !after.taken().contains(g)).forEach(has::add);
    return AttributeSql.grants(after.id(), had, has);
  }

  private static boolean database(
      DatabaseObject before, DatabaseObject after, List<String> statements) {
    String alter = "ALTER " + after.id().kind().sql() + ' ' + after.id().sqlName();
    return switch (after) {
      case DatabaseObject.Extension extension -> {
        DatabaseObject.Extension old = (DatabaseObject.Extension) before;
        if (!old.schema().equals(extension.schema())) {
          statements.add(alter + " SET SCHEMA " + Identifiers.quote(extension.schema()));
        }
        if (!old.version().equals(extension.version())) {
          statements.add(alter + " UPDATE TO " + Identifiers.literal(extension.version()));
        }
        yield true;
      }
      case DatabaseObject.EventTrigger trigger -> {
        DatabaseObject.EventTrigger old = (DatabaseObject.EventTrigger) before;
        if (!old.event().equals(trigger.event())
            || !old.tags().equals(trigger.tags())
            || !old.function().equals(trigger.function())) {
          yield false;
        }
        if (old.enabled() != trigger.enabled()) {
          statements.add(alter + ' ' + trigger.enabled().sql());
        }
        yield true;
      }
      case DatabaseObject.Publication publication ->
          publication((DatabaseObject.Publication) before, publication, alter, statements);
      case DatabaseObject.DefaultPrivileges defaults -> {
        statements.addAll(
            AttributeSql.defaultPrivileges(
                defaults.role(),
                defaults.schema(),
                defaults.objects(),
                ((DatabaseObject.DefaultPrivileges) before).grants(),
                defaults.grants()));
        yield true;
      }
      case DatabaseObject.Subscription subscription ->
          SubscriptionSql.alter((DatabaseObject.Subscription) before, subscription, statements);
      case DatabaseObject.SecurityLabel label -> {
        statements.add(MiscellaneousSql.label(label, label.label()));
        yield true;
      }
      case DatabaseObject.Grants grants -> {
        statements.addAll(grants((DatabaseObject.Grants) before, grants));
        yield true;
      }
      case DatabaseObject other -> AlterationEquality.of(before, other);
    };
  }

  private static boolean publication(
      DatabaseObject.Publication before,
      DatabaseObject.Publication after,
      String alter,
      List<String> statements) {
    if (before.allTables() != after.allTables()) {
      return false;
    }
    if (!before.publish().equals(after.publish())
        || before.viaRoot() != after.viaRoot()
        || !before.generatedColumns().equals(after.generatedColumns())) {
      statements.add(
          alter
              + " SET (publish = "
              + Identifiers.literal(String.join(", ", after.publish()))
              + ", publish_via_partition_root = "
              + after.viaRoot()
              + (before.generatedColumns().equals(after.generatedColumns())
                  ? ""
                  : ", publish_generated_columns = "
                      + (after.generatedColumns().isEmpty() ? "none" : after.generatedColumns()))
              + ')');
    }
    if (!before.tables().equals(after.tables()) || !before.schemas().equals(after.schemas())) {
      if (after.tables().isEmpty() && after.schemas().isEmpty()) {
        return false;
      }
      statements.add(alter + " SET " + MiscellaneousSql.published(after));
    }
    return true;
  }
}
