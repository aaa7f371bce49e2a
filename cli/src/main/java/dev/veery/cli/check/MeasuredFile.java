package dev.veery.cli.check;

import dev.veery.cli.args.Call;
import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.engine.health.Measured;
import dev.veery.engine.health.Measured.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How fast queries were, kept between two calls of {@code veery health}: a line for each. */
public final class MeasuredFile {

  private MeasuredFile() {}

  public static void write(Call call, String file, Measured measured) throws IOException {
    StringBuilder text = new StringBuilder("# veery health --save\n");
    measured
        .probes()
        .forEach((name, speed) ->
            text.append(speed.p95())
                .append('\t')
                .append(speed.calls())
                .append('\t')
                .append(speed.total())
                .append('\t')
                .append(speed.squares())
                .append('\t')
                .append(name)
                .append('\n'));
    Files.writeString(call.directory().resolve(file), text);
  }

  /**
   * @throws VeeryException for a file that {@link #write} has not written
   */
  public static Measured read(Call call, String file) {
    Map<String, Speed> speeds = new LinkedHashMap<>();
    try {
      List<String> lines = Files.readAllLines(call.directory().resolve(file));
      for (String line : lines) {
        if (!line.startsWith("#")) {
          String[] parts = line.split("\t", 5);
          speeds.put(
              parts[4],
              new Speed(
                  Double.parseDouble(parts[0]),
                  Long.parseLong(parts[1]),
                  Double.parseDouble(parts[2]),
                  Double.parseDouble(parts[3])));
        }
      }
      return new Measured(speeds);
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new VeeryException(
          new Problem(
              ErrorCode.ARGUMENT_INVALID,
              "--before: " + file + " is not what veery health --save writes",
              "veery health --save " + file),
          e);
    }
  }
}
