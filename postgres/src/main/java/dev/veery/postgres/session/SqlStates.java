package dev.veery.postgres.session;

import dev.veery.core.ErrorCode;
import dev.veery.core.VeeryException;
import dev.veery.core.VeeryException.Problem;
import dev.veery.core.sql.SourcePosition;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the server's error codes mean for a migration, and what to do. The codes are those of the
 * manual's appendix A; where a hint of the server says it better, the hint is kept.
 */
public final class SqlStates {

  private SqlStates() {}

  /** A failed attempt to connect, in words. */
  public static VeeryException connecting(Address address, SQLException e) {
    ServerError error = ServerError.of(e);
    String to = address.toString();
    Problem problem =
        switch (error.sqlState()) {
          case "28P01" ->
              new Problem(
                  ErrorCode.AUTHENTICATION_FAILED,
                  "the server refused the password of " + to,
                  "check the password in the configuration, PGPASSWORD or ~/.pgpass");
          case "28000" ->
              new Problem(
                  ErrorCode.AUTHENTICATION_FAILED,
                  "the server does not let " + to + " in: " + error.message(),
                  "check the role, and pg_hba.conf on the server");
          case "3D000" ->
              new Problem(
                  ErrorCode.CONNECTION_FAILED,
                  "there is no database " + address.database() + " on " + address.host(),
                  "create it, or correct the url");
          case "53300" ->
              new Problem(
                  ErrorCode.CONNECTION_FAILED,
                  "the server has no free connection for " + to,
                  "close some, or raise max_connections");
          case "57P03" ->
              new Problem(
                  ErrorCode.CONNECTION_FAILED,
                  "the server at " + to + " is starting up or shutting down",
                  "try again in a moment");
          case "08004" ->
              // The driver's words for a missing password name a plugin that nobody has.
              error.message().contains("no password was provided")
                  ? new Problem(
                      ErrorCode.AUTHENTICATION_FAILED,
                      "the server asks for a password of " + to + ", and none is given",
                      "give it in PGPASSWORD, in ~/.pgpass or in the configuration")
                  : new Problem(
                      ErrorCode.AUTHENTICATION_FAILED,
                      "the server rejected the connection of " + to + ": " + error.message(),
                      "give a password, or check pg_hba.conf on the server");
          default ->
              new Problem(
                  ErrorCode.CONNECTION_FAILED,
                  "cannot connect to " + to + ": " + reason(e, error),
                  "check that the server runs, and the host, the port and the network");
        };
    return new VeeryException(problem, e);
  }

