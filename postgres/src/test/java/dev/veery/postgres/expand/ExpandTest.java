package dev.veery.postgres.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.veery.core.catalog.Catalog;
import dev.veery.core.catalog.Comparison;
import dev.veery.core.catalog.IgnoreList;
import dev.veery.core.expand.Expander;
import dev.veery.core.expand.Expansion;
import dev.veery.core.expand.Phase;
import dev.veery.embedded.ScratchServers;
import dev.veery.postgres.run.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Two oracles: the two halves end in the catalog and the rows that the plain statements make, and
 * taking them back ends where it began, with what was written meanwhile.
 */
class ExpandTest {

  /** Sections of a case: how the database is, the migration, and what either application writes. */
  private record Case(String name, Map<String, String> sections) {
    String section(String key) {
      return sections.getOrDefault(key, "");
    }

    /** What brings the same about at once, where the server does not take the migration so. */
    String plain() {
      return sections.containsKey("plain") ? section("plain") : section("migration");
    }
  }

  private static List<Case> cases() throws IOException {
    String text;
    try (InputStream in =
        Objects.requireNonNull(ExpandTest.class.getResourceAsStream("cases.sql"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Case> cases = new ArrayList<>();
    for (String part : text.split("(?m)^-- case: ")) {
      if (part.isBlank() || part.startsWith("--")) {
        continue;
      }
      Map<String, String> sections = new LinkedHashMap<>();
      String[] pieces = part.split("(?m)^-- (?=setup|migration|plain|old|new|both)");
      for (int i = 1; i < pieces.length; i++) {
        int end = pieces[i].indexOf('\n');
        sections.put(pieces[i].substring(0, end).strip(), pieces[i].substring(end + 1));
      }
      cases.add(new Case(pieces[0].strip(), sections));
    }
    return cases;
  }

  @TestFactory
  List<DynamicTest> phases() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    String only = System.getProperty("veery.case", "");
    for (int major : List.of(ScratchServers.MAJORS.getFirst(), ScratchServers.MAJORS.getLast())) {
      for (Case one : cases()) {
        if (one.name().contains(only)) {
          tests.add(
              DynamicTest.dynamicTest(
                  one.name() + " on " + major, () -> likeThePlainForm(one, major)));
          tests.add(
              DynamicTest.dynamicTest(
                  one.name() + " and back on " + major, () -> back(one, major)));
        }
      }
    }
    return tests;
  }

  private static void likeThePlainForm(Case one, int major) throws Exception {
    try (ChangeProject plain = new ChangeProject(major);
        ChangeProject phased = new ChangeProject(major)) {
      plain.script(one.section("setup"));
      plain.script(one.section("old"));
      plain.script(one.plain());
      plain.script(one.section("both").replace("veery_new_", ""));

      phased.script(one.section("setup"));
      succeeded(phased.begin(split(phased, one), null));
      assertEquals("expanded", phased.state());
      phased.script(one.section("old"));
      phased.script(one.section("both"));
      succeeded(phased.run(Phase.CONTRACT));
      if (phased.state().equals("contracted")) {
        succeeded(phased.run(Phase.PURGE));
      }
      assertEquals("closed", phased.state());

      assertEquals("", differences(plain.catalog(), phased.catalog()));
      assertEquals(plain.rows(), phased.rows());
    }
  }

  private static void back(Case one, int major) throws Exception {
    try (ChangeProject plain = new ChangeProject(major);
        ChangeProject phased = new ChangeProject(major)) {
      plain.script(one.section("setup"));
      plain.script(one.section("old"));
      Catalog before = plain.catalog();

      phased.script(one.section("setup"));
      succeeded(phased.begin(split(phased, one), null));
      phased.script(one.section("old"));
      if (phased.has(Phase.REVERT)) {
        succeeded(phased.run(Phase.CONTRACT));
        succeeded(phased.run(Phase.REVERT));
      }
      succeeded(phased.run(Phase.ABORT));
      assertEquals("closed", phased.state());

      assertEquals("", differences(before, phased.catalog()));
      assertEquals(plain.rows(), phased.rows());
    }
  }

  /** Only a table that is written anew can put a new column where the old one was. */
  static String differences(Catalog expected, Catalog actual) {
    List<String> lines = new ArrayList<>();
    for (Comparison.Difference difference :
        Comparison.of(expected, actual, IgnoreList.NONE).differences()) {
      for (String line : difference.toString().split("\n")) {
        if (!line.contains(": order of columns is ")) {
          lines.add(line);
        }
      }
    }
    return String.join("\n", lines);
  }

  private static Expansion split(ChangeProject project, Case one) throws Exception {
    Expander.Result result = project.split(one.section("migration"), List.of(), null);
    return assertInstanceOf(Expander.Result.Split.class, result, () -> result.toString())
        .expansion();
  }

  private static void succeeded(RunResult result) {
    assertInstanceOf(RunResult.Succeeded.class, result, () -> result.toString());
  }
}
