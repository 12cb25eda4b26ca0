// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy that misbehaves on request. A healthy proxy forwards bytes as they come.
 *
 * <p>Thread-safe. Every link has two threads, which end with it.
 */
final class FaultProxy implements AutoCloseable {
  private final InetAddress address;
  private final int port;
  private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
  private final ProxyFaults faults = new ProxyFaults();
  private volatile InetSocketAddress target;
  private ServerSocket listener;

  /** A proxy on a free port of the loopback address. */
  FaultProxy(String host, int targetPort) {
    this(InetAddress.getLoopbackAddress(), 0, host, targetPort);
  }

  /**
   * A proxy on a given address of this machine.
   *
   * @param port 0 chooses a free one
   */
  FaultProxy(InetAddress address, int port, String host, int targetPort) {
    this.address = address;
    this.target = new InetSocketAddress(host, targetPort);
    this.listener = listen(port);
    this.port = listener.getLocalPort();
    accept(listener);
  }

  /** New connections lead there from now on; those that exist are reset. */
  void redirect(String host, int targetPort) {
    target = new InetSocketAddress(host, targetPort);
    reset();
  }

  /** The port on the loopback interface that clients connect to. */
  int port() {
    return port;
  }

  /** Refuses connections, and resets those that exist. */
  synchronized void down() {
    closeListener();
    reset();
  }

  /** Accepts connections again. */
  synchronized void up() {
    if (listener == null) {
      listener = listen(port);
      accept(listener);
    }
  }

  /** Resets all connections; new ones are accepted at once. */
  void reset() {
    links.forEach(ProxyLink::reset);
  }

  /** Bytes are swallowed from now on, without a sign to either side; new connections hang too. */
  void blackHole() {
    faults.hold();
  }

  /** The network is back; whoever waited on an old connection finds it reset. */
  void healByReset() {
    reset();
    faults.release();
  }

  /** The network is back, and delivers what it held, also from clients that have given up. */
  void healByDelivering() {
    faults.release();
  }

  /** The connections of now go dead without a sign, as after a firewall forgot them. */
  void forget() {
    links.forEach(ProxyLink::forget);
  }

  /** The dead connections are found out and end, as by the keepalives of both sides. */
  void endForgotten() {
    links.stream().filter(ProxyLink::isForgotten).toList().forEach(ProxyLink::reset);
  }

  /** Every chunk of bytes takes so much longer, in both directions. */
  void delay(Duration latency) {
    faults.delay(latency);
  }

  /** No more than so many bytes pass at once, each time with a pause. */
  void slice(int bytes, Duration pause) {
    faults.slice(bytes, pause);
  }

  /** Bytes pass undelayed and in one piece again. */
  void fast() {
    faults.clear();
  }

  /**
   * PostgreSQL commits, but its answer is lost and the connection with it: so for the next writes.
   */
  void cutAnswers(int writes) {
    faults.cutAnswers(writes);
  }

  /** From now on every connection is reset at the client's request of this number; 0 for never. */
  void cutAtRequest(int number) {
    faults.cutAtRequest(number);
  }

  /** How many of {@link #cutAnswers} are yet to come. */
  int answersToCut() {
    return faults.answersToCut();
  }

  /** Nothing is wrong any more. */
  void heal() {
    cutAnswers(0);
    cutAtRequest(0);
    fast();
    healByDelivering();
    up();
  }

  /** How many connections there are. */
  int connections() {
    return links.size();
  }

  @Override
  public synchronized void close() {
    closeListener();
    reset();
    faults.release();
  }

  private void closeListener() {
    if (listener == null) {
      return;
    }
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    listener = null;
  }

  private ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) {
    Thread thread = new Thread(() -> acceptUntilClosed(socket), "fault-proxy-" + port);
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptUntilClosed(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        connect(socket.accept());
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** A target that refuses is seen as a reset, which for the client is the same. */
  private void connect(Socket client) throws IOException {
    try {
      ProxyLink link =
          new ProxyLink(
              client,
              new Socket(target.getAddress(), target.getPort()),
              faults,
              ended -> links.remove(ended));
      links.add(link);
      link.start();
    } catch (IOException refused) {
      client.setSoLinger(true, 0);
      client.close();
    }
  }
}
