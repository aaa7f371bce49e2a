package dev.veery.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One scenario file: what it shows, the files it starts from, the commands and what they print.
 *
 * @param path the file, as it is to be named in messages
 * @param settings the {@code #! key words} lines of the head, the words by key
 * @param sections in the order in which they take effect
 * @param head the lines before the first section, as they stand
 */
record Scenario(
    Path path, Map<String, List<String>> settings, List<Section> sections, List<String> head) {

  Scenario {
    settings = Map.copyOf(settings);
    sections = List.copyOf(sections);
    head = List.copyOf(head);
  }

  boolean has(String setting) {
    return settings.containsKey(setting);
  }

  List<String> words(String setting) {
    return settings.getOrDefault(setting, List.of());
  }

  /** A part of the file that begins with a {@code -- … --} line. */
  sealed interface Section {

    /**
     * A file that is written when the scenario gets here.
     *
     * @param name relative to the scenario's working directory
     * @param raw the lines of the block as they stand, for the update mode
     */
    record TextFile(String name, List<String> raw) implements Section {
      public TextFile {
        raw = List.copyOf(raw);
      }

      /** The lines without the blank ones that set the block off from the next, each ended. */
      String content() {
        int end = raw.size();
        while (end > 0 && raw.get(end - 1).isBlank()) {
          end--;
        }
        return end == 0 ? "" : String.join("\n", raw.subList(0, end)) + "\n";
      }
    }

    /** Commands with what they are expected to print. */
    record Run(List<Entry> entries) implements Section {
      public Run {
        entries = List.copyOf(entries);
      }
    }
  }

  /** A line, or a few that belong together, of a {@code -- run --} section. */
  sealed interface Entry {

    /** A comment or a blank line. */
    record Text(String line) implements Entry {}

    /**
     * A command.
     *
     * @param line its line number in the file, from 1
     * @param command the text after {@code $ }
     * @param stdin the lines after {@code <}
     * @param expected what it prints and how it ends
     */
    record Step(int line, String command, List<String> stdin, Output expected) implements Entry {
      public Step {
        stdin = List.copyOf(stdin);
      }
    }
  }

  /**
   * What a command printed, or is expected to print.
   *
   * @param stdout lines without their ends
   * @param stderr lines without their ends
   * @param exitCode as of the process
   */
  record Output(List<String> stdout, List<String> stderr, int exitCode) {
    Output {
      stdout = List.copyOf(stdout);
      stderr = List.copyOf(stderr);
    }

    static Output ofStdout(List<String> lines) {
      return new Output(lines, List.of(), 0);
    }

    static Output failure(String message) {
      return new Output(List.of(), message.lines().toList(), 1);
    }

    /** The lines as a scenario file writes them. */
    List<String> toLines() {
      var lines = new java.util.ArrayList<String>();
      for (String line : stdout) {
        lines.add(line.isEmpty() ? ">" : "> " + line);
      }
      for (String line : stderr) {
        lines.add(line.isEmpty() ? "!" : "! " + line);
      }
      if (exitCode != 0) {
        lines.add("? " + exitCode);
      }
      return lines;
    }
  }
}
