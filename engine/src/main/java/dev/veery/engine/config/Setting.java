package dev.veery.engine.config;

import dev.veery.core.sql.SourcePosition;
import java.util.List;
import java.util.Map;

/**
 * The value of one key and where it comes from.
 *
 * @param value as written, variables not yet replaced
 * @param origin who said so
 */
record Setting(Raw value, Origin origin) {

  /** A value before it is understood. */
  sealed interface Raw {

    /** As it would stand on a command line. */
    String plain();

    record Text(String text) implements Raw {
      @Override
      public String plain() {
        return text;
      }
    }

    record Bool(boolean value) implements Raw {
      @Override
      public String plain() {
        return Boolean.toString(value);
      }
    }

    record Int(long value) implements Raw {
      @Override
      public String plain() {
        return Long.toString(value);
      }
    }

    record Many(List<String> texts) implements Raw {
      public Many {
        texts = List.copyOf(texts);
      }

      @Override
      public String plain() {
        return String.join(java.io.File.pathSeparator, texts);
      }
    }

    record Table(Map<String, String> entries) implements Raw {
      @Override
      public String plain() {
        return entries.toString();
      }
    }
  }

  /** Who set a value; decides what a relative path is relative to and how errors name the place. */
  sealed interface Origin {
    record Flag(String name) implements Origin {}

    record Variable(String name) implements Origin {}

    record File(SourcePosition position) implements Origin {}

    record Default() implements Origin {}
  }
}
