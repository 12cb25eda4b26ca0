// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a server distant: every byte arrives later by half of a round trip, in both directions, and
 * as many bytes may be on their way as a long line holds. A proxy that sleeps before it passes a
 * chunk on would limit the bandwidth as well.
 */
public final class LatencyProxy implements AutoCloseable {
  private static final int CHUNK = 1 << 16;
  private static final int CHUNKS_UNDER_WAY = 1024;
  private static final Delivery END = new Delivery(ByteBuffer.allocate(0), 0);

  private final String host;
  private final int targetPort;
  private final long oneWayNanos;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** A proxy on a free port, in front of a server. */
  public LatencyProxy(String host, int targetPort, Duration roundTrip) {
    this.host = host;
    this.targetPort = targetPort;
    this.oneWayNanos = roundTrip.toNanos() / 2;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("accept", this::accept);
  }

  /** Where it listens, on this host. */
  public int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() {
    closeQuietly(listener);
    sockets.forEach(LatencyProxy::closeQuietly);
  }

  private void accept() throws IOException, InterruptedException {
    while (true) {
      Socket client = listener.accept();
      Socket server = new Socket(host, targetPort);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      connect(client, server);
      connect(server, client);
    }
  }

  private void connect(Socket from, Socket to) {
    BlockingQueue<Delivery> line = new ArrayBlockingQueue<>(CHUNKS_UNDER_WAY);
    run("read", () -> read(from, line));
    run("deliver", () -> deliver(line, to));
  }

  private record Delivery(ByteBuffer bytes, long due) {}

  private void read(Socket from, BlockingQueue<Delivery> line)
      throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = from.getInputStream()) {
      int length;
      while ((length = in.read(chunk)) >= 0) {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(chunk, length));
        line.put(new Delivery(bytes, System.nanoTime() + oneWayNanos));
      }
    } finally {
      line.put(END);
    }
  }

  private void deliver(BlockingQueue<Delivery> line, Socket to)
      throws IOException, InterruptedException {
    try (OutputStream out = to.getOutputStream()) {
      for (Delivery next = line.take(); next.bytes().hasRemaining(); next = line.take()) {
        for (long left = next.due() - System.nanoTime();
            left > 0;
            left = next.due() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        out.write(next.bytes().array());
      }
    } finally {
      sockets.remove(to);
      to.close();
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void run(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException ended) {
                return;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "latency-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception alreadyClosed) {
      return;
    }
  }
}
