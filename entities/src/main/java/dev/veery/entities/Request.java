package dev.veery.entities;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What to read, written by whoever starts the program as a properties file.
 *
 * @param roots folders and jars of the class path in which classes are looked for
 * @param jars every jar of the class path; looked into where packages are named
 * @param unit a persistence unit; empty for the classes that are found
 * @param packages only classes in these and below; empty for all
 * @param naming {@code spring}, {@code jpa}, or {@code auto}: Spring Boot's where it is there
 * @param major of the server that the DDL is for
 * @param settings of Hibernate, over those of the application
 */
record Request(
    List<Path> roots,
    List<Path> jars,
    String unit,
    List<String> packages,
    String naming,
    int major,
    Map<String, String> settings) {

  private static final String SETTING = "setting.";

  static Request read(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    var settings = new TreeMap<String, String>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(SETTING)) {
        settings.put(name.substring(SETTING.length()), properties.getProperty(name));
      }
    }
    return new Request(
        paths(properties, "root."),
        paths(properties, "jar."),
        properties.getProperty("unit", ""),
        list(properties, "package."),
        properties.getProperty("naming", "auto"),
        Integer.parseInt(properties.getProperty("major", "17")),
        settings);
  }

  private static List<Path> paths(Properties properties, String prefix) {
    return list(properties, prefix).stream().map(Path::of).toList();
  }

  private static List<String> list(Properties properties, String prefix) {
    var values = new ArrayList<String>();
    for (int i = 0; ; i++) {
      String value = properties.getProperty(prefix + i);
      if (value == null) {
        return values;
      }
      values.add(value);
    }
  }
}
