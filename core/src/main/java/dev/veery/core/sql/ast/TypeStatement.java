package dev.veery.core.sql.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements about types and domains. */
public sealed interface TypeStatement extends SqlStatement {

  /** CREATE TYPE … AS ENUM. The labels are without their quotes. */
  record CreateEnum(QualifiedName name, List<String> labels) implements TypeStatement {
    public CreateEnum {
      labels = List.copyOf(labels);
    }

    @Override
    public String tag() {
      return "CREATE TYPE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TYPE, name));
    }
  }

  /** CREATE TYPE … AS (…). */
  record CreateComposite(QualifiedName name, List<ColumnDefinition> attributes)
      implements TypeStatement {
    public CreateComposite {
      attributes = List.copyOf(attributes);
    }

    @Override
    public String tag() {
      return "CREATE TYPE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TYPE, name));
    }
  }

  /** CREATE TYPE … AS RANGE (…). */
  record CreateRange(QualifiedName name, List<Option> options) implements TypeStatement {
    public CreateRange {
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "CREATE TYPE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TYPE, name));
    }
  }

  /** CREATE TYPE with input and output functions, or without anything: a shell. */
  record CreateBase(QualifiedName name, List<Option> options) implements TypeStatement {
    public CreateBase {
      options = List.copyOf(options);
    }

    @Override
    public String tag() {
      return "CREATE TYPE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TYPE, name));
    }
  }

  /** CREATE DOMAIN. */
  record CreateDomain(
      QualifiedName name,
      TypeName type,
      @Nullable QualifiedName collation,
      List<Constraint> constraints)
      implements TypeStatement {
    public CreateDomain {
      constraints = List.copyOf(constraints);
    }

    @Override
    public String tag() {
      return "CREATE DOMAIN";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.DOMAIN, name));
    }
  }

  /** ALTER TYPE. */
  record AlterType(QualifiedName name, List<AlterAction> actions) implements TypeStatement {
    public AlterType {
      actions = List.copyOf(actions);
    }

    @Override
    public String tag() {
      return "ALTER TYPE";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.TYPE, name));
    }
  }

  /** ALTER DOMAIN. */
  record AlterDomain(QualifiedName name, AlterAction action) implements TypeStatement {
    @Override
    public String tag() {
      return "ALTER DOMAIN";
    }

    @Override
    public List<ObjectName> targets() {
      return List.of(new ObjectName(ObjectType.DOMAIN, name));
    }
  }
}
