package dev.veery.cli.terminal;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line at the bottom of a terminal that says what is going on now. Where there is no terminal
 * it is never drawn, and only the lines that stay are written.
 */
public final class LiveLine implements AutoCloseable {

  private static final long FRAME_MILLIS = 100;
  private static final String[] UNICODE = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final String[] ASCII = {"|", "/", "-", "\\"};

  private final Terminal terminal;
  private final boolean live;
  private @Nullable Supplier<String> content;
  private @Nullable Thread painter;
  private long delayedUntil;
  private boolean drawn;
  private int frame;

  /**
   * @param wanted false where output is to be quiet or for a machine
   */
  public LiveLine(Terminal terminal, boolean wanted) {
    this.terminal = terminal;
    this.live = wanted && terminal.interactiveOutput() && terminal.interactiveErrors();
  }

  /** Whether somebody is watching. */
  public boolean live() {
    return live;
  }

  /**
   * Shows what {@code now} says until it is replaced or cleared.
   *
   * @param now asked about ten times a second, from another thread; plain text
   * @param after not before this has passed: what is over in no time is not worth a flicker
   */
  public synchronized void show(Supplier<String> now, Duration after) {
    if (!live) {
      return;
    }
    if (content == null) {
      delayedUntil = System.nanoTime() + after.toNanos();
    }
    content = now;
    if (painter == null) {
      Thread thread = new Thread(this::paintUntilClosed, "veery-live-line");
      thread.setDaemon(true);
      painter = thread;
      thread.start();
    }
  }

  /** Takes the line away. */
  public synchronized void clear() {
    content = null;
    erase();
  }

  /** A line that stays, above the live one. */
  public synchronized void print(String line) {
    erase();
    terminal.out().println(line);
    // Also into a pipe: whoever reads a build's log wants to see where it stands.
    terminal.out().flush();
  }

  /** A line that stays, on the stream of errors. */
  public synchronized void printError(String line) {
    erase();
    terminal.out().flush();
    terminal.err().println(line);
    terminal.err().flush();
  }

  @Override
  public void close() {
    Thread thread;
    synchronized (this) {
      clear();
      thread = painter;
      painter = null;
    }
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void paintUntilClosed() {
    while (true) {
      synchronized (this) {
        if (painter != Thread.currentThread()) {
          return;
        }
        paint();
      }
      try {
        Thread.sleep(FRAME_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void paint() {
    Supplier<String> now = content;
    if (now == null || System.nanoTime() < delayedUntil) {
      return;
    }
    String[] frames = terminal.unicode() ? UNICODE : ASCII;
    String spinner = frames[frame++ % frames.length];
    String text = Paint.fit(now.get(), terminal.width() - 3);
    terminal.out().flush();
    terminal.err().print("\r\033[K" + terminal.paint().cyan(spinner) + " " + text);
    terminal.err().flush();
    drawn = true;
  }

  private void erase() {
    if (drawn) {
      terminal.err().print("\r\033[K");
      terminal.err().flush();
      drawn = false;
    }
  }
}
