package dev.veery.engine;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.entities.EntityReader;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has the application's own Hibernate print the DDL of its entities, in a JVM of its own: nothing
 * of Hibernate is ever on the class path of Veery, and nothing of Veery but one small program on
 * the application's.
 */
final class EntityProgram {

  private static final long MINUTES = 5;

  private EntityProgram() {}

  /**
   * Runs it.
   *
   * @param major of the server that the DDL is for
   * @return one statement after the other, each with its semicolon
   */
  static String run(EntitySettings settings, EntityClassPath classPath, int major, Path directory) {
    try {
      Path folder = Files.createTempDirectory("veery-entities");
      try {
        return run(folder, settings, classPath, major, directory);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw failed("the entities cannot be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VeeryException(
          new Problem(ErrorCode.INTERRUPTED, "interrupted while the entities were read", ""), e);
    }
  }

  private static String run(
      Path folder, EntitySettings settings, EntityClassPath classPath, int major, Path directory)
      throws IOException, InterruptedException {
    Path request = folder.resolve("request");
    Path ddl = folder.resolve("ddl.sql");
    Path report = folder.resolve("report");
    Path log = folder.resolve("log");
    write(request, settings, classPath, major);
    // The class paths of applications are longer than some systems let an argument be.
    Path arguments = folder.resolve("arguments");
    Files.writeString(arguments, "-cp \"" + joined(classPath).replace("\\", "\\\\") + "\"\n");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "@" + arguments,
                EntityReader.class.getName(),
                request.toString(),
                ddl.toString(),
                report.toString())
            .directory(directory.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw failed("the entities were not read within " + MINUTES + " minutes", null);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0 || !Files.exists(report)) {
      throw failed(
          "the JVM that reads the entities ended with " + process.exitValue() + reason(log), null);
    }
    problems(report);
    return Files.readString(ddl);
  }

  private static void write(
      Path request, EntitySettings settings, EntityClassPath classPath, int major)
      throws IOException {
    var properties = new Properties();
    number("root.", classPath.roots().stream().map(Path::toString).toList(), properties);
    number("jar.", classPath.jars().stream().map(Path::toString).toList(), properties);
    number("package.", settings.packages(), properties);
    properties.setProperty("unit", settings.unit());
    properties.setProperty("naming", settings.naming());
    properties.setProperty("major", Integer.toString(major));
    settings.hibernate().forEach((key, value) -> properties.setProperty("setting." + key, value));
    try (Writer writer = Files.newBufferedWriter(request, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }

  private static void number(String prefix, List<String> values, Properties properties) {
    for (int i = 0; i < values.size(); i++) {
      properties.setProperty(prefix + i, values.get(i));
    }
  }

  private static String joined(EntityClassPath classPath) {
    Set<Path> all = new LinkedHashSet<>(classPath.roots());
    all.addAll(classPath.jars());
    try {
      all.add(
          Path.of(EntityReader.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static void problems(Path report) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(report, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    var problems = new ArrayList<Problem>();
    for (int i = 0; ; i++) {
      String message = properties.getProperty("problem." + i);
      if (message == null) {
        break;
      }
      problems.add(
          new Problem(
              ErrorCode.ENTITIES_UNLOADABLE, message, properties.getProperty("remedy." + i, "")));
    }
    if (!problems.isEmpty()) {
      throw new VeeryException(problems);
    }
  }

  /** Of an exception that nobody caught: its first line says what, the rest says where. */
  private static String reason(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    for (String line : lines) {
      if (line.startsWith("Exception in thread ") || line.startsWith("Error: ")) {
        return ": " + line.replaceFirst("^Exception in thread \"[^\"]*\" ", "");
      }
    }
    return ProgramOutput.lastLine(log);
  }

  private static VeeryException failed(String message, @Nullable Throwable cause) {
    return new VeeryException(
        new Problem(ErrorCode.ENTITIES_UNLOADABLE, message, "look at [entities] in veery.toml"),
        cause);
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
