package dev.veery.bench;

/** What every tool is asked to do, in this order. */
enum Operation {
  APPLY("apply all"),
  NOOP("nothing to do"),
  STATUS("status"),
  ROLLBACK("take all back");

  private final String title;

  Operation(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
