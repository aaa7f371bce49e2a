package dev.veery.core.lint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pages of {@code docs/rules}, made from what the rules say about themselves. */
public final class RulePage {

  private static final String MADE =
      "<!-- Made from the rule's own data by: veery rules --write docs/rules -->\n\n";

  private RulePage() {}

  /** Every page by the name of its file, the list of all included. */
  public static Map<String, String> all(List<Rule> rules) {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("README.md", index(rules));
    for (Rule rule : rules) {
      pages.put(rule.about().code() + ".md", MADE + markdown(rule.about()));
    }
    return pages;
  }

  private static String index(List<Rule> rules) {
    StringBuilder page = new StringBuilder(MADE).append("# Rules of the linter\n");
    for (Family family : Family.values()) {
      List<Rule> some = rules.stream().filter(r -> r.about().family() == family).toList();
      if (some.isEmpty()) {
        continue;
      }
      page.append("\n## ").append(family.title()).append("\n\n");
      page.append("| rule | severity | finds |\n|---|---|---|\n");
      for (Rule rule : some) {
        About about = rule.about();
        page.append("| [")
            .append(about.code())
            .append("](")
            .append(about.code())
            .append(".md) | ")
            .append(severity(about))
            .append(" | ")
            .append(about.title().replace("|", "\\|"))
            .append(" |\n");
      }
    }
    return page.toString();
  }

  private static String severity(About about) {
    return about.onByDefault()
        ? about.severity().word()
        : "off (" + about.severity().word() + " when on)";
  }

  /** A rule's page, readable as plain text too. */
  public static String markdown(About about) {
    StringBuilder page = new StringBuilder("# ").append(about.code()).append("\n\n");
    String title = about.title();
    page.append(Character.toUpperCase(title.charAt(0))).append(title.substring(1)).append(".\n\n");
    page.append("- family: ").append(about.family().title()).append('\n');
    page.append("- severity: ").append(severity(about)).append('\n');
    if (about.since() > 0 || about.until() > 0) {
      page.append("- holds on PostgreSQL ").append(versions(about)).append('\n');
    }
    if (about.severalSteps()) {
      page.append("- doing it safely takes several steps\n");
    }
    for (String paragraph : about.explanation()) {
      page.append('\n').append(paragraph.replaceAll("\\s*\n\\s*", " ")).append('\n');
    }
    for (int i = 0; i < about.examples().size(); i++) {
      example(page, about, i);
    }
    if (!about.links().isEmpty()) {
      page.append("\n## In the manual\n\n");
      about.addresses().forEach(a -> page.append("- <").append(a).append(">\n"));
    }
    return page.toString();
  }

  private static String versions(About about) {
    if (about.until() == 0) {
      return about.since() + " and later";
    }
    return about.since() == 0 ? "up to " + about.until() : about.since() + " to " + about.until();
  }

  private static void example(StringBuilder page, About about, int i) {
    Example example = about.examples().get(i);
    page.append("\n## Example").append(about.examples().size() > 1 ? " " + (i + 1) : "");
    page.append("\n\n");
    if (!example.before().equals(Example.SHOP)) {
      String before =
          example.before().startsWith(Example.SHOP)
              ? example.before().substring(Example.SHOP.length())
              : example.before();
      if (!before.isBlank()) {
        page.append("Where earlier migrations have made\n");
        sql(page, before);
        page.append('\n');
      }
    }
    if (!example.settings().isEmpty()) {
      page.append("With this in `veery.toml`\n\n```toml\n[lint]\n");
      example
          .settings()
          .forEach((key, value) -> page.append(key).append(" = \"").append(value).append("\"\n"));
      page.append("```\n\n");
    }
    page.append("It finds fault with\n");
    sql(page, example.bad());
    down(page, example.down());
    page.append("\nand not with\n");
    sql(page, example.good());
    down(page, example.goodDown());
  }

  private static void down(StringBuilder page, String sql) {
    if (!sql.isEmpty()) {
      page.append("\nand its down\n");
      sql(page, sql);
    }
  }

  private static void sql(StringBuilder page, String sql) {
    page.append("\n```sql\n").append(sql.strip()).append("\n```\n");
  }
}
