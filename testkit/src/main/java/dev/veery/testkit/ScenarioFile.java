package dev.veery.testkit;

import dev.veery.testkit.Scenario.Entry;
import dev.veery.testkit.Scenario.Output;
import dev.veery.testkit.Scenario.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads scenario files and writes them back with other expectations. */
final class ScenarioFile {

  private static final Pattern MARKER = Pattern.compile("-- (\\S+) --");
  private static final String RUN = "run";

  private ScenarioFile() {}

  static Scenario read(Path path) throws IOException {
    return parse(path, Files.readString(path));
  }

  static Scenario parse(Path path, String text) {
    List<String> lines = text.lines().toList();
    int at = 0;
    while (at < lines.size() && !MARKER.matcher(lines.get(at)).matches()) {
      at++;
    }
    List<String> head = lines.subList(0, at);
    if (head.stream().noneMatch(line -> line.startsWith("# "))) {
      throw new IllegalArgumentException(path + ":1: a scenario begins with what it shows: # …");
    }
    var sections = new ArrayList<Section>();
    while (at < lines.size()) {
      var marker = MARKER.matcher(lines.get(at));
      if (!marker.matches()) {
        throw new AssertionError("sections begin at markers");
      }
      int from = ++at;
      while (at < lines.size() && !MARKER.matcher(lines.get(at)).matches()) {
        at++;
      }
      List<String> body = lines.subList(from, at);
      String name = marker.group(1);
      sections.add(name.equals(RUN) ? run(path, from + 1, body) : new Section.TextFile(name, body));
    }
    return new Scenario(path, settings(head), sections, head);
  }

  /** The text of the file with the outputs of its steps, in their order, replaced. */
  static String print(Scenario scenario, List<Output> outputs) {
    var text = new StringBuilder();
    scenario.head().forEach(line -> text.append(line).append('\n'));
    var next = outputs.iterator();
    for (Section section : scenario.sections()) {
      switch (section) {
        case Section.TextFile file -> {
          text.append("-- ").append(file.name()).append(" --\n");
          file.raw().forEach(line -> text.append(line).append('\n'));
        }
        case Section.Run run -> {
          text.append("-- " + RUN + " --\n");
          for (Entry entry : run.entries()) {
            switch (entry) {
              case Entry.Text(String line) -> text.append(line).append('\n');
              case Entry.Step step -> {
                text.append("$ ").append(step.command()).append('\n');
                for (String line : step.stdin()) {
                  text.append(line.isEmpty() ? "<" : "< " + line).append('\n');
                }
                Output output = next.hasNext() ? next.next() : step.expected();
                output.toLines().forEach(line -> text.append(line).append('\n'));
              }
            }
          }
        }
      }
    }
    return text.toString();
  }

  private static Map<String, List<String>> settings(List<String> head) {
    var settings = new LinkedHashMap<String, List<String>>();
    for (String line : head) {
      if (line.startsWith("#! ")) {
        List<String> words = Arrays.asList(line.substring(3).strip().split("\\s+"));
        settings.put(words.getFirst(), words.subList(1, words.size()));
      }
    }
    return settings;
  }

  private static Section.Run run(Path path, int firstLine, List<String> body) {
    var entries = new ArrayList<Entry>();
    int at = 0;
    while (at < body.size()) {
      String line = body.get(at);
      if (line.isBlank() || line.startsWith("#")) {
        entries.add(new Entry.Text(line));
        at++;
      } else if (line.startsWith("$ ")) {
        int stepLine = firstLine + at;
        at++;
        var stdin = new ArrayList<String>();
        var stdout = new ArrayList<String>();
        var stderr = new ArrayList<String>();
        int exitCode = 0;
        while (at < body.size() && isPartOfStep(body.get(at))) {
          String part = body.get(at);
          String rest = part.length() > 2 ? part.substring(2) : "";
          switch (part.charAt(0)) {
            case '<' -> stdin.add(rest);
            case '>' -> stdout.add(rest);
            case '!' -> stderr.add(rest);
            default -> exitCode = Integer.parseInt(rest.strip());
          }
          at++;
        }
        entries.add(
            new Entry.Step(
                stepLine, line.substring(2), stdin, new Output(stdout, stderr, exitCode)));
      } else {
        throw new IllegalArgumentException(
            path
                + ":"
                + (firstLine + at)
                + ": a line of a run section begins with $, <, >, ! or ? and a space, or with #: "
                + line);
      }
    }
    return new Section.Run(entries);
  }

  private static boolean isPartOfStep(String line) {
    return line.length() == 1
        ? "<>!".contains(line)
        : line.length() > 1 && "<>!?".indexOf(line.charAt(0)) >= 0 && line.charAt(1) == ' ';
  }
}
