package dev.veery.core.sql.ast;

import org.jspecify.annotations.Nullable;

/** COMMENT, SECURITY LABEL, IMPORT FOREIGN SCHEMA and REASSIGN OWNED. */
final class ObjectParser {

  private final Cursor c;

  ObjectParser(Cursor c) {
    this.c = c;
  }

  SqlStatement comment() {
    c.expect("comment");
    c.expect("on");
    ObjectName object = object();
    return new ObjectStatement.Comment(object, text());
  }

  SqlStatement securityLabel() {
    c.expect("security");
    c.expect("label");
    String provider = null;
    if (c.accept("for")) {
      provider = c.isString() ? c.string() : c.label().name();
    }
    c.expect("on");
    ObjectName object = object();
    return new ObjectStatement.SecurityLabel(provider, object, text());
  }

  private ObjectName object() {
    ObjectNames objects = new ObjectNames(c);
    return objects.name(objects.type());
  }

  private @Nullable Expression text() {
    c.expect("is");
    if (c.accept("null")) {
      return null;
    }
    int from = c.pos();
    c.string();
    return c.range(from, c.pos());
  }

  SqlStatement importForeignSchema() {
    c.expect("import");
    c.expect("foreign");
    c.expect("schema");
    Identifier remote = c.identifier();
    Expression selection = null;
    if (c.isAny("limit", "except")) {
      selection = c.until(x -> x.is("from"));
    }
    c.expect("from");
    c.expect("server");
    Identifier server = c.identifier();
    c.expect("into");
    Identifier into = c.identifier();
    if (c.accept("options")) {
      c.skipGroup();
    }
    return new ObjectStatement.ImportForeignSchema(remote, selection, server, into);
  }

  SqlStatement reassignOwned() {
    c.expect("reassign");
    c.expect("owned");
    c.expect("by");
    var roles = DropParser.roles(c);
    c.expect("to");
    return new AccessStatement.ReassignOwned(roles, c.label());
  }
}
