package dev.veery.postgres.rehearse;

import dev.veery.postgres.session.Address;
import java.time.Duration;
import java.util.Optional;

/**
 * A PostgreSQL on which databases are made and thrown away. Names are the server's to choose, so
 * that several processes can use one server at once.
 *
 * <p>Everything throws {@link dev.veery.core.VeeryException} when the server cannot do it. May be
 * used by several threads.
 */
public interface ScratchServer extends AutoCloseable {

  /** The major version, such as 18. */
  int major();

  /** The version as the server prints it, such as {@code 18.6}. */
  String version();

  /**
   * Whether nobody else uses the server, so that its roles and everything in it may be changed at
   * will.
   */
  boolean isPrivate();

  /** How to connect to a database of it, as the role that made it. */
  Address address(String database);

  /**
   * Makes an empty database.
   *
   * @param purpose a word that becomes part of its name
   * @return its name
   */
  String create(String purpose);

  /**
   * Copies a database with everything in it.
   *
   * @param template nobody may be connected to it
   * @param purpose a word that becomes part of the copy's name
   * @return the copy's name
   */
  String copy(String template, String purpose);

  /** Drops a database, whoever is connected to it; it need not exist. */
  void drop(String database);

  /**
   * What was {@linkplain #remember remembered} of servers like this one, on this machine.
   *
   * @param maxAge what is older is forgotten
   */
  default Optional<String> recall(String name, Duration maxAge) {
    return Optional.empty();
  }

  /** Remembers a short text, such as what was measured, for other processes; or does not. */
  default void remember(String name, String text) {}

  /**
   * Remembers a statement for the end, when the databases are gone: {@code DROP ROLE} for a role
   * that a scratch database needed. Where the server {@linkplain #isPrivate() is private}, it all
   * goes anyway.
   */
  void atEnd(String statement);

  /** Leaves nothing behind: neither databases nor, where it is private, the server. */
  @Override
  void close();
}
