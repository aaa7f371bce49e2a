package dev.veery.core.source;

import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Migration;
import dev.veery.core.migration.Migration.Body;
import dev.veery.core.migration.Migration.Scripts;
import dev.veery.core.migration.MigrationSet;
import dev.veery.core.sql.Script;
import dev.veery.core.sql.ScriptItem;
import dev.veery.core.sql.SplitOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of migrations written down in a test: each file begins with {@code == path}. */
record Tree(Path root) {

  static Tree of(Path root, String files) {
    Tree tree = new Tree(root);
    String path = null;
    StringBuilder text = new StringBuilder();
    for (String line : (files + "== ").split("(?<=\n)")) {
      if (line.startsWith("== ")) {
        if (path != null) {
          tree.write(path, text.toString());
        }
        path = line.substring(3).strip();
        text.setLength(0);
      } else {
        text.append(line);
      }
    }
    return tree;
  }

  void write(String path, String text) {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String path, byte[] bytes) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MigrationSet read() {
    return read(null);
  }

  MigrationSet read(@Nullable String layout) {
    return new MigrationSource(
            root.resolve("migrations"),
            "migrations",
            layout,
            ScriptParser.of(SplitOptions.NONE, null),
            List.of())
        .read();
  }

  /** What is wrong with the directory, a line per problem with its remedy. */
  List<String> problems() {
    return problems(null);
  }

  List<String> problems(@Nullable String layout) {
    try {
      read(layout);
    } catch (VeeryException e) {
      return texts(e.problems());
    }
    throw new AssertionError("the directory was read without a problem");
  }

  /** What is wrong with the scripts of a migration, found when they are needed. */
  List<String> scriptProblems(String label) {
    try {
      scripts(label);
    } catch (VeeryException e) {
      return texts(e.problems());
    }
    throw new AssertionError("the scripts were read without a problem");
  }

  static List<String> texts(List<Problem> problems) {
    List<String> texts = new ArrayList<>();
    for (Problem problem : problems) {
      texts.add(problem.code() + " " + problem);
    }
    return texts;
  }

  Migration migration(String label) {
    for (Migration migration : read().migrations()) {
      if (migration.label().equals(label)) {
        return migration;
      }
    }
    throw new AssertionError(label + " is not among " + labels(read()));
  }

  Scripts scripts(String label) {
    return scripts(migration(label));
  }

  static Scripts scripts(Migration migration) {
    return ((Body.Sql) migration.body()).scripts().get();
  }

  static List<String> labels(MigrationSet set) {
    List<String> labels = new ArrayList<>();
    for (Migration migration : set.migrations()) {
      labels.add(migration.label());
    }
    return labels;
  }

  /** The statements of a script on one line each. */
  static List<String> statements(@Nullable Script script) {
    if (script == null) {
      return List.of("absent");
    }
    List<String> texts = new ArrayList<>();
    for (ScriptItem item : script.items()) {
      if (item instanceof ScriptItem.Statement statement) {
        texts.add(statement.text().replaceAll("\\s+", " "));
      } else {
        texts.add(item.getClass().getSimpleName());
      }
    }
    return texts;
  }
}
