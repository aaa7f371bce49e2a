package dev.veery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How entities are found, named and refused; the example shows what is made of them. */
final class EntitiesTest {

  private static final String IMPORTS =
      "package shop; import jakarta.persistence.*; import java.util.*;\n";

  private static TestDatabase database;

  @TempDir private Path project;

  @BeforeAll
  static void create() throws Exception {
    database = TestDatabase.create(TestServers.newest());
  }

  @AfterAll
  static void drop() throws Exception {
    database.close();
  }

  /** The guide shows what is said of one of them. */
  @Test
  void classesThatDoNotLoadAreNamedWithWhatTheyNeedAndWhereTheyAre() throws Exception {
    String point = "org.locationtech.jts.geom.Point";
    Application.write(
        project,
        Map.of(
            "src/main/java/org/locationtech/jts/geom/Point.java",
            "package org.locationtech.jts.geom; public class Point {}",
            "src/main/java/desk/Branch.java",
            "package desk; @jakarta.persistence.Entity public class Branch {"
                + " @jakarta.persistence.Id Long id; @jakarta.persistence.Transient "
                + point
                + " at; }"));
    source("Local", "package shop; public class Local {}");
    source(
        "Route",
        IMPORTS + "@Entity public class Route { @Id Long id; List<Local> via() { return null; } }");
    source("Root", IMPORTS + "@MappedSuperclass public class Root { @Transient Local at; }");
    source("Place", IMPORTS + "@Entity public class Place extends Root { @Id Long id; }");
    source(
        "Kind",
        IMPORTS
            + "@Converter public class Kind implements AttributeConverter<Long, Long>"
            + " { public Long convertToDatabaseColumn(Long l) { return l; }"
            + " public Long convertToEntityAttribute(Long l) { return l; } }");
    source(
        "Weight",
        IMPORTS
            + "@Entity public class Weight { @Id Long id; @Convert(converter = Kind.class) Long w; }");
    compile("7");
    for (String gone : List.of("org/locationtech/jts/geom/Point", "shop/Local", "shop/Kind")) {
      Files.delete(project.resolve("target/classes/" + gone + ".class"));
    }

    CommandLine.Result result = generate("7");

    assertThat(result.exitCode()).isEqualTo(2);
    GuidePage.Block told =
        GuidePage.blocks("entities").stream()
            .filter(block -> block.lines().getFirst().startsWith("error["))
            .findFirst()
            .orElseThrow();
    assertThat(result.stderr().lines().toList()).containsSequence(told.lines());
    assertThat(result.stderr())
        .containsOnlyOnce(
            "the class shop.Root in target/classes needs shop.Local, which no jar or folder of the"
                + " class path has")
        .contains("the class shop.Route in target/classes needs shop.Local, which")
        .contains("the class shop.Weight in target/classes needs shop.Kind, which")
        .contains("add the jar that has the package shop to the class path of the entities");
  }

  @Test
  void withoutHibernateWithoutClassesAndWithAPathThatIsNoneItSaysSo() throws Exception {
    Files.createDirectories(project.resolve("target/classes"));
    assertThat(generate("7").stderr())
        .contains("there is no entity in ")
        .contains("target/classes");
    assertThat(run("--entities", "classpath=target/classes").stderr())
        .contains("the class path of the entities has no Hibernate");
    assertThat(run("--entities", "classpath=build:lib/*").stderr())
        .contains("names build, and it does not exist")
        .contains("names lib/*, and there is no jar in it");
    assertThat(run("--entities", "naming=latin").stderr()).contains("auto, spring or jpa");
    assertThat(run().stderr()).contains("nobody says where the entities are");
  }

  @Test
  void aPersistenceUnitSaysWhichClassesAndWhichSettings() throws Exception {
    source(
        "Order", IMPORTS + "@Entity @Table(name = \"orders\") public class Order { @Id Long id; }");
    source("Other", IMPORTS + "@Entity public class Other { @Id Long id; }");
    Application.write(
        project,
        Map.of(
            "src/main/resources/META-INF/persistence.xml",
            """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="shop">
                <jta-data-source>java:/nowhere</jta-data-source>
                <class>shop.Order</class>
                <exclude-unlisted-classes/>
                <properties>
                  <property name="hibernate.default_schema" value="sales"/>
                  <property name="jakarta.persistence.jdbc.url" value="jdbc:postgresql://nowhere/x"/>
                </properties>
              </persistence-unit>
            </persistence>
            """));
    compile("7");

    CommandLine.Result result = generate("7", "--entities", "unit=shop");

    assertThat(result.stdout())
        .as(result.stderr())
        .contains("CREATE TABLE sales.orders")
        .doesNotContain("other");
    assertThat(generate("7", "--entities", "unit=stop").stderr())
        .contains("there is no persistence unit 'stop'")
        .contains("the units are shop");
  }

