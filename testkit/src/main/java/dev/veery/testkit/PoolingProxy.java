package dev.veery.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A proxy before a real server that pools by transaction, as PgBouncer does with {@code pool_mode =
 * transaction}: between two transactions of a client nothing of a session is kept, because the next
 * one runs in another backend. It takes the backend that was not used for the longest time, so that
 * what works by luck elsewhere fails here every time.
 *
 * <p>It can also make the server look like one of another version.
 *
 * <p>It knows no password exchange but the one in clear text, and asks its own clients for none.
 * Requests to cancel are ignored.
 */
public final class PoolingProxy implements AutoCloseable {

  private static final int BACKENDS = 3;
  private static final int SSL_REQUEST = 80877103;
  private static final int GSSENC_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private static final int PROTOCOL_3 = 3 << 16;

  private final TestDatabase database;
  private final @Nullable String version;
  private final ServerSocket listener;
  private final LinkedBlockingQueue<Backend> idle = new LinkedBlockingQueue<>();
  private final List<Backend> all = new ArrayList<>();

  /**
   * @param version what the server is to claim to be, such as {@code 13.4}; null for the truth
   */
  public PoolingProxy(TestDatabase database, @Nullable String version) throws IOException {
    this.database = database;
    this.version = version;
    for (int i = 0; i < BACKENDS; i++) {
      idle.add(connect());
    }
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("pooling proxy", this::accept);
  }

