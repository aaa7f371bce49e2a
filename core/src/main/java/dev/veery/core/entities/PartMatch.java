package dev.veery.core.entities;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Constraint;
import dev.veery.core.catalog.Index;
import dev.veery.core.catalog.ObjectId;
import dev.veery.core.catalog.Relation.Table;
import dev.veery.core.catalog.SchemaObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the history has for a constraint or an index that entities want, whatever it is called
 * there: Hibernate makes up names, and so does PostgreSQL.
 */
final class PartMatch {

  private final Map<ObjectId, List<SchemaObject>> parts = new HashMap<>();
  private final Map<ObjectId, SchemaObject> wanted;
  private final Set<ObjectId> taken = new HashSet<>();
  private final Set<ObjectId> replaced = new HashSet<>();

  PartMatch(Catalog history, Catalog entities, Map<ObjectId, SchemaObject> wanted) {
    this.wanted = wanted;
    for (SchemaObject object : history.objects().values()) {
      if (object instanceof Constraint || object instanceof Index) {
        ObjectId holder = Catalog.holderOf(object).orElseThrow();
        if (entities.find(holder).isPresent()) {
          parts.computeIfAbsent(holder, h -> new ArrayList<>()).add(object);
        }
      }
    }
  }

  /** Whether something of the history gave way to what entities say. */
  boolean isReplaced(ObjectId id) {
    return replaced.contains(id);
  }

  private List<SchemaObject> parts(ObjectId holder) {
    return parts.getOrDefault(holder, List.of());
  }

  private List<SchemaObject> taken(SchemaObject object) {
    taken.add(object.id());
    return List.of(object);
  }

  List<SchemaObject> said(Constraint said) {
    return switch (said) {
      case Constraint.Key key -> key(key);
      case Constraint.ForeignKey key -> foreignKey(key);
      case Constraint.Check check -> check(check);
    };
  }

  private List<SchemaObject> key(Constraint.Key said) {
    boolean primary = said.type() == Constraint.KeyType.PRIMARY_KEY;
    boolean partitioned =
        wanted.get(said.holder()) instanceof Table table && !table.partitionBy().isEmpty();
    Set<String> columns = columns(said.index());
    for (SchemaObject part : parts(said.holder())) {
      if (taken.contains(part.id())) {
        continue;
      }
      if (part instanceof Constraint.Key had && had.type() == said.type()) {
        Set<String> had0 = columns(had.index());
        // A key of a partitioned table has to hold what it is partitioned by.
        if (had0.equals(columns) || partitioned && had0.containsAll(columns)) {
          return taken(had);
        }
        if (primary) {
          replaced.add(had.id());
        }
      }
      if (!primary && part instanceof Index index && index.unique() && isPlain(index)) {
        if (columns(index).equals(columns)) {
          return taken(index);
        }
      }
    }
    return List.of(free(said));
  }

  private List<SchemaObject> foreignKey(Constraint.ForeignKey said) {
    for (SchemaObject part : parts(said.holder())) {
      if (part instanceof Constraint.ForeignKey had
          && !taken.contains(had.id())
          && had.columns().equals(said.columns())) {
        if (!had.referenced().equals(said.referenced())
            || !had.referencedColumns().equals(said.referencedColumns())) {
          replaced.add(had.id());
          continue;
        }
        taken.add(had.id());
        String delete = said.onDelete().equals("NO ACTION") ? had.onDelete() : said.onDelete();
        return List.of(
            new Constraint.ForeignKey(
                had.id(),
                had.attributes(),
                had.holder(),
                had.columns(),
                had.referenced(),
                had.referencedColumns(),
                had.onUpdate(),
                delete,
                delete.equals(had.onDelete()) ? had.onDeleteColumns() : said.onDeleteColumns(),
                had.matchFull(),
                had.period(),
                had.timing(),
                had.validated(),
                had.enforced()));
      }
    }
    return List.of(free(said));
  }

  private List<SchemaObject> check(Constraint.Check said) {
    Constraint.Check same = null;
    for (SchemaObject part : parts(said.holder())) {
      if (part instanceof Constraint.Check had && !taken.contains(had.id())) {
        if (had.expression().equals(said.expression())) {
          return taken(had);
        }
        if (had.id().equals(said.id())) {
          same = had;
        }
      }
    }
    if (same == null) {
      return List.of(said);
    }
    taken.add(same.id());
    return List.of(
        new Constraint.Check(
            same.id(),
            same.attributes(),
            same.holder(),
            said.expression(),
            said.inheritable(),
            true,
            said.enforced(),
            same.local()));
  }

  List<SchemaObject> said(Index said) {
    @Nullable Index named = null;
    for (SchemaObject part : parts(said.table())) {
      if (!(part instanceof Index had) || taken.contains(had.id())) {
        if (part instanceof Constraint.Key key
            && said.unique()
            && key.type() == Constraint.KeyType.UNIQUE
            && columns(key.index()).equals(columns(said))) {
          return taken(key);
        }
        continue;
      }
      if (had.unique() == said.unique()
          && had.method().equals(said.method())
          && had.predicate().isEmpty()
          && had.keys().equals(said.keys())) {
        return taken(had);
      }
      if (had.id().equals(said.id())) {
        named = had;
      }
    }
    // Of the same name and columns, and more than entities can say: INCLUDE, WHERE, another method.
    if (named != null && !isPlain(named) && columns(named).equals(columns(said))) {
      return taken(named);
    }
    return List.of(said);
  }

  /** Under the attributes of what had its name. */
  private SchemaObject free(Constraint said) {
    for (SchemaObject part : parts(said.holder())) {
      if (part.id().equals(said.id())) {
        return Unsaid.attributes(part, said);
      }
    }
    return said;
  }

  static Set<String> columns(Index index) {
    var columns = new HashSet<String>();
    index
        .keys()
        .forEach(key -> columns.add(key.column().isEmpty() ? key.expression() : key.column()));
    return columns;
  }

  /** Whether entities could have asked for it. */
  static boolean isPlain(Index index) {
    return index.method().equals("btree")
        && index.predicate().isEmpty()
        && index.include().isEmpty()
        && !index.nullsNotDistinct()
        && !index.clustered()
        && index.parent().isEmpty()
        && index.keys().stream()
            .allMatch(key ->
                key.expression().isEmpty()
                    && key.operatorClass().isEmpty()
                    && key.collation().isEmpty()
                    && Objects.equals(key.descending(), key.nullsFirst()));
  }
}
