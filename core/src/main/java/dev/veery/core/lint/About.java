package dev.veery.core.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What there is to know about a rule: its page in {@code docs/rules} is made from this.
 *
 * @param code stable; users write it in configurations and comments
 * @param title half a sentence, no full stop
 * @param explanation paragraphs in Markdown: what happens, to whom, and why the remedy helps
 * @param severity where the configuration says nothing else
 * @param onByDefault false for rules that are a matter of taste
 * @param since the first server major for which it holds, 0 for all
 * @param until the last one, 0 for all
 * @param severalSteps whether the change takes more than one migration or deployment to be safe
 * @param downToo whether down scripts are looked at as well
 * @param links chapters of the manual behind {@code https://www.postgresql.org/docs/current/}
 * @param examples at least one
 */
public record About(
    String code,
    String title,
    List<String> explanation,
    Severity severity,
    boolean onByDefault,
    int since,
    int until,
    boolean severalSteps,
    boolean downToo,
    List<String> links,
    List<Example> examples) {

  private static final Pattern CODE = Pattern.compile("[a-z]+(-[a-z0-9]+)+");
  private static final String MANUAL = "https://www.postgresql.org/docs/current/";

  public About {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("not a code: " + code);
    }
    Family.of(code);
    explanation = List.copyOf(explanation);
    links = List.copyOf(links);
    examples = List.copyOf(examples);
    if (title.isEmpty() || title.endsWith(".") || explanation.isEmpty() || examples.isEmpty()) {
      throw new IllegalArgumentException(code + " does not say enough about itself");
    }
  }

  public Family family() {
    return Family.of(code);
  }

  /** Whether it holds on a server of this major. */
  public boolean holdsOn(int major) {
    return major >= since && (until == 0 || major <= until);
  }

  /** The addresses of the manual's chapters. */
  public List<String> addresses() {
    return links.stream().map(link -> MANUAL + link).toList();
  }

  public static Builder error(String code) {
    return new Builder(code, Severity.ERROR);
  }

  public static Builder warning(String code) {
    return new Builder(code, Severity.WARNING);
  }

  public static Builder note(String code) {
    return new Builder(code, Severity.NOTE);
  }

  /** Puts a description together, a part at a time. */
  public static final class Builder {
    private final String code;
    private final Severity severity;
    private String title = "";
    private final List<String> explanation = new ArrayList<>();
    private boolean onByDefault = true;
    private int since;
    private int until;
    private boolean severalSteps;
    private boolean downToo;
    private final List<String> links = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();

    private Builder(String code, Severity severity) {
      this.code = code;
      this.severity = severity;
      this.downToo = Family.of(code) == Family.LOCKS;
    }

    public Builder title(String text) {
      title = text;
      return this;
    }

    /** A paragraph. */
    public Builder explain(String paragraph) {
      explanation.add(paragraph.strip());
      return this;
    }

    /** Off unless the configuration turns it on. */
    public Builder offByDefault() {
      onByDefault = false;
      return this;
    }

    public Builder since(int major) {
      since = major;
      return this;
    }

    public Builder until(int major) {
      until = major;
      return this;
    }

    public Builder severalSteps() {
      severalSteps = true;
      return this;
    }

    /** Only up scripts are looked at: the rule of the family of locks otherwise sees both. */
    public Builder upOnly() {
      downToo = false;
      return this;
    }

    /** Down scripts are looked at as well. */
    public Builder downToo() {
      downToo = true;
      return this;
    }

    /** A page of the manual, such as {@code sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY}. */
    public Builder manual(String page) {
      links.add(page);
      return this;
    }

    public Builder example(Example example) {
      examples.add(example);
      return this;
    }

    public About build() {
      return new About(
          code,
          title,
          explanation,
          severity,
          onByDefault,
          since,
          until,
          severalSteps,
          downToo,
          links,
          examples);
    }
  }
}