  /** Where clients find it. */
  public TestServer address() {
    return new TestServer(
        "127.0.0.1",
        listener.getLocalPort(),
        database.server().user(),
        database.server().password());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (all) {
      for (Backend backend : all) {
        backend.socket.close();
      }
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        start("client of the pooling proxy", new Client(socket)::serve);
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private Backend connect() throws IOException {
    Backend backend = new Backend();
    synchronized (all) {
      all.add(backend);
    }
    start("backend of the pooling proxy", backend::pump);
    return backend;
  }

  private static void start(String name, Runnable work) {
    Thread.ofPlatform().daemon().name(name).start(work);
  }

  /** A message: one byte of type, four of length, the rest. */
  private static byte[] readMessage(DataInputStream in) throws IOException {
    int type = in.read();
    if (type < 0) {
      throw new EOFException();
    }
    int length = in.readInt();
    byte[] message = new byte[length + 1];
    message[0] = (byte) type;
    ByteBuffer.wrap(message).putInt(1, length);
    in.readFully(message, 5, length - 4);
    return message;
  }

  /** A connection to the server, lent to one client at a time. */
  private final class Backend {
    final Socket socket;
    final DataInputStream in;
    final OutputStream out;

    /** Everything that the server said up to its first ReadyForQuery. */
    final byte[] greeting;

    volatile @Nullable Client client;

    Backend() throws IOException {
      socket = new Socket(database.server().host(), database.server().port());
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
      out = socket.getOutputStream();
      var parameters = new ByteArrayOutputStream();
      for (String text :
          List.of(
              "user",
              database.server().user(),
              "database",
              database.name(),
              "client_encoding",
              "UTF8",
              "")) {
        parameters.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
      }
      out.write(
          ByteBuffer.allocate(8 + parameters.size())
              .putInt(8 + parameters.size())
              .putInt(PROTOCOL_3)
              .put(parameters.toByteArray())
              .array());
      var said = new ByteArrayOutputStream();
      byte[] message;
      do {
        message = readMessage(in);
        if (isCleartextPasswordRequest(message)) {
          byte[] password = (database.server().password() + "\0").getBytes(StandardCharsets.UTF_8);
          out.write(
              ByteBuffer.allocate(5 + password.length)
                  .put((byte) 'p')
                  .putInt(4 + password.length)
                  .put(password)
                  .array());
        } else {
          said.writeBytes(disguised(message));
        }
      } while (message[0] != 'Z' && message[0] != 'E');
      greeting = said.toByteArray();
    }

    /** Hands what the server says to the client that has it at the moment. */
    void pump() {
      try {
        while (true) {
          byte[] message = readMessage(in);
          Client current = client;
          if (current != null) {
            current.hear(message);
          }
        }
      } catch (IOException e) {
        Client current = client;
        if (current != null) {
          current.hangUp();
        }
      }
    }

    private static boolean isCleartextPasswordRequest(byte[] message) {
      return message[0] == 'R' && ByteBuffer.wrap(message).getInt(5) == 3;
    }

    private byte[] disguised(byte[] message) {
      String text = new String(message, 5, message.length - 5, StandardCharsets.UTF_8);
      if (version == null || message[0] != 'S' || !text.startsWith("server_version\0")) {
        return message;
      }
      byte[] body = ("server_version\0" + version + "\0").getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(5 + body.length)
          .put((byte) 'S')
          .putInt(4 + body.length)
          .put(body)
          .array();
    }
  }

  /** A connection from a client. */
  private final class Client {
    private final Socket socket;
    private final Object lock = new Object();
    private @Nullable Backend backend;

    /** Messages that end with a ReadyForQuery and have not got it yet. */
    private int unanswered;

    Client(Socket socket) {
      this.socket = socket;
    }

    void serve() {
      try (socket) {
        var in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        if (!greet(in)) {
          return;
        }
        for (byte[] message = readMessage(in); message[0] != 'X'; message = readMessage(in)) {
          say(askingForVersion(message));
        }
      } catch (IOException e) {
        // The client is gone.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        giveUpBackend();
      }
    }

    private boolean greet(DataInputStream in) throws IOException {
      while (true) {
        int length = in.readInt();
        int code = in.readInt();
        in.skipNBytes(length - 8L);
        if (code == CANCEL_REQUEST) {
          return false;
        }
        if (code != SSL_REQUEST && code != GSSENC_REQUEST) {
          break;
        }
        socket.getOutputStream().write('N');
      }
      Backend any;
      synchronized (all) {
        any = all.getLast();
      }
      socket.getOutputStream().write(any.greeting);
      return true;
    }

    private void say(byte[] message) throws IOException, InterruptedException {
      synchronized (lock) {
        Backend current = backend;
        if (current == null) {
          current = idle.take();
          current.client = this;
          backend = current;
        }
        if (message[0] == 'Q' || message[0] == 'S' || message[0] == 'F') {
          unanswered++;
        }
        current.out.write(message);
      }
    }

    /** A question for the server's version gets the answer that it claims. */
    private byte[] askingForVersion(byte[] message) {
      if (version == null || (message[0] != 'P' && message[0] != 'Q')) {
        return message;
      }
      String[] parts = version.split("\\.", 2);
      int number = Integer.parseInt(parts[0]) * 10_000 + Integer.parseInt(parts[1]);
      String text =
          new String(message, 5, message.length - 5, StandardCharsets.ISO_8859_1)
              .replace("pg_catalog.current_setting('server_version_num')", "'" + number + "'")
              .replace("pg_catalog.current_setting('server_version')", "'" + version + "'");
      byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
      return ByteBuffer.allocate(5 + body.length)
          .put(message[0])
          .putInt(4 + body.length)
          .put(body)
          .array();
    }

    /** Called by the backend's thread. */
    void hear(byte[] message) throws IOException {
      synchronized (lock) {
        if (message[0] == 'Z') {
          unanswered--;
          Backend current = backend;
          if (unanswered == 0 && message[5] == 'I' && current != null) {
            backend = null;
            current.client = null;
            idle.add(current);
          }
        }
        try {
          socket.getOutputStream().write(message);
        } catch (IOException e) {
          hangUp();
        }
      }
    }

    void hangUp() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed enough.
      }
    }

    /** A client that goes in the middle of a transaction takes its backend with it. */
    private void giveUpBackend() {
      synchronized (lock) {
        Backend current = backend;
        if (current == null) {
          return;
        }
        backend = null;
        current.client = null;
        try {
          current.socket.close();
          if (!listener.isClosed()) {
            idle.add(connect());
          }
        } catch (IOException e) {
          // The server is gone; clients will find out.
        }
      }
    }
  }
}
