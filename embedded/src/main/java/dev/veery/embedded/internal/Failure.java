package dev.veery.embedded.internal;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Builds the one kind of exception that this module throws. */
public final class Failure {

  private Failure() {}

  public static VeeryException of(String message, String remedy) {
    return of(message, remedy, null);
  }

  public static VeeryException of(String message, String remedy, @Nullable Throwable cause) {
    return new VeeryException(new Problem(ErrorCode.EMBEDDED_FAILED, message, remedy), cause);
  }

  /** What went wrong, in words: the file system's exceptions have only a path for a message. */
  static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case FileAlreadyExistsException exists -> exists.getFile() + " is in the way";
      default -> message;
    };
  }
}
