package dev.veery.postgres.journal;

/**
 * How texts pass into the journal, which more people can read than know the secrets: the server may
 * have quoted one in a message, and a placeholder may have brought one into a script.
 */
public interface Masking {

  /** Texts pass as they are. */
  Masking NONE =
      new Masking() {
        @Override
        public String masked(String text) {
          return text;
        }

        @Override
        public String kept(String script) {
          return script;
        }

        @Override
        public String restored(String script) {
          return script;
        }
      };

  /** A text that is only read: every secret in it is gone for good. */
  String masked(String text);

  /**
   * A script that is to be run again some day: the name of the placeholder stands where its secret
   * value was.
   */
  String kept(String script);

  /**
   * The script behind {@link #kept}, with the values that placeholders have now.
   *
   * @throws dev.veery.core.VeeryException when one of them has none
   */
  String restored(String script);
}
