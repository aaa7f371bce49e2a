package dev.veery.engine.observe;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook, or a chat that takes what Slack takes. */
final class WebChannel implements Channel {

  private final NotifySettings settings;
  private final HttpClient client;

  WebChannel(NotifySettings settings) {
    this.settings = settings;
    this.client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
  }

  @Override
  public void send(Message message) throws IOException, InterruptedException {
    boolean slack = settings.kind() == NotifySettings.Kind.SLACK;
    String body = slack ? slack(message) : webhook(message);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(settings.url())
            .timeout(settings.timeout())
            .header("Content-Type", "application/json")
            .header("User-Agent", "veery/" + message.about().build())
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!settings.secret().isEmpty()) {
      request.header("Veery-Signature", signature(settings.secret(), Instant.now(), body));
    }
    int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status >= 400 && status < 500 && status != 429) {
      throw new Refused("it answered " + status);
    }
    if (status >= 300) {
      throw new IOException("it answered " + status);
    }
  }

  private static String webhook(Message message) {
    return JsonLine.of(json -> {
      json.writeStringField("event", message.event());
      json.writeStringField("at", message.at().toString());
      json.writeNumberField("run", message.run());
      json.writeStringField("command", message.about().command());
      json.writeStringField("environment", message.about().environment());
      json.writeStringField("database", message.about().database());
      json.writeStringField("actor", message.about().actor());
      json.writeStringField("build", message.about().build());
      json.writeStringField("text", message.text());
      json.writeNumberField("done", message.done());
      String code = message.code();
      if (code != null) {
        json.writeStringField("code", code);
        json.writeStringField("remedy", message.remedy());
      }
    });
  }

  private static String slack(Message message) {
    return JsonLine.of(json -> json.writeStringField("text", message.line()));
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
}
