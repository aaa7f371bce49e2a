package dev.veery.engine.observe;

import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.config.Secrets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is told; secrets are masked in all of it.
 *
 * @param event one of {@link NotifySettings#EVENTS}
 * @param at when, by the clock of this machine
 * @param run its number in the journal; 0 where it is about no run
 * @param about what it is about
 * @param text a sentence
 * @param done migrations that are done
 * @param code of the error; null where nothing failed
 * @param remedy what to do; empty for nothing
 */
public record Message(
    String event,
    Instant at,
    long run,
    Observers.About about,
    String text,
    int done,
    @Nullable String code,
    String remedy) {

  public Message {
    Objects.requireNonNull(event);
    Objects.requireNonNull(at);
    Objects.requireNonNull(about);
    Objects.requireNonNull(text);
    Objects.requireNonNull(remedy);
  }

  static Message of(
      String event,
      long run,
      Observers.About about,
      String text,
      int done,
      @Nullable Problem problem,
      Secrets secrets) {
    return new Message(
        event,
        Instant.now(),
        run,
        about.masked(secrets),
        secrets.mask(text),
        done,
        problem == null ? null : problem.code().id(),
        problem == null ? "" : secrets.mask(problem.remedy()));
  }

  /** One line for people: {@code veery up on db:5432/shop (production) failed: …}. */
  public String line() {
    return headline() + ": " + text;
  }

  /** The same without the text. */
  public String headline() {
    String environment = about.environment().isEmpty() ? "" : " (" + about.environment() + ")";
    return "veery " + about.command() + " on " + about.database() + environment + " " + words();
  }

  /** The event as it reads behind a command. */
  private String words() {
    return switch (event) {
      case NotifySettings.WAITING -> "waits for contract";
      case NotifySettings.DRIFT -> "has found drift";
      default -> event;
    };
  }
}
