package dev.veery.core.plan;

import dev.veery.core.plan.Recovery.ClusterObject;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.TokenKind;
import dev.veery.core.sql.TokenReader;
import java.util.ArrayList;
import java.util.List;

/** Reads from a statement that stands alone how to find out whether it has happened. */
final class RecoveryReader {

  private RecoveryReader() {}

  static Recovery read(ScriptItem.Statement statement) {
    TokenReader tokens = new TokenReader(statement.text());
    if (tokens.take("create")) {
      return readCreate(tokens);
    }
    if (tokens.take("drop")) {
      return readDrop(tokens);
    }
    if (tokens.take("reindex")) {
      return new Recovery.Reindex();
    }
    if (tokens.take("alter")) {
      return readAlter(tokens);
    }
    if (tokens.take("vacuum") || tokens.take("cluster") || tokens.take("discard")) {
      return new Recovery.Repeatable();
    }
    return new Recovery.Undecidable();
  }

  private static Recovery readCreate(TokenReader tokens) {
    boolean unique = tokens.take("unique");
    if (tokens.take("index", "concurrently")) {
      tokens.take("if", "not", "exists");
      List<String> index = tokens.take("on") ? List.of() : tokens.takeName();
      if (!index.isEmpty()) {
        tokens.take("on");
      }
      tokens.take("only");
      List<String> table = tokens.takeName();
      return table.isEmpty()
          ? new Recovery.Undecidable()
          : new Recovery.CreateIndex(index, table, unique, tokens.rest());
    }
    return readClusterObject(tokens, true);
  }

  private static Recovery readDrop(TokenReader tokens) {
    if (tokens.take("index", "concurrently")) {
      tokens.take("if", "exists");
      List<List<String>> indexes = new ArrayList<>();
      do {
        indexes.add(tokens.takeName());
      } while (tokens.take(TokenKind.COMMA));
      return new Recovery.DropIndex(indexes);
    }
    return readClusterObject(tokens, false);
  }

  private static Recovery readClusterObject(TokenReader tokens, boolean create) {
    for (ClusterObject.Kind kind : ClusterObject.Kind.values()) {
      if (tokens.take(kind.name())) {
        tokens.take("if", "exists");
        List<String> name = tokens.takeName();
        return name.isEmpty()
            ? new Recovery.Undecidable()
            : new ClusterObject(kind, name.getLast(), create);
      }
    }
    return new Recovery.Undecidable();
  }

  private static Recovery readAlter(TokenReader tokens) {
    if (tokens.take("table")) {
      tokens.take("if", "exists");
      tokens.take("only");
      List<String> table = tokens.takeName();
      tokens.take(TokenKind.OPERATOR); // the star that once meant "and its children"
      return tokens.take("detach", "partition")
          ? new Recovery.DetachPartition(table, tokens.takeName())
          : new Recovery.Undecidable();
    }
    // ALTER SYSTEM, ALTER DATABASE … SET TABLESPACE, ALTER SUBSCRIPTION … REFRESH: all of them set
    // a
    // state, and setting it again changes nothing.
    return new Recovery.Repeatable();
  }
}
