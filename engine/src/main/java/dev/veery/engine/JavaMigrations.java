package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.Sha256;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.migration.Version;
import dev.veery.core.plan.Direction;
import dev.veery.core.source.JavaClass;
import dev.veery.postgres.run.CodeMigration;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The Java migrations of a class path. Nothing is looked for where none is configured. */
final class JavaMigrations implements CodeMigration.Resolver {

  private final List<JavaMigration> found = new ArrayList<>();
  private final List<JavaClass> classes = new ArrayList<>();

  /**
   * @param classpath jars and directories; with none, nothing is loaded
   * @param application the class loader of the application that embeds Veery, or null
   */
  JavaMigrations(List<Path> classpath, @Nullable ClassLoader application) {
    if (classpath.isEmpty() && application == null) {
      return;
    }
    ClassLoader loader =
        classpath.isEmpty()
            ? application
            : new URLClassLoader(
                urls(classpath),
                application == null ? JavaMigration.class.getClassLoader() : application);
    try {
      for (JavaMigration migration : ServiceLoader.load(JavaMigration.class, loader)) {
        found.add(migration);
        classes.add(describe(migration));
      }
    } catch (ServiceConfigurationError e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.CODE_MIGRATION_FAILED,
              "a Java migration cannot be loaded: " + e.getMessage(),
              "correct META-INF/services/" + JavaMigration.class.getName() + " or the class path"),
          e);
    }
  }

  List<JavaClass> classes() {
    return classes;
  }

  @Override
  public CodeMigration resolve(String className) {
    for (JavaMigration migration : found) {
      if (migration.getClass().getName().equals(className)) {
        return new Adapter(migration);
      }
    }
    throw new VeeryException(
        new Problem(
            ErrorCode.CODE_MIGRATION_FAILED,
            "the Java migration " + className + " is not on the class path",
            "add its jar or directory to classpath in veery.toml"));
  }

  private static URL[] urls(List<Path> classpath) {
    URL[] urls = new URL[classpath.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = classpath.get(i).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new VeeryException(
            new Problem(
                ErrorCode.CONFIG_MALFORMED,
                "the class path has an entry that is no file: " + classpath.get(i),
                "correct classpath in veery.toml"),
            e);
      }
    }
    return urls;
  }

  private static JavaClass describe(JavaMigration migration) {
    String simple = migration.getClass().getSimpleName();
    String version = migration.version();
    String name = simple;
    if (version.isEmpty()) {
      int end = simple.startsWith("V") ? digitsEnd(simple) : 1;
      if (end == 1) {
        throw new VeeryException(
            new Problem(
                ErrorCode.FILE_NAME_MALFORMED,
                "the Java migration " + migration.getClass().getName() + " has no version",
                "name it like V20260901121000__hash_tokens, or let version() give one"));
      }
      version = simple.substring(1, end);
      name = simple.substring(end).replaceFirst("^_+", "");
    }
    return new JavaClass(
        new Version(version), name, migration.getClass().getName(), hash(migration.getClass()));
  }

  /** Behind V and the parts of a version: digits, and single underscores between digits. */
  private static int digitsEnd(String simple) {
    int i = 1;
    while (i < simple.length()) {
      char c = simple.charAt(i);
      boolean separator =
          c == '_'
              && i > 1
              && i + 1 < simple.length()
              && Character.isDigit(simple.charAt(i + 1))
              && Character.isDigit(simple.charAt(i - 1));
      if (!Character.isDigit(c) && !separator) {
        break;
      }
      i++;
    }
    return i;
  }

  private static String hash(Class<?> type) {
    String resource = type.getName().replace('.', '/') + ".class";
    ClassLoader loader = type.getClassLoader();
    try (InputStream bytes = loader == null ? null : loader.getResourceAsStream(resource)) {
      if (bytes == null) {
        return "";
      }
      return HexFormat.of().formatHex(Sha256.digest().digest(bytes.readAllBytes()));
    } catch (IOException e) {
      return "";
    }
  }

  /** A migration as the runner sees it. */
  private record Adapter(JavaMigration migration) implements CodeMigration {
    @Override
    public boolean transactional() {
      return migration.transactional();
    }

    @Override
    public void run(Direction direction, Connection connection, Progress progress)
        throws Exception {
      JavaMigration.Running running =
          new JavaMigration.Running() {
            @Override
            public Connection connection() {
              return connection;
            }

            @Override
            public void progress(String line) {
              progress.report(line);
            }
          };
      switch (direction) {
        case UP -> migration.up(running);
        case DOWN -> migration.down(running);
      }
    }
  }
}
