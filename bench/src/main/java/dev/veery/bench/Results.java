package dev.veery.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Every measurement of a run, by tool and operation. */
final class Results {

  private final Map<String, Map<Operation, List<Measured>>> byTool = new LinkedHashMap<>();
  private final Map<String, Map<Operation, Long>> roundTrips = new LinkedHashMap<>();

  void add(Tool tool, Operation operation, Measured measured) {
    byTool
        .computeIfAbsent(tool.name(), name -> new EnumMap<>(Operation.class))
        .computeIfAbsent(operation, key -> new ArrayList<>())
        .add(measured);
  }

  void addRoundTrips(Tool tool, Operation operation, long count) {
    roundTrips
        .computeIfAbsent(tool.name(), name -> new EnumMap<>(Operation.class))
        .put(operation, count);
  }

  /** The median over the rounds; nothing where the tool cannot do it. */
  Optional<Double> median(Tool tool, Operation operation, ToDoubleFunction<Measured> value) {
    List<Measured> all =
        byTool.getOrDefault(tool.name(), Map.of()).getOrDefault(operation, List.of());
    double[] sorted =
        all.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    return Optional.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /** The lowest and the highest of the rounds. */
  Optional<double[]> range(Tool tool, Operation operation, ToDoubleFunction<Measured> value) {
    List<Measured> all =
        byTool.getOrDefault(tool.name(), Map.of()).getOrDefault(operation, List.of());
    double[] values = all.stream().mapToDouble(value).sorted().toArray();
    return values.length == 0
        ? Optional.empty()
        : Optional.of(new double[] {values[0], values[values.length - 1]});
  }

  Optional<Long> roundTrips(Tool tool, Operation operation) {
    return Optional.ofNullable(roundTrips.getOrDefault(tool.name(), Map.of()).get(operation));
  }
}
