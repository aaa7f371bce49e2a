package dev.veery.entities;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code application.properties} and {@code application.yml} of the class path say, in the
 * order in which Spring Boot has one override the other (reference, "Externalized Configuration"):
 * YAML before properties, the root before {@code config/}, a file of all before that of a profile,
 * a document of a file before the next. Active are the profiles that these files or {@code
 * SPRING_PROFILES_ACTIVE} name, otherwise {@code default}. Settings from outside of the application
 * are not looked at.
 */
final class SpringConfiguration {

  private static final String ACTIVE = "spring.profiles.active";
  private static final String ON_PROFILE = "spring.config.activate.on-profile";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]+)(?::([^}]*))?}");
  private static final Pattern NEXT_DOCUMENT = Pattern.compile("(?m)^[#!]---\\s*$");
  private static final int NESTED = 10;

  private final ClassLoader loader;
  private final Map<String, String> values = new LinkedHashMap<>();

  private SpringConfiguration(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Reads it.
   *
   * @throws IOException naming the file that cannot be read
   */
  static SpringConfiguration read(ClassLoader loader) throws IOException {
    var configuration = new SpringConfiguration(loader);
    List<Map<String, String>> documents = configuration.documents("application");
    // Which profiles are active is said outside of them.
    documents.stream()
        .filter(document -> !document.containsKey(ON_PROFILE))
        .forEach(configuration.values::putAll);
    Set<String> profiles = configuration.profiles();
    configuration.values.clear();
    configuration.take(documents, profiles);
    for (String profile : profiles) {
      configuration.take(configuration.documents("application-" + profile), profiles);
    }
    return configuration;
  }

  /** Every value by its name, as the files write it; placeholders are filled in. */
  Map<String, String> values() {
    var resolved = new LinkedHashMap<String, String>();
    values.forEach((name, value) -> resolved.put(name, resolved(value)));
    return resolved;
  }

  /** A value, whichever way its name is written: {@code physical-strategy}, physicalStrategy. */
  @Nullable String value(String name) {
    String found = null;
    for (Map.Entry<String, String> entry : values.entrySet()) {
      if (uniform(entry.getKey()).equals(uniform(name))) {
        found = entry.getValue();
      }
    }
    return found == null || found.isBlank() ? null : resolved(found);
  }

  /** Of a list: {@code a,b}, or {@code name[0]}, {@code name[1]}. */
  List<String> list(String name) {
    var found = new ArrayList<String>();
    String value = value(name);
    if (value != null) {
      found.addAll(split(value));
    }
    for (int i = 0; ; i++) {
      String item = value(name + '[' + i + ']');
      if (item == null) {
        return found;
      }
      found.add(item);
    }
  }

  private Set<String> profiles() {
    String environment = System.getenv("SPRING_PROFILES_ACTIVE");
    Set<String> profiles =
        new LinkedHashSet<>(environment == null ? list(ACTIVE) : split(environment));
    return profiles.isEmpty() ? Set.of("default") : profiles;
  }

  private void take(List<Map<String, String>> documents, Set<String> profiles) {
    for (Map<String, String> document : documents) {
      if (isActive(document.get(ON_PROFILE), profiles)) {
        values.putAll(document);
      }
    }
  }

  /** One of several names, each perhaps negated; anything more is not active. */
  private static boolean isActive(@Nullable String wanted, Set<String> profiles) {
    return wanted == null
        || split(wanted).stream()
            .anyMatch(name ->
                name.startsWith("!")
                    ? !profiles.contains(name.substring(1))
                    : profiles.contains(name));
  }

  private List<Map<String, String>> documents(String name) throws IOException {
    var documents = new ArrayList<Map<String, String>>();
    for (String folder : new String[] {"", "config/"}) {
      for (String suffix : new String[] {".yml", ".yaml", ".properties"}) {
        URL url = loader.getResource(folder + name + suffix);
        if (url != null) {
          try (InputStream in = url.openStream()) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            documents.addAll(
                suffix.equals(".properties")
                    ? properties(text)
                    : yaml(folder + name + suffix, text));
          }
        }
      }
    }
    return documents;
  }

  private static List<Map<String, String>> properties(String text) throws IOException {
    var documents = new ArrayList<Map<String, String>>();
    for (String part : NEXT_DOCUMENT.split(text)) {
      var properties = new Properties();
      properties.load(new StringReader(part));
      var document = new LinkedHashMap<String, String>();
      properties
          .stringPropertyNames()
          .forEach(name -> document.put(name, properties.getProperty(name)));
      documents.add(document);
    }
    return documents;
  }

  /** By the reader that Spring Boot itself uses; without that it would not read the file either. */
  private List<Map<String, String>> yaml(String file, String text) throws IOException {
    var documents = new ArrayList<Map<String, String>>();
    try {
      Class<?> yaml = Class.forName("org.yaml.snakeyaml.Yaml", true, loader);
      Object reader = yaml.getConstructor().newInstance();
      Object loaded = yaml.getMethod("loadAll", String.class).invoke(reader, text);
      for (Object content : (Iterable<?>) loaded) {
        var document = new LinkedHashMap<String, String>();
        flatten("", content == null ? Map.of() : content, document);
        documents.add(document);
      }
    } catch (ClassNotFoundException e) {
      return documents;
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          unreadable(file, String.valueOf(cause == null ? e : cause.getMessage())), e);
    } catch (ReflectiveOperationException e) {
      throw new IOException(unreadable(file, e.toString()), e);
    } catch (RuntimeException e) {
      // Documents are parsed while they are asked for.
      throw new IOException(unreadable(file, String.valueOf(e.getMessage())), e);
    }
    return documents;
  }

  private static String unreadable(String file, String why) {
    return file + " cannot be read: " + why.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  private static void flatten(String prefix, Object value, Map<String, String> into) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, inner) -> {
            if (inner != null) {
              flatten(joined(prefix, key.toString()), inner, into);
            }
          });
      case Iterable<?> items -> {
        int place = 0;
        for (Object item : items) {
          flatten(prefix + '[' + place++ + ']', item == null ? "" : item, into);
        }
      }
      default -> into.put(prefix, value.toString());
    }
  }

  /** A key in brackets is meant as it is. */
  private static String joined(String prefix, String key) {
    String name =
        key.startsWith("[") && key.endsWith("]") ? key.substring(1, key.length() - 1) : key;
    return prefix.isEmpty() ? name : prefix + '.' + name;
  }

  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** {@code ${NAME:default}}, from the environment or from these files. */
  private String resolved(String value) {
    String text = value;
    for (int i = 0; i < NESTED && text.contains("${"); i++) {
      Matcher matcher = PLACEHOLDER.matcher(text);
      var filled = new StringBuilder();
      while (matcher.find()) {
        String name = matcher.group(1);
        String environment = System.getenv(name);
        String found = environment != null ? environment : values.get(name);
        String otherwise = matcher.group(2);
        matcher.appendReplacement(
            filled,
            Matcher.quoteReplacement(
                found != null ? found : otherwise != null ? otherwise : matcher.group()));
      }
      matcher.appendTail(filled);
      text = filled.toString();
    }
    return text;
  }
}