  @Test
  void springBootNamesThemWithHibernate6Too() throws Exception {
    source(
        "OrderLine",
        IMPORTS
            + "@Entity public class OrderLine { @Id Long id; String productName;"
            + " @ManyToMany Set<OrderLine> followUps; }");
    compile("6");

    assertThat(generate("6", "--entities", "naming=spring").stdout())
        .contains("CREATE TABLE public.order_line (")
        .contains("product_name character varying(255)")
        .contains("CREATE TABLE public.order_line_follow_ups (");
    assertThat(generate("6", "--entities", "naming=jpa").stdout())
        .contains("CREATE TABLE public.orderline (")
        .contains("CREATE TABLE public.orderline_orderline (");
  }

  @Test
  void aViewThatNeedsAColumnThatGoesIsInTheWay() throws Exception {
    source("Item", IMPORTS + "@Entity public class Item { @Id Long id; }");
    Application.write(
        project,
        Map.of(
            "migrations/20260101000000_a.sql",
            """
            -- Up Migration
            CREATE TABLE item (id bigint NOT NULL PRIMARY KEY, note text);
            CREATE VIEW noted AS SELECT id FROM item WHERE note IS NOT NULL;
            """));
    compile("7");

    CommandLine.Result result = generate("7");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr())
        .contains("the view public.noted needs the column public.item.note, which no entity has");
  }

  @Test
  void entitiesAreComparedWithADatabaseAndWithMigrationsInWhatTheyCanSay() throws Exception {
    source("Item", IMPORTS + "@Entity public class Item { @Id Long id; String name; }");
    Application.write(
        project,
        Map.of(
            "migrations/20260101000000_a.sql",
            """
            -- Up Migration
            CREATE TABLE item (id bigint NOT NULL PRIMARY KEY, name text);
            CREATE VIEW names AS SELECT name FROM item;
            """));
    compile("7");
    String classPath = "entities:target/classes:" + folder("7") + "/*";

    assertThat(diff(classPath, "migrations").stdout()).contains("no difference");
    assertThat(diff("migrations", classPath).stdout()).contains("no difference");
    CommandLine.Result missing = diff("database", classPath, "--sql");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.stdout()).contains("+ table public.item").contains("CREATE TABLE");

    source("Item", IMPORTS + "@Entity public class Item { @Id Long id; String name; int n; }");
    compile("7");
    CommandLine.Result ahead = diff("migrations", classPath, "--sql");
    assertThat(ahead.exitCode()).isEqualTo(1);
    assertThat(ahead.stdout())
        .contains("ALTER TABLE public.item ADD COLUMN n integer")
        .doesNotContain("names");
    CommandLine.Result behind = diff(classPath, "migrations", "--sql");
    assertThat(behind.stdout()).contains("DROP COLUMN n").doesNotContain("names");
  }

  @Test
  void databasesOfTwoMajorsAreNotCompared() throws Exception {
    Application.write(
        project,
        Map.of("migrations/20260101000000_a.sql", "-- Up Migration\nCREATE TABLE item ();\n"));
    try (TestDatabase older = TestDatabase.create(TestServers.byName("14"))) {
      CommandLine.Result result = diff("migrations", older.url());

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.stderr())
          .contains("VEERY-814")
          .contains("is PostgreSQL 14 and the project's is PostgreSQL ")
          .contains("veery schema export");
      assertThat(run(List.of("generate", "--check", "--from", older.url())).stderr())
          .contains("VEERY-814");
    }
  }

  private CommandLine.Result diff(String from, String to, String... more) throws Exception {
    return run(Stream.concat(Stream.of("diff", from, to), Stream.of(more)).toList());
  }

  private CommandLine.Result run(List<String> words) throws Exception {
    Files.createDirectories(project.resolve("migrations"));
    List<String> args =
        Stream.concat(Stream.of("-C", project.toString(), "--url", database.url()), words.stream())
            .toList();
    return new InProcess().run(args, "", Map.of(), Path.of(""));
  }

  private void source(String name, String text) throws IOException {
    Application.write(project, Map.of("src/main/java/shop/" + name + ".java", text));
  }

  private void compile(String hibernate) throws IOException {
    try (Stream<Path> jars = Files.list(folder(hibernate))) {
      Application.compile(project, jars.toList());
    }
  }

  private static Path folder(String hibernate) {
    return Path.of("target", "hibernate", hibernate).toAbsolutePath();
  }

  private CommandLine.Result generate(String hibernate, String... more) throws Exception {
    List<String> words =
        Stream.concat(
                Stream.of("--entities", "classpath=target/classes:" + folder(hibernate) + "/*"),
                Stream.of(more))
            .toList();
    return run(words.toArray(String[]::new));
  }

  private CommandLine.Result run(String... more) throws Exception {
    return run(
        Stream.concat(Stream.of("generate", "--dry-run", "--from", "entities"), Stream.of(more))
            .toList());
  }
}
