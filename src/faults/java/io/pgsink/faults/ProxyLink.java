// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;

/** One connection through a proxy: a client, a server, and a thread per direction. */
final class ProxyLink {
  private static final int CHUNK = 1 << 16;

  private final Socket client;
  private final Socket server;
  private final ProxyFaults faults;
  private final Consumer<ProxyLink> onEnd;
  private volatile boolean forgotten;
  private volatile boolean reset;

  ProxyLink(Socket client, Socket server, ProxyFaults faults, Consumer<ProxyLink> onEnd)
      throws IOException {
    this.client = client;
    this.server = server;
    this.faults = faults;
    this.onEnd = onEnd;
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  void start() {
    run("to-server", () -> forward(client.getInputStream(), server.getOutputStream()));
    run("to-client", () -> answer(server.getInputStream(), client.getOutputStream()));
  }

  /** Ends the link with an RST to both sides. */
  void reset() {
    reset = true;
    closeWithReset(client);
    closeWithReset(server);
    faults.wake();
    onEnd.accept(this);
  }

  /** Nothing passes any more, and nobody is told. */
  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  boolean isReset() {
    return reset;
  }

  private interface Pump {
    void run() throws IOException, InterruptedException;
  }

  private void run(String name, Pump pump) {
    Thread thread =
        new Thread(
            () -> {
              try {
                pump.run();
              } catch (IOException ended) {
                reset();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "fault-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void forward(InputStream from, OutputStream to) throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    int length;
    int requests = 0;
    while ((length = from.read(chunk)) >= 0) {
      requests++;
      if (faults.endsWith(requests)) {
        reset();
        return;
      }
      pass(chunk, length, to);
    }
    end(server);
  }

  private void answer(InputStream from, OutputStream to) throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    int length;
    while ((length = from.read(chunk)) >= 0) {
      if (faults.cuts(chunk, length)) {
        reset();
        return;
      }
      pass(chunk, length, to);
    }
    end(client);
  }

  private void pass(byte[] chunk, int length, OutputStream to)
      throws IOException, InterruptedException {
    for (int start = 0; start < length; ) {
      int size = Math.min(faults.largestSlice(), length - start);
      faults.pause();
      faults.awaitPassage(this);
      to.write(chunk, start, size);
      start += size;
    }
  }

  /** One side has closed: what is held is still delivered first, as TCP does. */
  private void end(Socket other) throws IOException, InterruptedException {
    faults.awaitPassage(this);
    other.close();
    onEnd.accept(this);
  }

  private static void closeWithReset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      return;
    }
  }
}
