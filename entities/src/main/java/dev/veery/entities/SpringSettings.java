package dev.veery.entities;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Spring Boot would set: the settings of {@code application.properties} and {@code
 * application.yml} that reach Hibernate, and its own naming strategies. Profiles are not looked at,
 * nor are settings from outside of the application.
 */
final class SpringSettings {

  private static final String PASSED = "spring.jpa.properties.";
  private static final String IMPLICIT = "hibernate.implicit_naming_strategy";
  private static final String PHYSICAL = "hibernate.physical_naming_strategy";
  private static final String SNAKE_CASE =
      "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy";

  /** Up to Spring Boot 3, and since 4. */
  private static final String[] IMPLICIT_NAMES = {
    "org.springframework.boot.orm.jpa.hibernate.SpringImplicitNamingStrategy",
    "org.springframework.boot.hibernate.SpringImplicitNamingStrategy"
  };

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]+)(?::([^}]*))?}");

  private SpringSettings() {}

  static boolean isThere(ClassLoader loader) {
    return loader.getResource("org/springframework/boot/SpringApplication.class") != null;
  }

  /** Hibernate's settings as Spring Boot would give them. */
  static Map<String, String> read(ClassLoader loader) throws IOException {
    Map<String, String> application = new LinkedHashMap<>();
    for (String file : new String[] {"application.yml", "application.yaml"}) {
      try (InputStream in = loader.getResourceAsStream(file)) {
        if (in != null) {
          flatten("", yaml(loader, in), application);
        }
      }
    }
    try (InputStream in = loader.getResourceAsStream("application.properties")) {
      if (in != null) {
        var properties = new Properties();
        properties.load(in);
        properties
            .stringPropertyNames()
            .forEach(name -> {
              application.put(name, properties.getProperty(name));
            });
      }
    }
    var settings = new LinkedHashMap<String, String>();
    settings.put(PHYSICAL, SNAKE_CASE);
    settings.put(IMPLICIT, implicit(loader));
    application.forEach((name, value) -> {
      if (name.startsWith(PASSED)) {
        settings.put(name.substring(PASSED.length()), resolved(value, application));
      }
    });
    put(application, "spring.jpa.hibernate.naming.physical-strategy", PHYSICAL, settings);
    put(application, "spring.jpa.hibernate.naming.implicit-strategy", IMPLICIT, settings);
    put(application, "spring.jpa.database-platform", "hibernate.dialect", settings);
    return settings;
  }

  private static void put(
      Map<String, String> application, String name, String setting, Map<String, String> settings) {
    String value = application.get(name);
    if (value != null && !value.isBlank()) {
      settings.put(setting, resolved(value, application));
    }
  }

  private static String implicit(ClassLoader loader) {
    for (String name : IMPLICIT_NAMES) {
      if (loader.getResource(name.replace('.', '/') + ".class") != null) {
        return name;
      }
    }
    return SpringNames.class.getName();
  }

  /** {@code ${NAME:default}}, from the environment or from the file itself. */
  private static String resolved(String value, Map<String, String> application) {
    Matcher matcher = PLACEHOLDER.matcher(value);
    var text = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String environment = System.getenv(name);
      String found = environment != null ? environment : application.get(name);
      String otherwise = matcher.group(2);
      matcher.appendReplacement(
          text,
          Matcher.quoteReplacement(
              found != null ? found : otherwise != null ? otherwise : matcher.group()));
    }
    matcher.appendTail(text);
    return text.toString();
  }

  /** By the reader that Spring Boot itself uses, which is then there. */
  private static Object yaml(ClassLoader loader, InputStream in) throws IOException {
    try {
      Class<?> yaml = Class.forName("org.yaml.snakeyaml.Yaml", true, loader);
      Object reader = yaml.getConstructor().newInstance();
      Object loaded = yaml.getMethod("loadAll", InputStream.class).invoke(reader, in);
      // Later documents of a file belong to profiles.
      var documents = ((Iterable<?>) loaded).iterator();
      Object first = documents.hasNext() ? documents.next() : null;
      return first == null ? Map.of() : first;
    } catch (ClassNotFoundException e) {
      return Map.of();
    } catch (InvocationTargetException e) {
      throw new IOException("application.yml cannot be read: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IOException("application.yml cannot be read: " + e, e);
    }
  }

  private static void flatten(String prefix, Object value, Map<String, String> into) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> {
        if (inner != null) {
          flatten(prefix.isEmpty() ? key.toString() : prefix + '.' + key, inner, into);
        }
      });
    } else {
      into.put(prefix, value.toString());
    }
  }
}
