package dev.veery.engine.observe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.plan.Plan;
import dev.veery.engine.config.Secrets;
import dev.veery.postgres.run.RunListener;
import dev.veery.postgres.run.RunResult;
import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells endpoints how a run goes. Messages wait in line for a thread of their own, so a slow
 * endpoint never holds up a statement; when the run is over it is waited for a few seconds at most.
 * A message that is not taken is sent three times, with pauses; one that is refused for what it is
 * (4xx) is not sent again.
 */
final class Notifier implements RunListener, AutoCloseable {

  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** How long the end of the command may wait for messages. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final List<NotifySettings> endpoints;
  private final Observers.About about;
  private final Secrets secrets;
  private final RunListener warned;
  private final ExecutorService line;
  private final HttpClient client;
  private volatile long run;

  Notifier(
      List<NotifySettings> endpoints, Observers.About about, Secrets secrets, RunListener warned) {
    this.endpoints = endpoints;
    this.about = about;
    this.secrets = secrets;
    this.warned = warned;
    this.line =
        Executors.newCachedThreadPool(task -> {
          Thread thread = new Thread(task, "veery-notify");
          thread.setDaemon(true);
          return thread;
        });
    this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  }

  @Override
  public void runOpened(long runId) {
    run = runId;
  }

  @Override
  public void runStarted(Plan plan) {
    send("started", plan.migrations().size() + " migrations to run", null, 0);
  }

  @Override
  public void runFinished(RunResult result) {
    switch (result) {
      case RunResult.Succeeded succeeded ->
          send(
              "succeeded",
              succeeded.done().size() + " migrations in " + succeeded.duration().toMillis() + " ms",
              null,
              succeeded.done().size());
      case RunResult.Failed failed ->
          send(
              "failed",
              failed.failure().problem().message(),
              failed.failure().problem(),
              failed.done().size());
      case RunResult.NothingLeft nothing -> {}
    }
  }

  private void send(String event, String text, @Nullable Problem problem, int done) {
    Instant now = Instant.now();
    for (NotifySettings endpoint : endpoints) {
      if (endpoint.events().contains(event)) {
        String body =
            switch (endpoint.kind()) {
              case WEBHOOK -> webhook(event, text, problem, done, now);
              case SLACK -> slack(event, text);
            };
        line.execute(() -> deliver(endpoint, event, body, now));
      }
    }
  }

  private String webhook(
      String event, String text, @Nullable Problem problem, int done, Instant now) {
    return json(json -> {
      json.writeStringField("event", event);
      json.writeStringField("at", now.toString());
      json.writeNumberField("run", run);
      json.writeStringField("command", secrets.mask(about.command()));
      json.writeStringField("environment", about.environment());
      json.writeStringField("database", about.database());
      json.writeStringField("actor", about.actor());
      json.writeStringField("build", about.build());
      json.writeStringField("text", secrets.mask(text));
      json.writeNumberField("done", done);
      if (problem != null) {
        json.writeStringField("code", problem.code().id());
        json.writeStringField("remedy", secrets.mask(problem.remedy()));
      }
    });
  }

  private String slack(String event, String text) {
    String environment = about.environment().isEmpty() ? "" : " (" + about.environment() + ")";
    return json(json ->
        json.writeStringField(
            "text",
            secrets.mask(
                "veery "
                    + about.command()
                    + " on "
                    + about.database()
                    + environment
                    + " "
                    + event
                    + ": "
                    + text)));
  }

  /** Writes the fields of an object. */
  @FunctionalInterface
  interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  static String json(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private void deliver(NotifySettings endpoint, String event, String body, Instant now) {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        if (i > 0) {
          Thread.sleep(PAUSE.multipliedBy(1L << (i - 1)));
        }
        HttpRequest.Builder request =
            HttpRequest.newBuilder(endpoint.url())
                .timeout(endpoint.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "veery/" + about.build())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!endpoint.secret().isEmpty()) {
          request.header("Veery-Signature", signature(endpoint.secret(), now, body));
        }
        int status =
            client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status < 300) {
          return;
        }
        why = "it answered " + status;
        if (status >= 400 && status < 500 && status != 429) {
          break;
        }
      } catch (IOException e) {
        String message = e.getMessage();
        why = message == null ? e.getClass().getSimpleName() : message;
      } catch (InterruptedException e) {
        why = "there was no time left";
        break;
      }
    }
    warned.warning(
        new Problem(
            ErrorCode.NOTIFY_FAILED,
            "notify."
                + endpoint.name()
                + " was not told that the run "
                + event
                + ": "
                + secrets.mask(why),
            "the run itself is not affected"));
  }

  /**
   * {@code t=SECONDS,v1=HEX}: HMAC-SHA256 over the seconds since 1970, a dot and the body. With the
   * time in it a message that was caught cannot be sent again later.
   */
  static String signature(String secret, Instant now, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      long seconds = now.getEpochSecond();
      byte[] hash = mac.doFinal((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    line.shutdown();
    if (!line.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
      line.shutdownNow();
      line.awaitTermination(1, TimeUnit.SECONDS);
    }
  }
}
