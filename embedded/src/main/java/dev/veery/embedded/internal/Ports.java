package dev.veery.embedded.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports. */
final class Ports {

  /** The address that servers listen on; IPv4, because containers often have no IPv6. */
  static final String LOOPBACK = "127.0.0.1";

  private Ports() {}

  /**
   * A port that was free a moment ago. PostgreSQL cannot be asked to choose one itself, so somebody
   * may be quicker; whoever starts a server has to try again then.
   */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), 0));
      return socket.getLocalPort();
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the server does it: connections in TIME_WAIT are no obstacle. On Windows the option
      // means something else: to take a port from somebody who has it.
      if (!Platform.current().isWindows()) {
        socket.setReuseAddress(true);
      }
      socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
