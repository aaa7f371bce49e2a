package dev.veery.postgres.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server said when it refused, without the driver's types.
 *
 * @param sqlState five characters, or {@code " "} where the driver gave none
 * @param message the primary message
 * @param detail secondary message, or empty
 * @param hint the server's own advice, or empty
 * @param where the call stack of functions, or empty
 * @param position 1-based character in the statement that was sent; 0 where the server gave none
 * @param fromServer false when the driver or the network failed and not the server
 */
public record ServerError(
    String sqlState,
    String message,
    String detail,
    String hint,
    String where,
    int position,
    boolean fromServer) {

  /** Reads what the driver has kept of the server's answer. */
  public static ServerError of(SQLException exception) {
    Throwable current = exception;
    while (current != null) {
      if (current instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
        return of(psql.getServerErrorMessage());
      }
      if (current instanceof java.sql.BatchUpdateException && current.getCause() == null) {
        break;
      }
      current = current.getCause();
    }
    String state = exception.getSQLState();
    Throwable root = exception.getCause() instanceof PSQLException inner ? inner : exception;
    return new ServerError(
        state == null ? "     " : state, text(root.getMessage()), "", "", "", 0, false);
  }

  private static ServerError of(ServerErrorMessage message) {
    String state = message.getSQLState();
    return new ServerError(
        state == null ? "     " : state,
        text(message.getMessage()),
        text(message.getDetail()),
        text(message.getHint()),
        text(message.getWhere()),
        message.getPosition(),
        true);
  }

  /** The same with one more line of detail. */
  public ServerError withDetail(String more) {
    return new ServerError(
        sqlState,
        message,
        detail.isEmpty() ? more : detail + "\n" + more,
        hint,
        where,
        position,
        fromServer);
  }

  /** Class 08 and the states with which a server ends a session: there is nobody to talk to. */
  public boolean connectionIsGone() {
    return sqlState.startsWith("08")
        || sqlState.equals("57P01")
        || sqlState.equals("57P02")
        || sqlState.equals("57P03")
        || sqlState.equals("57P05");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
