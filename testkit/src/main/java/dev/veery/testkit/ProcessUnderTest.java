package dev.veery.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process that a test starts, watches and ends, also as a crash would.
 *
 * <p>Both of its outputs are read all the time, so that it never stands still because a pipe is
 * full.
 */
public final class ProcessUnderTest implements AutoCloseable {

  private final Process process;
  private final Lines out;
  private final Lines err;

  private ProcessUnderTest(Process process) {
    this.process = process;
    this.out = new Lines(process.getInputStream());
    this.err = new Lines(process.getErrorStream());
  }

  /**
   * Starts a command.
   *
   * @param environment added to this process's own; a value replaces the inherited one
   */
  public static ProcessUnderTest start(
      List<String> command, Map<String, String> environment, Path directory) throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return new ProcessUnderTest(builder.start());
  }

  /** Starts a main class of this process's class path in a Java process of its own. */
  public static ProcessUnderTest java(
      String mainClass,
      List<String> jvmArgs,
      List<String> args,
      Map<String, String> environment,
      Path directory)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(jvmArgs);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(args);
    return start(command, environment, directory);
  }

  /**
   * Waits until a line of either output satisfies the predicate.
   *
   * @return the line
   * @throws AssertionError with everything printed so far, when the process ends first or the time
   *     is over
   */
  public String awaitLine(Predicate<String> wanted, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean ended = !process.isAlive() && out.ended() && err.ended();
      for (Lines lines : List.of(out, err)) {
        for (String line : lines.snapshot()) {
          if (wanted.test(line)) {
            return line;
          }
        }
      }
      if (ended) {
        throw new AssertionError("the process ended before the awaited line\n" + transcript());
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no such line after " + patience + "\n" + transcript());
      }
      Thread.sleep(5);
    }
  }

  /** Waits for a line that contains a text. */
  public String awaitLine(String text, Duration patience) throws InterruptedException {
    return awaitLine(line -> line.contains(text), patience);
  }

  /** Writes to its standard input and closes it. */
  public void input(String text) throws IOException {
    try (var in = process.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A process that reads nothing may have ended by now.
      if (process.isAlive()) {
        throw e;
      }
    }
  }

  /** Ends it, and what it started, at once: SIGKILL where there are signals. */
  public void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.waitFor();
  }

  /** Ends it as Ctrl-C does, with SIGINT; there have to be signals. */
  public void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
  }

  /** Asks it to end: SIGTERM where there are signals. */
  public void terminate() {
    process.destroy();
  }

  /**
   * Waits for its end.
   *
   * @return its exit code; 137 after {@link #kill} on Linux
   * @throws AssertionError with everything printed so far, when the time is over
   */
  public int awaitExit(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + patience + "\n" + transcript());
    }
    out.join();
    err.join();
    return process.exitValue();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to its standard output so far. */
  public List<String> out() {
    return out.snapshot();
  }

  /** What it has written to its standard error so far. */
  public List<String> err() {
    return err.snapshot();
  }

  /** Everything printed so far, for messages. */
  public String transcript() {
    return "stdout:\n  "
        + String.join("\n  ", out())
        + "\nstderr:\n  "
        + String.join("\n  ", err());
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }

  /** Reads a stream to its end and keeps its lines. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    Lines(InputStream stream) {
      reader =
          Thread.ofPlatform()
              .daemon()
              .name("output of a process under test")
              .start(() -> read(stream));
    }

    private void read(InputStream stream) {
      try (var text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        for (String line = text.readLine(); line != null; line = text.readLine()) {
          synchronized (lines) {
            lines.add(line);
          }
        }
      } catch (IOException e) {
        // The pipe of a killed process may break in the middle of a read.
      }
    }

    List<String> snapshot() {
      synchronized (lines) {
        return List.copyOf(lines);
      }
    }

    boolean ended() {
      return !reader.isAlive();
    }

    void join() throws InterruptedException {
      reader.join();
    }
  }
}
