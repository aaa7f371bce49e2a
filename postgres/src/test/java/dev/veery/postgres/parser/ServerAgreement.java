package dev.veery.postgres.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.veery.core.sql.ast.AccessStatement;
import dev.veery.core.sql.ast.AlterAction;
import dev.veery.core.sql.ast.Identifier;
import dev.veery.core.sql.ast.ObjectName;
import dev.veery.core.sql.ast.ObjectStatement;
import dev.veery.core.sql.ast.ObjectType;
import dev.veery.core.sql.ast.ParsedStatement;
import dev.veery.core.sql.ast.QualifiedName;
import dev.veery.core.sql.ast.SqlStatement;
import dev.veery.core.sql.ast.TableStatement;
import dev.veery.core.sql.ast.TypeStatement;
import dev.veery.core.sql.ast.Unrecognised;
import dev.veery.postgres.parser.Oracle.Answer;
import dev.veery.postgres.parser.Oracle.Told;
import java.util.ArrayList;
import java.util.List;

/** Compares what the parser says of a statement with what the server said when it ran it. */
final class ServerAgreement {

  private ServerAgreement() {}

  /** Fails with {@code hint} in the message unless both agree. */
  static void check(String text, Answer answer, String hint) {
    ParsedStatement parsed = SqlStatement.parse(text);
    String about = hint + "\n" + text + "\n" + parsed.statement();
    assertThat(parsed.text()).isEqualTo(text);
    assertThat(parsed.statement()).as(about).isNotInstanceOf(Unrecognised.class);
    if (answer.tag() != null) {
      assertThat(parsed.statement().tag()).as(about).isEqualTo(answer.tag());
    }
    SqlStatement statement = parsed.statement();
    if (statement instanceof ObjectStatement.Drop drop) {
      dropped(drop, answer, about);
    } else if (isTold(statement)) {
      changed(statement, answer, about);
    }
  }

  /** Event triggers are not told of roles, databases and tablespaces, nor of grants by name. */
  private static boolean isTold(SqlStatement statement) {
    if (statement.targets().isEmpty()
        || statement instanceof AccessStatement.Grant
        || statement instanceof ObjectStatement.SecurityLabel) {
      return false;
    }
    return switch (statement.targets().getFirst().type()) {
      case ROLE, DATABASE, TABLESPACE, PARAMETER, EVENT_TRIGGER, LARGE_OBJECT -> false;
      default -> statement.tag().matches("(CREATE|ALTER|COMMENT|REFRESH).*");
    };
  }

  private static void dropped(ObjectStatement.Drop drop, Answer answer, String about) {
    List<String> told = new ArrayList<>();
    for (Told object : answer.objects()) {
      if (object.dropped()) {
        told.add(object.identity());
      }
    }
    switch (drop.type()) {
      case ROLE, DATABASE, TABLESPACE, EVENT_TRIGGER -> {
        return;
      }
      default -> {}
    }
    for (String identity : told) {
      assertThat(drop.objects()).as(about).anyMatch(name -> matches(identity, name));
    }
    if (!drop.ifExists()) {
      for (ObjectName name : drop.objects()) {
        assertThat(told).as(about).anyMatch(identity -> matches(identity, name));
      }
    }
  }

  private static void changed(SqlStatement statement, Answer answer, String about) {
    if (answer.objects().isEmpty()) {
      // Nothing to do: the object was there, or not there, or already as it was to be.
      return;
    }
    List<String> told = new ArrayList<>();
    for (Told object : answer.objects()) {
      told.add(object.identity());
    }
    for (ObjectName target : statement.targets()) {
      ObjectName now = afterwards(statement, target);
      assertThat(told).as(about).anyMatch(identity -> matches(identity, now));
    }
  }

  /** The server reports the name that an object has after the statement. */
  private static ObjectName afterwards(SqlStatement statement, ObjectName target) {
    AlterAction action =
        switch (statement) {
          case TableStatement.AlterTable alter -> alter.actions().getFirst();
          case TypeStatement.AlterType alter -> alter.actions().getFirst();
          case TypeStatement.AlterDomain alter -> alter.action();
          case ObjectStatement.Alter alter -> alter.action();
          case AccessStatement.AlterPolicy alter ->
              alter.renameTo() == null
                  ? new AlterAction.NotOf()
                  : new AlterAction.RenameTo(alter.renameTo());
          default -> new AlterAction.NotOf();
        };
    List<Identifier> parts = new ArrayList<>(target.name().parts());
    if (action instanceof AlterAction.RenameTo rename) {
      parts.set(parts.size() - 1, rename.name());
    } else if (action instanceof AlterAction.SetSchema set
        && target.type() != ObjectType.EXTENSION) {
      Identifier last = parts.getLast();
      parts = new ArrayList<>(List.of(set.schema(), last));
    } else if (action instanceof AlterAction.RenameColumn rename) {
      parts.add(rename.to());
    } else if (action instanceof AlterAction.RenameConstraint rename) {
      return new ObjectName(
          ObjectType.CONSTRAINT, new QualifiedName(List.of(rename.to())), target.name(), null);
    }
    return new ObjectName(target.type(), new QualifiedName(parts), target.on(), null);
  }

  private static boolean matches(String identity, ObjectName name) {
    String expected = written(name.name());
    switch (name.type()) {
      case TRIGGER, POLICY, RULE, CONSTRAINT -> {
        QualifiedName on = name.on();
        return on != null
            && equal(identity, expected + " on " + qualified(on), expected + " on " + written(on));
      }
      case OPERATOR -> {
        String symbol = name.name().parts().getLast().name();
        return identity.contains("." + symbol + "(");
      }
      case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE -> {
        return identity.startsWith(qualified(name.name()) + "(")
            || identity.startsWith(expected + "(");
      }
      case OPERATOR_CLASS, OPERATOR_FAMILY -> {
        return identity.startsWith(qualified(name.name()) + " USING ");
      }
      case CAST -> {
        return identity.startsWith("(");
      }
      case TRANSFORM, USER_MAPPING -> {
        return identity.contains(name.name().name());
      }
      case INDEX -> {
        // An index may be named without its schema: that is its table's.
        return equal(identity, qualified(name.name()), expected)
            || identity.endsWith("." + expected);
      }
      case PUBLICATION -> {
        return identity.equals(expected) || identity.endsWith(" in publication " + expected);
      }
      case COLUMN -> {
        return equal(identity, "public." + expected, expected);
      }
      default -> {
        // Where a script has set its search_path, the server knows which schema is meant.
        return equal(identity, qualified(name.name()), expected)
            || equal(identity, "public." + expected, "pg_temp." + expected)
            || !name.name().isQualified() && identity.endsWith("." + expected);
      }
    }
  }

  private static boolean equal(String identity, String first, String second) {
    return identity.equals(first) || identity.equals(second);
  }

  private static String written(QualifiedName name) {
    StringBuilder out = new StringBuilder();
    for (Identifier part : name.parts()) {
      out.append(out.isEmpty() ? "" : ".").append(Oracle.quote(part));
    }
    return out.toString();
  }

  private static String qualified(QualifiedName name) {
    return name.isQualified() ? written(name) : "public." + written(name);
  }
}
