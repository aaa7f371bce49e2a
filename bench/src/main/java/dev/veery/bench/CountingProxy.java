package dev.veery.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands between a tool and the server and counts round trips: how often the client, having heard
 * from the server, speaks again. Messages that it sends without waiting for an answer count as one.
 *
 * <p>The count is exact for a client that waits. For one that sends while answers still come in it
 * is an upper bound, because what is one burst to the client may reach the proxy in pieces.
 */
final class CountingProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final String serverHost;
  private final int serverPort;
  private final Object lock = new Object();
  private long turns;
  private long connections;

  CountingProxy(String serverHost, int serverPort) throws IOException {
    this.serverHost = serverHost;
    this.serverPort = serverPort;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("counting proxy").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  long turns() {
    synchronized (lock) {
      return turns;
    }
  }

  long connections() {
    synchronized (lock) {
      return connections;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(serverHost, serverPort);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        synchronized (lock) {
          connections++;
        }
        new Connection(client, server).start();
      } catch (IOException e) {
        // The listener was closed, or a client went away before it was served.
      }
    }
  }

  /** One client and its server; the two directions take turns. */
  private final class Connection {
    private final Socket client;
    private final Socket server;
    private boolean serverSpokeLast = true;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void start() {
      Thread.ofPlatform().daemon().start(() -> copy(client, server, true));
      Thread.ofPlatform().daemon().start(() -> copy(server, client, false));
    }

    private void copy(Socket from, Socket to, boolean fromClient) {
      byte[] buffer = new byte[64 * 1024];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          note(fromClient, buffer[0]);
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // Either side may end the connection whenever it likes.
      }
    }

    private void note(boolean fromClient, byte first) {
      synchronized (lock) {
        // 'X' is Terminate: nobody waits for an answer to it.
        if (fromClient && serverSpokeLast && first != 'X') {
          turns++;
        }
        serverSpokeLast = !fromClient;
      }
    }
  }
}
