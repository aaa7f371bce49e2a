package dev.veery.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every scenario of {@code src/test/scenarios}; see {@code docs/testing.md}. */
@Execution(ExecutionMode.CONCURRENT)
class ScenariosTest {

  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  @TestFactory
  Stream<DynamicNode> scenarios() throws IOException {
    return new Scenarios(
            MODULE.resolve("src/test/scenarios"),
            TestServers::byName,
            new InProcess(),
            Distribution.ofRepository(MODULE.resolveSibling("")))
        .tests();
  }
}
