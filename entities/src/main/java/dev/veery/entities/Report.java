package dev.veery.entities;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What came of it: facts, and everything that was in the way. */
final class Report {

  private final Properties facts = new Properties();
  private final List<String[]> problems = new ArrayList<>();

  void fact(String name, String value) {
    facts.setProperty(name, value);
  }

  /**
   * @param message a sentence without a full stop
   * @param remedy empty where there is none
   */
  void problem(String message, String remedy) {
    for (String[] known : problems) {
      if (known[0].equals(message)) {
        return;
      }
    }
    problems.add(new String[] {message, remedy});
  }

  boolean hasProblems() {
    return !problems.isEmpty();
  }

  void write(Path file) throws IOException {
    var properties = new Properties();
    properties.putAll(facts);
    for (int i = 0; i < problems.size(); i++) {
      properties.setProperty("problem." + i, problems.get(i)[0]);
      properties.setProperty("remedy." + i, problems.get(i)[1]);
    }
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
  }
}
