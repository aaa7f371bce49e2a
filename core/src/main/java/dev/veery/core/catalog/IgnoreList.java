package dev.veery.core.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a comparison passes over.
 *
 * <p>An entry is either one of the words {@code owners}, {@code privileges} and {@code comments},
 * or a pattern for names: {@code audit.*}, {@code index:shop.tmp_*}. A pattern is held against
 * {@code schema.name}, for a part of a table against {@code schema.table.name} too; {@code *}
 * stands for any text; a kind before a colon narrows it. What is on an ignored table is ignored
 * with it.
 */
public final class IgnoreList {

  /** Nothing is passed over. */
  public static final IgnoreList NONE = new IgnoreList(Set.of(), List.of());

  private static final Set<String> ASPECTS = Set.of("owners", "privileges", "comments");

  private final Set<String> aspects;
  private final List<Entry> entries;

  private record Entry(String kind, Pattern name) {}

  private IgnoreList(Set<String> aspects, List<Entry> entries) {
    this.aspects = aspects;
    this.entries = entries;
  }

  /** Reads entries as a user writes them; blank ones are passed over. */
  public static IgnoreList of(List<String> texts) {
    var aspects = new HashSet<String>();
    var entries = new ArrayList<Entry>();
    for (String raw : texts) {
      String text = raw.strip();
      if (ASPECTS.contains(text)) {
        aspects.add(text);
      } else if (!text.isEmpty()) {
        int colon = text.indexOf(':');
        entries.add(
            new Entry(
                colon < 0 ? "" : text.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                pattern(text.substring(colon + 1).strip())));
      }
    }
    return new IgnoreList(Set.copyOf(aspects), List.copyOf(entries));
  }

  private static Pattern pattern(String glob) {
    var regex = new StringBuilder();
    for (String literal : glob.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /** Whether an object is passed over, by its own name or by that of what it hangs on. */
  public boolean ignores(SchemaObject object) {
    ObjectKind kind = object.id().kind();
    if ((kind == ObjectKind.DEFAULT_PRIVILEGES || kind == ObjectKind.GRANT)
        && aspects.contains("privileges")) {
      return true;
    }
    return matches(object.id()) || Catalog.holderOf(object).filter(this::matches).isPresent();
  }

  private boolean matches(ObjectId id) {
    for (Entry entry : entries) {
      if ((entry.kind().isEmpty() || entry.kind().equals(id.kind().word()))
          && (entry.name().matcher(shortName(id)).matches()
              || entry.name().matcher(longName(id)).matches())) {
        return true;
      }
    }
    return false;
  }

  private static String shortName(ObjectId id) {
    return id.schema().isEmpty() ? id.name() : id.schema() + '.' + id.name();
  }

  private static String longName(ObjectId id) {
    return id.on().isEmpty() ? shortName(id) : id.schema() + '.' + id.on() + '.' + id.name();
  }

  /** Whether a property (see {@link Properties}) is passed over. */
  boolean ignores(String property) {
    return isAspect(property, "owners", "owner")
        || isAspect(property, "privileges", "privileges")
        || isAspect(property, "comments", "comment");
  }

  private boolean isAspect(String property, String aspect, String word) {
    return aspects.contains(aspect) && (property.equals(word) || property.endsWith(' ' + word));
  }
}
