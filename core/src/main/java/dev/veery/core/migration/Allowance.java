package dev.veery.core.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code -- veery: allow CODE because "…"}: what is accepted, and why.
 *
 * @param codes at least one
 * @param reason what the author says
 */
public record Allowance(List<String> codes, String reason) {

  private static final Pattern FORM =
      Pattern.compile("([a-z0-9-]+(?:\\s*,\\s*[a-z0-9-]+)*)\\s+because\\s+(.*)", Pattern.DOTALL);

  public Allowance {
    codes = List.copyOf(codes);
  }

  /** Reads what stands behind {@code allow}; null when it is not in that form. */
  public static @Nullable Allowance read(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    String reason = matcher.group(2).strip();
    if (reason.length() >= 2 && reason.startsWith("\"") && reason.endsWith("\"")) {
      reason = reason.substring(1, reason.length() - 1).replace("\\\"", "\"").strip();
    }
    if (reason.isEmpty()) {
      return null;
    }
    List<String> codes = new ArrayList<>();
    for (String code : matcher.group(1).split(",")) {
      codes.add(code.strip());
    }
    return new Allowance(codes, reason);
  }
}
