package dev.veery.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process of its own that uses the module, to be killed or to compete with others. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private Child(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(List<String> options, String... arguments) throws IOException {
    return start(List.of(), System.getProperty("java.class.path"), options, arguments);
  }

  /**
   * Starts one.
   *
   * @param prefix a command that runs the rest of its arguments
   */
  static Child start(
      List<String> prefix, String classPath, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    String archives = System.getProperty("veery.embedded.archives");
    if (archives != null) {
      command.add("-Dveery.embedded.archives=" + archives);
    }
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, ChildMain.class.getName()));
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  long pid() {
    return process.pid();
  }

  /** The next line that the child writes. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the child ended without a word");
    }
    return line;
  }

  /** Lets the child go on to its end. */
  void release() throws IOException {
    process.getOutputStream().close();
  }

  int await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the child is still running after " + limit);
    }
    return process.exitValue();
  }

  /** SIGKILL: the child gets no chance to do anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }
}
