package dev.veery.core.tenancy;

import dev.veery.core.lint.Severity;
import dev.veery.core.tenancy.TenancyFinding.Source;
import java.util.ArrayList;
import java.util.List;

/** Takes what the checks of the catalog find. */
final class Findings {

  private final List<TenancyFinding> all = new ArrayList<>();

  void error(String code, String object, String message, String effect, String remedy) {
    add(Severity.ERROR, code, object, message, effect, remedy);
  }

  void warning(String code, String object, String message, String effect, String remedy) {
    add(Severity.WARNING, code, object, message, effect, remedy);
  }

  void add(
      Severity severity, String code, String object, String message, String effect, String remedy) {
    all.add(
        new TenancyFinding(
            code, Source.CATALOG, severity, object, message, effect, remedy, List.of()));
  }

  List<TenancyFinding> all() {
    return all;
  }
}
