package dev.veery.entities;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Spring Boot would set: the settings of the application's {@link SpringConfiguration} that
 * reach Hibernate, and its own naming strategies.
 */
final class SpringSettings {

  private static final String PASSED = "spring.jpa.properties";
  private static final String IMPLICIT = "hibernate.implicit_naming_strategy";
  private static final String PHYSICAL = "hibernate.physical_naming_strategy";

  /** Since Spring Boot 4, which needs a Hibernate that has the other name of the second. */
  private static final String IMPLICIT_NAMES =
      "org.springframework.boot.hibernate.SpringImplicitNamingStrategy";

  private static final String PHYSICAL_NAMES =
      "org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl";

  private static final String IMPLICIT_NAMES_BEFORE =
      "org.springframework.boot.orm.jpa.hibernate.SpringImplicitNamingStrategy";

  private static final String PHYSICAL_NAMES_BEFORE =
      "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy";

  private SpringSettings() {}

  static boolean isThere(ClassLoader loader) {
    return has(loader, "org.springframework.boot.SpringApplication");
  }

  /** Hibernate's settings as Spring Boot would give them. */
  static Map<String, String> of(SpringConfiguration application, ClassLoader loader) {
    var settings = new LinkedHashMap<String, String>();
    settings.put(PHYSICAL, has(loader, PHYSICAL_NAMES) ? PHYSICAL_NAMES : PHYSICAL_NAMES_BEFORE);
    settings.put(
        IMPLICIT,
        has(loader, IMPLICIT_NAMES)
            ? IMPLICIT_NAMES
            : has(loader, IMPLICIT_NAMES_BEFORE)
                ? IMPLICIT_NAMES_BEFORE
                : SpringNames.class.getName());
    application
        .values()
        .forEach((name, value) -> {
          if (name.startsWith(PASSED + '.')) {
            settings.put(name.substring(PASSED.length() + 1), value);
          } else if (name.startsWith(PASSED + '[') && name.endsWith("]")) {
            settings.put(name.substring(PASSED.length() + 1, name.length() - 1), value);
          }
        });
    put(application, "spring.jpa.hibernate.naming.physical-strategy", PHYSICAL, settings);
    put(application, "spring.jpa.hibernate.naming.implicit-strategy", IMPLICIT, settings);
    put(application, "spring.jpa.database-platform", "hibernate.dialect", settings);
    return settings;
  }

  /** Mapping files beside the classes. */
  static List<String> mappingFiles(SpringConfiguration application) {
    return application.list("spring.jpa.mapping-resources");
  }

  private static boolean has(ClassLoader loader, String className) {
    return loader.getResource(className.replace('.', '/') + ".class") != null;
  }

  private static void put(
      SpringConfiguration application, String name, String setting, Map<String, String> settings) {
    String value = application.value(name);
    if (value != null) {
      settings.put(setting, value);
    }
  }
}