  private static String reason(SQLException e, ServerError error) {
    Throwable cause = e.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof java.net.UnknownHostException) {
      return "the host name is unknown";
    }
    if (cause instanceof java.net.SocketTimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof java.net.ConnectException && cause.getMessage() != null) {
      return cause.getMessage().toLowerCase(java.util.Locale.ROOT);
    }
    return error.message();
  }

  /**
   * A refusal in the middle of work, in words.
   *
   * @param what what was being done, as the subject of the sentence, such as "the statement"
   */
  public static Problem working(ServerError error, String what, @Nullable SourcePosition position) {
    Meaning meaning = meaning(error);
    String remedy =
        error.hint().isEmpty()
            ? meaning.remedy
            : meaning.remedy.isEmpty() ? error.hint() : meaning.remedy + "; hint: " + error.hint();
    return new Problem(
        meaning.code,
        what
            + " failed: "
            + error.message()
            + (meaning.words.isEmpty() ? "" : " (" + meaning.words + ")"),
        position,
        remedy);
  }

  /** An unexpected failure outside the user's statements. */
  public static VeeryException unexpected(SQLException e, String what) {
    return new VeeryException(working(ServerError.of(e), what, null), e);
  }

  /** What a code means, in words, and what to do about it. */
  private record Meaning(ErrorCode code, String words, String remedy) {}

  private static Meaning meaning(ServerError error) {
    if (error.connectionIsGone() || !error.fromServer()) {
      return lost(error);
    }
    Meaning exact = exact(error.sqlState());
    return exact != null ? exact : byClass(error.sqlState());
  }

  private static Meaning lost(ServerError error) {
    String words =
        switch (error.sqlState()) {
          case "57P01" -> "an administrator ended the session, or the server is shutting down";
          case "57P02" -> "the server is recovering from a crash";
          default -> "the connection is lost";
        };
    return new Meaning(
        ErrorCode.CONNECTION_LOST,
        words,
        "run the same command again: the journal knows what was committed");
  }

  private static @Nullable Meaning exact(String state) {
    return switch (state) {
      case "55P03" ->
          new Meaning(
              ErrorCode.LOCK_TIMEOUT,
              "another session holds a lock on the table for longer than lock-timeout",
              "run it again at a quieter time, or end the session that is in the way");
      case "40P01" ->
          failed(
              "two sessions waited for each other and this one was chosen to give way",
              "run the same command again");
      case "40001" ->
          failed("a concurrent transaction changed the same rows", "run the same command again");
      case "57014" ->
          failed(
              "cancelled, or longer than statement-timeout",
              "raise statement-timeout for it: -- veery: statement-timeout=…");
      case "42501" ->
          new Meaning(
              ErrorCode.PERMISSION_DENIED,
              "the role lacks a privilege",
              "grant it, or run the migration as the owner of the object");
      case "25006" ->
          new Meaning(
              ErrorCode.READ_ONLY,
              "this server or session is read-only",
              "connect to the primary, or lift default_transaction_read_only");
      case "23505" -> failed("rows are not unique in these columns", "remove the duplicates first");
      case "23503" ->
          failed("rows refer to rows that do not exist", "remove or repair the orphans first");
      case "23502" -> failed("a row has NULL there", "fill them first, or give a default");
      case "23514" -> failed("a row breaks the check", "repair the rows first");
      case "23P01" -> failed("rows exclude each other", "repair them first");
      case "42P01" ->
          failed(
              "no such table, or not in the search_path",
              "check the name and the schema; is a migration missing before this one?");
      case "42703" ->
          failed("no such column", "check the name; is a migration missing before this one?");
      case "42704" ->
          failed("no such object", "check the name; an extension or a type may be missing");
      case "42883" ->
          failed(
              "no such function with these argument types",
              "check the name and the types; an extension may be missing");
      case "42P07" ->
          failed(
              "a relation of this name exists already",
              "rename one of them, or stamp the migration if this database has it already");
      case "42710" ->
          failed(
              "an object of this name exists already",
              "rename one of them, or stamp the migration if this database has it already");
      case "42701" ->
          failed(
              "the column exists already",
              "rename it, or stamp the migration if this database has it already");
      case "42P06" ->
          failed(
              "the schema exists already", "stamp the migration if this database has it already");
      case "42723" ->
          failed(
              "the function exists already",
              "use CREATE OR REPLACE, or stamp the migration if this database has it already");
      case "42601" -> failed("", "correct the statement");
      case "42804" -> failed("the types do not fit", "add a cast, or USING in ALTER COLUMN TYPE");
      case "2BP01" ->
          failed(
              "other objects depend on it",
              "drop them first, or say CASCADE if they are to go too");
      case "0A000" -> failed("this server cannot do that", "");
      case "55P04" ->
          failed(
              "a new enum value can be used only after the transaction that added it",
              "move its use into the next migration");
      case "25001" ->
          failed("not allowed inside a transaction", "write -- veery: transaction=off above it");
      case "2D000" ->
          failed("it ends transactions by itself", "write -- veery: transaction=off above it");
      case "58P01" -> failed("a file is missing on the server", "");
      case "0A001", "58P02" -> failed("", "");
      case "53100" ->
          failed("the server's disk is full", "make room, then run the same command again");
      case "53200" -> failed("the server is out of memory", "");
      case "VE001" ->
          new Meaning(
              ErrorCode.LEASE_LOST,
              "another runner has taken over; nothing of this transaction was written",
              "see veery status; run the same command again when the other is done");
      default -> null;
    };
  }

  private static Meaning byClass(String state) {
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "22" -> failed("a value does not fit, or an expression has no result", "");
      case "23" -> failed("rows break the constraint", "repair them first");
      case "53" ->
          failed("the server lacks resources", "run the same command again when it has recovered");
      case "58" -> failed("the operating system of the server failed", "");
      case "XX" -> failed("an internal error of PostgreSQL", "look into the server's log");
      default -> failed("", "");
    };
  }

  private static Meaning failed(String words, String remedy) {
    return new Meaning(ErrorCode.STATEMENT_FAILED, words, remedy);
  }
}
