package dev.veery.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A migration tool, driven by its own command line where it has one that can be had. */
interface Tool {

  /** Short, for the head of a column. */
  String name();

  /** Its version, as it says itself or as its artifact says. */
  String version() throws IOException, InterruptedException;

  /** What was configured otherwise than by default, and why; for the notes below the table. */
  String notes();

  /** Writes the migrations into an empty directory in the form that the tool reads. */
  void prepare(Workload workload, Path directory) throws IOException;

  /**
   * The processes that do the operation, one after the other; none where the tool cannot do it.
   *
   * @param directory as prepared
   */
  List<List<String>> commands(Operation operation, Workload workload, Path directory, Target target)
      throws IOException;
}
