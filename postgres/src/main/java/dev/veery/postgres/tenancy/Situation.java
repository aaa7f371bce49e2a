package dev.veery.postgres.tenancy;

import dev.veery.core.tenancy.Matrix;
import dev.veery.core.tenancy.TenancySettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session says about its tenant while it attacks.
 *
 * @param setting which of the situations it is
 * @param before what the setting was earlier in the same transaction; null where it was nothing
 * @param value of the setting; null where it was never set
 * @param own the tenant that the session may see; null where it may see none
 * @param foreign the tenant whose rows are attacked
 */
record Situation(
    Matrix.Setting setting,
    @Nullable String before,
    @Nullable String value,
    @Nullable String own,
    String foreign) {

  /** What somebody may send who is no tenant, or wants to be all of them. */
  private static final List<String> MALFORMED = List.of("%", "' OR ''='", "null");

  /** All of them; the one where the setting was never set comes first. */
  static List<Situation> all(TenancySettings settings, String first, String second) {
    List<Situation> all = new ArrayList<>();
    String one = settings.valueOf(first);
    String two = settings.valueOf(second);
    all.add(new Situation(Matrix.Setting.MISSING, null, null, null, second));
    all.add(new Situation(Matrix.Setting.OWN, null, one, first, second));
    all.add(new Situation(Matrix.Setting.OTHER, null, two, second, first));
    all.add(new Situation(Matrix.Setting.EMPTY, null, "", null, second));
    for (String text : MALFORMED) {
      all.add(new Situation(Matrix.Setting.MALFORMED, null, text, null, second));
    }
    all.add(new Situation(Matrix.Setting.CHANGED, one, two, second, first));
    return all;
  }
}
