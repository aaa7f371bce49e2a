package dev.veery.core.source;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks once, and again only after a failure. */
final class Memo<T> implements Supplier<T> {

  private final Supplier<T> origin;
  private @Nullable T value;

  Memo(Supplier<T> origin) {
    this.origin = origin;
  }

  @Override
  public synchronized T get() {
    T known = value;
    if (known == null) {
      known = origin.get();
      value = known;
    }
    return known;
  }
}
