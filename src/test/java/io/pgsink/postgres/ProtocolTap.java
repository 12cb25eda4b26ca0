// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay in front of a PostgreSQL that notes what clients send, message by message, and can
 * keep back an answer for good. Understands the frontend side of protocol 3.0, without TLS.
 */
public final class ProtocolTap implements AutoCloseable {
  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final List<String> statements = Collections.synchronizedList(new ArrayList<>());
  private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger untilCut = new AtomicInteger(Integer.MAX_VALUE);
  private volatile CountDownLatch swallowed;

  /** Relays to a server, on a port of its own. */
  public ProtocolTap(String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Forgets what was noted so far. */
  void clear() {
    messages.clear();
  }

  /**
   * What was sent since: {@code Parse <name length>}, {@code Bind <formats>}, {@code Sync}, {@code
   * Query}, or another message's letter.
   */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** The text of every statement that was sent, in order, driver and pool included. */
  public List<String> statements() {
    return List.copyOf(statements);
  }

  /** How often the client waited for an answer. */
  long roundTrips() {
    return messages().stream().filter(m -> m.equals("Sync") || m.equals("Query")).count();
  }

  /** From now on no answer gets through; after the next Sync the connections are cut. */
  void swallowAnswers() {
    swallowed = new CountDownLatch(1);
  }

  /**
   * Cuts a connection once, in front of the message of this number, counted from now on and over
   * all connections; the first message of a connection is its startup.
   */
  void cutOnce(int message) {
    untilCut.set(message);
  }

  /** Whether {@link #cutOnce} has cut. */
  boolean hasCut() {
    return untilCut.get() <= 0;
  }

  private boolean cuts() {
    return untilCut.get() < Integer.MAX_VALUE && untilCut.decrementAndGet() == 0;
  }

  void answerNormally() {
    swallowed = null;
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        sockets.add(client);
        sockets.add(server);
        start(() -> toServer(client, server));
        start(() -> toClient(client, server));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void toServer(Socket client, Socket server) {
    try (client;
        server) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(server.getOutputStream());
      byte[] startup = in.readNBytes(in.readInt() - 4);
      if (cuts()) {
        return;
      }
      out.writeInt(startup.length + 4);
      out.write(startup);
      for (int type = in.read(); type >= 0; type = in.read()) {
        byte[] body = in.readNBytes(in.readInt() - 4);
        if (cuts()) {
          return;
        }
        note((char) type, ByteBuffer.wrap(body));
        messages.add(describe((char) type, ByteBuffer.wrap(body)));
        ByteBuffer message = ByteBuffer.allocate(body.length + 5);
        message.put((byte) type).putInt(body.length + 4).put(body);
        out.write(message.array());
        out.flush();
      }
    } catch (IOException e) {
      // one of the two is gone, and so is the other
    }
  }

  private void toClient(Socket client, Socket server) {
    try (client;
        server) {
      InputStream in = server.getInputStream();
      byte[] buffer = new byte[65_536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (swallowed != null) {
          // ReadyForQuery has been reached: the server has committed and answered
          swallowed.countDown();
          return;
        }
        client.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // one of the two is gone, and so is the other
    }
  }

  private void note(char type, ByteBuffer body) {
    if (type == 'P') {
      name(body);
    }
    if (type == 'P' || type == 'Q') {
      statements.add(name(body));
    }
  }

  private static String describe(char type, ByteBuffer body) {
    return switch (type) {
      case 'P' -> "Parse " + name(body).length();
      case 'B' -> "Bind " + formats(body);
      case 'S' -> "Sync";
      case 'Q' -> "Query";
      default -> String.valueOf(type);
    };
  }

  private static String formats(ByteBuffer body) {
    name(body);
    name(body);
    StringBuilder formats = new StringBuilder();
    int count = body.getShort();
    for (int i = 0; i < count; i++) {
      formats.append(body.getShort());
    }
    return formats.toString();
  }

  private static String name(ByteBuffer body) {
    StringBuilder name = new StringBuilder();
    for (byte c = body.get(); c != 0; c = body.get()) {
      name.append((char) c);
    }
    return name.toString();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "protocol-tap");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : List.copyOf(sockets)) {
      socket.close();
    }
  }
}
