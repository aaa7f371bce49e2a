package dev.veery.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page of {@code docs/guides}, to be held against what the program does. */
final class GuidePage {

  private GuidePage() {}

  /**
   * What stands between fences.
   *
   * @param language empty where none is named
   */
  record Block(String language, List<String> lines) {}

  /** The blocks of a page, in their order. */
  static List<Block> blocks(String guide) throws IOException {
    Path page = Path.of("..", "docs", "guides", guide + ".md");
    var blocks = new ArrayList<Block>();
    List<String> open = null;
    String language = "";
    for (String line : Files.readAllLines(page)) {
      if (!line.startsWith("```")) {
        if (open != null) {
          open.add(line);
        }
      } else if (open == null) {
        open = new ArrayList<>();
        language = line.substring(3).strip();
      } else {
        blocks.add(new Block(language, List.copyOf(open)));
        open = null;
      }
    }
    return blocks;
  }

  /** The lines of its shell blocks that run Veery, without what stands behind {@code #}. */
  static List<String> commands(String guide) throws IOException {
    return blocks(guide).stream()
        .filter(block -> block.language().equals("sh"))
        .flatMap(block -> block.lines().stream())
        .map(line -> line.replaceFirst("\\s+#.*$", ""))
        .filter(line -> line.startsWith("veery "))
        .toList();
  }
}
