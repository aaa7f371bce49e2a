package dev.veery.cli.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import dev.veery.engine.config.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One JSON document on standard output. The shapes are documented in {@code docs/cli/json.md} and
 * only ever grow.
 */
public final class JsonOutput implements AutoCloseable {

  private final JsonGenerator generator;
  private final PrintStream out;
  private final @Nullable Secrets secrets;

  /**
   * @param secrets what to mask; null for a document that is about a secret
   */
  public JsonOutput(PrintStream out, @Nullable Secrets secrets) {
    this.out = out;
    this.secrets = secrets;
    try {
      // The stream is flushed, not closed: it is the process's.
      this.generator =
          new JsonFactory()
              .createGenerator((OutputStream) out)
              .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      generator.setPrettyPrinter(new DefaultPrettyPrinter().withoutSpacesInObjectEntries());
      generator.writeStartObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the parts of an object or a list. */
  @FunctionalInterface
  public interface Body {
    void write();
  }

  /** The document of a command that failed before it had anything to say. */
  public static void problems(PrintStream out, List<Problem> problems, Secrets secrets) {
    try (JsonOutput json = new JsonOutput(out, secrets)) {
      json.field("ok", false);
      json.list("problems", () -> problems.forEach(json::problem));
    }
  }

  /** One problem, as an element of a list. */
  public void problem(Problem problem) {
    object(() -> {
      field("code", problem.code().id());
      field("category", problem.code().category().name().toLowerCase(Locale.ROOT));
      field("message", problem.message());
      position("position", problem.position());
      field("remedy", problem.remedy());
    });
  }

  public void position(String name, @Nullable SourcePosition position) {
    if (position == null) {
      field(name, (String) null);
      return;
    }
    object(
        name,
        () -> {
          field("file", position.file());
          field("line", position.line());
          field("column", position.column());
        });
  }

  public void field(String name, @Nullable String text) {
    run(() -> {
      if (text == null) {
        generator.writeNullField(name);
      } else {
        generator.writeStringField(name, masked(text));
      }
    });
  }

  /**
   * A name or a digest that a program is to find again: it stays as it is, also where somebody has
   * made it his password.
   */
  public void exact(String name, String text) {
    run(() -> generator.writeStringField(name, text));
  }

  public void field(String name, long number) {
    run(() -> generator.writeNumberField(name, number));
  }

  public void field(String name, double number) {
    run(() -> generator.writeNumberField(name, number));
  }

  public void field(String name, boolean value) {
    run(() -> generator.writeBooleanField(name, value));
  }

  /** Null where there is no number. */
  public void field(String name, @Nullable Integer number) {
    run(() -> {
      if (number == null) {
        generator.writeNullField(name);
      } else {
        generator.writeNumberField(name, number);
      }
    });
  }

  public void object(String name, Body body) {
    run(() -> generator.writeObjectFieldStart(name));
    body.write();
    run(generator::writeEndObject);
  }

  /** An object as an element of a list. */
  public void object(Body body) {
    run(generator::writeStartObject);
    body.write();
    run(generator::writeEndObject);
  }

  public void list(String name, Body body) {
    run(() -> generator.writeArrayFieldStart(name));
    body.write();
    run(generator::writeEndArray);
  }

  public void texts(String name, Iterable<String> texts) {
    list(name, () -> texts.forEach(this::text));
  }

  /** A text as an element of a list. */
  public void text(String text) {
    run(() -> generator.writeString(masked(text)));
  }

  @Override
  public void close() {
    run(() -> {
      generator.writeEndObject();
      generator.close();
    });
    out.println();
    out.flush();
  }

  private String masked(String text) {
    return secrets == null ? text : secrets.mask(text);
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void run(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
