package dev.veery.postgres.rehearse.rows;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Values of character types.
 *
 * @param length the most characters; 0 for no limit
 */
record Texts(int length) implements Values {

  /** What is taken for the longest text where the type sets no limit: beyond a TOAST threshold. */
  private static final int LONG = 3000;

  /** What people's checks look for. */
  private static final List<String> SHAPES =
      List.of(
          "ada@example.com",
          "a",
          "AB",
          "ABC",
          "en",
          "+41441234567",
          "12345",
          "0",
          "2024-02-29",
          "https://example.com/a/b?c=d",
          "some-slug",
          "#00ff7f",
          "10.0.0.1",
          "active",
          "Ada Lovelace",
          "x_1",
          "{}",
          "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");

  /** What breaks programs: quotes, escapes, other scripts, characters that are several. */
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "  both ends  ",
          "NULL",
          "O'Brien",
          "\"quoted\"",
          "back\\slash \\N \\.",
          "tab\tand\nline\r\n",
          "ÄÖÜ straße İı",
          "e\u0301 is not é",
          "日本語テキスト",
          "עברית مرحبا",
          "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
          "a\u200bb\u00a0c\ufeff",
          "\u0001\u007f",
          "1e309",
          "-0",
          "true",
          "%s ${x} {{y}} $1",
          "<script>alert(1)</script>");

  @Override
  public String next(SplittableRandom random, Style style) {
    int kind = random.nextInt(100);
    String text;
    if (kind < 30) {
      text = word(random);
    } else if (kind < 60 || style == Style.TAME) {
      text = SHAPES.get(random.nextInt(SHAPES.size()));
    } else if (kind < 95) {
      text = ODD.get(random.nextInt(ODD.size()));
    } else {
      text = longest(random);
    }
    return cut(text);
  }

  private static String word(SplittableRandom random) {
    int size = 1 + random.nextInt(12);
    var text = new StringBuilder(size);
    for (int i = 0; i < size; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** Full to the last character; of one that takes four bytes or of one that takes one. */
  private String longest(SplittableRandom random) {
    int size = length == 0 ? LONG : Math.min(length, 20_000);
    return random.nextBoolean() ? "x".repeat(size) : "😀".repeat(Math.min(size, 500));
  }

  private String cut(String text) {
    if (length == 0 || text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, length));
  }

  @Override
  public @Nullable String distinct(long number) {
    // Lower case only: it stays distinct under lower() and in citext.
    String text = Long.toString(number, 36);
    if (length != 0 && text.length() > length) {
      return null;
    }
    return length == 0 || text.length() + 2 <= length ? "k-" + text : text;
  }
}
