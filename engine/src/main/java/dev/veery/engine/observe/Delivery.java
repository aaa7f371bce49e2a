package dev.veery.engine.observe;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Config;
import dev.veery.engine.config.ConfigKey;
import dev.veery.engine.config.Secrets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Brings messages to the endpoints of {@code [notify]}. Each endpoint has a line and a thread of
 * its own, so a slow one holds up neither a statement nor another endpoint, and what it is told
 * comes in order; at the end it is waited for a few seconds at most. A message that is not taken is
 * sent three times, with pauses; one that is refused for what it is is not sent again.
 */
final class Delivery implements AutoCloseable {

  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** How long the end of the command may wait for messages, all endpoints together. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Secrets secrets;
  private final Consumer<Problem> warned;
  private final AtomicInteger failed = new AtomicInteger();

  private record Endpoint(NotifySettings settings, Channel channel, ExecutorService line) {}

  /**
   * @param warned of what could not be delivered; from other threads
   * @throws dev.veery.core.VeeryException when {@code [notify]} cannot be understood
   */
  Delivery(Config config, Consumer<Problem> warned) {
    this.secrets = config.secrets();
    this.warned = warned;
    for (NotifySettings one :
        NotifySettings.of(config.values().table(ConfigKey.NOTIFY), config.secrets())) {
      endpoints.add(new Endpoint(one, channel(one), line(one.name())));
    }
  }

  private static Channel channel(NotifySettings settings) {
    return switch (settings.kind()) {
      case WEBHOOK, SLACK -> new WebChannel(settings);
      case EMAIL -> ObserveModule.provider("notify." + settings.name()).email(settings.mail());
    };
  }

  private static ExecutorService line(String name) {
    return Executors.newSingleThreadExecutor(task -> {
      Thread thread = new Thread(task, "veery-notify-" + name);
      thread.setDaemon(true);
      return thread;
    });
  }

  /** How many endpoints want to hear of an event. */
  int wanting(String event) {
    return (int) endpoints.stream().filter(e -> e.settings().events().contains(event)).count();
  }

  /** How many messages could not be delivered; certain once it is closed. */
  int failed() {
    return failed.get();
  }

  void send(Message message) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.settings().events().contains(message.event())) {
        endpoint.line().execute(() -> deliver(endpoint, message));
      }
    }
  }

  private void deliver(Endpoint endpoint, Message message) {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        if (i > 0) {
          Thread.sleep(PAUSE.multipliedBy(1L << (i - 1)));
        }
        endpoint.channel().send(message);
        return;
      } catch (Channel.Refused e) {
        why = String.valueOf(e.getMessage());
        break;
      } catch (IOException e) {
        String text = e.getMessage();
        why = text == null ? e.getClass().getSimpleName() : text;
      } catch (InterruptedException e) {
        why = "there was no time left";
        break;
      } catch (RuntimeException | LinkageError e) {
        why = e.toString();
        break;
      }
    }
    failed.incrementAndGet();
    warned.accept(
        new Problem(
            ErrorCode.NOTIFY_FAILED,
            "notify."
                + endpoint.settings().name()
                + " was not told that "
                + what(message.event())
                + ": "
                + secrets.mask(why),
            "what was done is not affected"));
  }

  private static String what(String event) {
    return switch (event) {
      case NotifySettings.WAITING -> "a change waits for contract";
      case NotifySettings.DRIFT -> "there is drift";
      default -> "the run " + event;
    };
  }

  @Override
  public void close() throws InterruptedException {
    long until = System.nanoTime() + FAREWELL.toNanos();
    endpoints.forEach(endpoint -> endpoint.line().shutdown());
    for (Endpoint endpoint : endpoints) {
      ExecutorService line = endpoint.line();
      if (!line.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        line.shutdownNow();
        line.awaitTermination(1, TimeUnit.SECONDS);
      }
      endpoint.channel().close();
    }
  }
}
