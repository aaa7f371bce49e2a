package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the application says of its entities besides their classes: which packages Spring Boot looks
 * into, how it names them, its configuration files, persistence units, Hibernate's own file. With
 * the real jars; the program runs in a class loader of its own instead of a JVM.
 */
final class SpringEntitiesTest {

  private static final String ENTITY = "import jakarta.persistence.*; @Entity public class ";
  private static final String APPLICATION =
      "import org.springframework.boot.autoconfigure.SpringBootApplication;"
          + " @SpringBootApplication public class ";

  private static final Map<String, URLClassLoader> LIBRARIES = new HashMap<>();

  @TempDir private Path project;

  @AfterAll
  static void close() throws IOException {
    for (URLClassLoader loader : LIBRARIES.values()) {
      loader.close();
    }
    LIBRARIES.clear();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-3", "spring-4"})
  void thePackagesNamesAndSettingsAreThoseOfSpringBoot(String libraries) throws Exception {
    source("acme.shop.ShopApplication", "package acme.shop; " + APPLICATION + "ShopApplication {}");
    source(
        "acme.shop.order.OrderLine",
        "package acme.shop.order; import java.util.*; "
            + ENTITY
            + "OrderLine { @Id Long id; String productName; @ManyToMany Set<OrderLine> followUps; }");
    source("acme.other.Stray", "package acme.other; " + ENTITY + "Stray { @Id Long id; }");
    source("acme.shop.parts.Part", "package acme.shop.parts; " + ENTITY + "Part { @Id Long id; }");
    write(
        "application.yml",
        """
        schema: sales
        spring:
          jpa:
            properties:
              "[hibernate.default_schema]": ${SCHEMA_OF_THE_SHOP:${schema}}
        ---
        spring.config.activate.on-profile: test
        spring.jpa.database-platform: org.hibernate.dialect.H2Dialect
        """);
    compile(libraries);
    Path parts = jar("acme/shop/parts/Part.class");

    String ddl = read(libraries, Map.of("jar.0", parts.toString())).ddl();

    assertThat(ddl)
        .contains("create table sales.order_line (")
        .contains("product_name varchar(255)")
        .contains("create table sales.order_line_follow_ups (")
        .contains("create table sales.part (")
        .doesNotContainIgnoringCase("stray");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spring-3", "spring-4"})
  void otherPackagesNamingStrategiesAndProfilesAreFollowed(String libraries) throws Exception {
    String scan =
        libraries.equals("spring-3")
            ? "org.springframework.boot.autoconfigure.domain.EntityScan"
            : "org.springframework.boot.persistence.autoconfigure.EntityScan";
    source("acme.shop.ShopApplication", "package acme.shop; " + APPLICATION + "ShopApplication {}");
    source(
        "acme.shop.Mapping", "package acme.shop; @" + scan + "(\"acme.model\") class Mapping {}");
    source("acme.shop.Near", "package acme.shop; " + ENTITY + "Near { @Id Long id; }");
    source(
        "acme.model.OrderLine",
        "package acme.model; " + ENTITY + "OrderLine { @Id Long id; String productName; }");
    write(
        "application.properties",
        """
        spring.profiles.active = prod
        spring.jpa.hibernate.naming.physicalStrategy = \
        org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl
        spring.jpa.mapping-resources[0] = more.xml
        #---
        spring.config.activate.on-profile = !prod
        spring.jpa.properties.hibernate.default_schema = nowhere
        """);
    write(
        "config/application-prod.properties",
        "spring.jpa.properties.hibernate.default_schema = prod\n");
    write(
        "more.xml",
        """
        <entity-mappings xmlns="https://jakarta.ee/xml/ns/persistence/orm" version="3.1">
          <entity class="acme.shop.Plain" access="FIELD"><attributes><id name="id"/></attributes></entity>
        </entity-mappings>
        """);
    source("acme.shop.Plain", "package acme.shop; public class Plain { Long id; }");
    compile(libraries);

    assertThat(read(libraries, Map.of()).ddl())
        .contains("create table prod.OrderLine (")
        .contains("productName varchar(255)")
        .contains("create table prod.Plain (")
        .doesNotContain("Near");
  }

  @Test
  void whatSpringBootWouldNotStartWithIsSaid() throws Exception {
    source("acme.shop.ShopApplication", "package acme.shop; " + APPLICATION + "ShopApplication {}");
    source("acme.other.Stray", "package acme.other; " + ENTITY + "Stray { @Id Long id; }");
    compile("spring-4");
    assertThat(read("spring-4", Map.of()).problems())
        .containsExactly(
            "there is no entity in "
                + project.resolve("target/classes")
                + ", packages acme.shop → there are some elsewhere, such as acme.other.Stray:"
                + " @EntityScan has Spring Boot look there, too");

    write("application.yml", "spring:\n  jpa: [\n");
    compile("spring-4");
    assertThat(read("spring-4", Map.of()).problems().getFirst())
        .startsWith("application.yml cannot be read: while parsing a flow node; ")
        .endsWith("→ the application would not start with it");

    write("application.yml", "spring.jpa.database-platform: org.hibernate.dialect.H2Dialect\n");
    compile("spring-4");
    assertThat(read("spring-4", Map.of("package.0", "acme.other")).problems())
        .containsExactly(
            "the entities are mapped for another server than PostgreSQL: hibernate.dialect is"
                + " org.hibernate.dialect.H2Dialect → set \"hibernate.dialect\" ="
                + " \"org.hibernate.dialect.PostgreSQLDialect\" under [entities]");

    write(
        "application.yml",
        "spring.jpa.hibernate.naming.physical-strategy: org.springframework.data.Names\n");
    compile("spring-4");
    assertThat(read("spring-4", Map.of("package.0", "acme.other")).problems())
        .containsExactly(
            "the mapping needs the class org.springframework.data.Names, which no jar or folder of"
                + " the class path has → add org.springframework.data:spring-data-commons to the"
                + " class path of the entities");

    Path executable = jar("acme/other/Stray.class", "BOOT-INF/classes/acme/other/Stray.class");
    assertThat(read("spring-4", Map.of("root.0", executable.toString())).problems().getFirst())
        .contains("is an executable jar of Spring Boot, with the classes inside of it");
  }

  @Test
  void theOnlyPersistenceUnitIsTheApplicationsAndOfSeveralOneIsNamed() throws Exception {
    source("Item", ENTITY + "Item { @Id Long id; String fullName; }");
    source("Other", ENTITY + "Other { @Id Long id; }");
    String unit =
        """
        <persistence-unit name="%s">
          <class>Item</class>
          <exclude-unlisted-classes/>
          <properties>
            <property name="hibernate.physical_naming_strategy" value="%s"/>
          </properties>
        </persistence-unit>
        """;
    String snakes = "org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy";
    String shop = unit.formatted("shop", snakes);
    String second =
        unit.formatted(
            "second", "org.hibernate.boot.model.naming.PhysicalNamingStrategyStandardImpl");
    write("META-INF/persistence.xml", persistence(shop));
    compile("6");
    assertThat(read("6", Map.of()).ddl()).contains("full_name").doesNotContain("Other");

    write("META-INF/persistence.xml", persistence(shop + second));
    compile("6");
    assertThat(read("6", Map.of()).problems())
        .containsExactly(
            "the application has several persistence units: shop, second → say which: [entities]"
                + " unit = \"shop\"");
    assertThat(read("6", Map.of("unit", "second")).ddl()).contains("fullName");

    write("META-INF/persistence.xml", "<persistence");
    compile("6");
    assertThat(read("6", Map.of()).problems().getFirst()).contains("is no persistence.xml: ");
  }

  @Test
  void theSettingsOfHibernatesOwnFileHoldUnderThoseOfVeery() throws Exception {
    source("Item", ENTITY + "Item { @Id Long id; String fullName; }");
    write(
        "hibernate.cfg.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <hibernate-configuration xmlns="http://www.hibernate.org/xsd/orm/cfg">
          <session-factory>
            <property name="hibernate.connection.url">jdbc:postgresql://nowhere/x</property>
            <property name="hibernate.default_schema">sales</property>
            <property name="hibernate.physical_naming_strategy">\
        org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy</property>
          </session-factory>
        </hibernate-configuration>
        """);
    compile("7");

    assertThat(read("7", Map.of()).ddl())
        .contains("create table sales.item (")
        .contains("full_name");
    assertThat(read("7", Map.of("setting.hibernate.default_schema", "other")).ddl())
        .contains("create table other.item (");
  }

  private static String persistence(String units) {
    return "<persistence xmlns=\"https://jakarta.ee/xml/ns/persistence\" version=\"3.0\">\n"
        + units
        + "</persistence>\n";
  }

  private void source(String name, String text) throws IOException {
    Application.write(project, Map.of("src/main/java/" + name.replace('.', '/') + ".java", text));
  }

  private void write(String resource, String text) throws IOException {
    Application.write(project, Map.of("src/main/resources/" + resource, text));
  }

  private void compile(String libraries) throws IOException {
    Application.compile(project, jars(libraries));
  }

  /** Moves a class file into a jar of its own, under another name where one is given. */
  private Path jar(String file, String... as) throws IOException {
    Path classFile = project.resolve("target/classes").resolve(file);
    Path jar = project.resolve("part.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(as.length == 0 ? file : as[0]));
      entries.write(Files.readAllBytes(classFile));
    }
    Files.delete(classFile);
    return jar;
  }

  /** What the program wrote. */
  private record Outcome(String text, List<String> problems) {

    String ddl() {
      assertThat(problems).isEmpty();
      return text;
    }
  }

  private Outcome read(String libraries, Map<String, String> more) throws Exception {
    var request = new Properties();
    request.setProperty("root.0", project.resolve("target/classes").toString());
    request.putAll(more);
    Path asked = project.resolve("request");
    try (Writer writer = Files.newBufferedWriter(asked)) {
      request.store(writer, null);
    }
    var places = new ArrayList<URL>();
    request
        .stringPropertyNames()
        .forEach(name -> {
          if (name.startsWith("root.") || name.startsWith("jar.")) {
            places.add(url(Path.of(request.getProperty(name))));
          }
        });
    Path ddl = project.resolve("ddl");
    Path report = project.resolve("report");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader application =
        new URLClassLoader(places.toArray(URL[]::new), libraries(libraries))) {
      thread.setContextClassLoader(application);
      application
          .loadClass("dev.veery.entities.EntityReader")
          .getMethod("read", Path.class, Path.class, Path.class)
          .invoke(null, asked, ddl, report);
    } finally {
      thread.setContextClassLoader(before);
    }
    var written = new Properties();
    try (Reader reader = Files.newBufferedReader(report)) {
      written.load(reader);
    }
    var problems = new ArrayList<String>();
    for (int i = 0; written.containsKey("problem." + i); i++) {
      problems.add(
          written.getProperty("problem." + i) + " → " + written.getProperty("remedy." + i));
    }
    String text = Files.readString(ddl).replaceAll("\\s+", " ");
    return new Outcome(text, problems);
  }

  /** Loaded once: what Hibernate needs of its own start is then done. */
  private static synchronized ClassLoader libraries(String name) {
    return LIBRARIES.computeIfAbsent(
        name,
        n -> {
          try {
            var urls = new ArrayList<URL>();
            jars(n).forEach(jar -> urls.add(url(jar)));
            urls.add(
                dev.veery.entities.EntityReader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation());
            return new URLClassLoader(
                urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private static List<Path> jars(String libraries) throws IOException {
    var jars = new ArrayList<Path>();
    List<String> folders =
        switch (libraries) {
          case "spring-3" -> List.of("6", "spring-3");
          case "spring-4" -> List.of("7", "spring-4");
          default -> List.of(libraries);
        };
    for (String folder : folders) {
      try (Stream<Path> files = Files.list(Path.of("target", "hibernate", folder))) {
        files.map(Path::toAbsolutePath).sorted().forEach(jars::add);
      }
    }
    return jars;
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
