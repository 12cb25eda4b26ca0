// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What is wrong with the network now, for all links of a proxy. Thread-safe. */
final class ProxyFaults {
  /**
   * PostgreSQL's ReadyForQuery: {@code 'Z'}, length 5, and {@code 'I'} for idle, which it sends
   * after the end of a transaction only.
   */
  private static final byte[] READY_AND_IDLE = {'Z', 0, 0, 0, 5, 'I'};

  /** Begin the tag of a CommandComplete after which something has been committed. */
  private static final List<byte[]> WRITES =
      List.of(ascii("INSERT 0 "), ascii("UPDATE "), ascii("DELETE "), ascii("COMMIT\0"));

  private final AtomicInteger answersToCut = new AtomicInteger();
  private boolean held;
  private volatile long delayNanos;
  private volatile int slice = Integer.MAX_VALUE;
  private volatile int lastRequest;

  synchronized void hold() {
    held = true;
  }

  synchronized void release() {
    held = false;
    notifyAll();
  }

  /** Returns when bytes may pass, or when the link has ended meanwhile. */
  synchronized void awaitPassage(ProxyLink link) throws InterruptedException {
    while ((held || link.isForgotten()) && !link.isReset()) {
      wait();
    }
  }

  synchronized void wake() {
    notifyAll();
  }

  void delay(Duration latency) {
    delayNanos = latency.toNanos();
  }

  void slice(int bytes, Duration pause) {
    slice = bytes;
    delayNanos = pause.toNanos();
  }

  void clear() {
    delayNanos = 0;
    slice = Integer.MAX_VALUE;
  }

  /** The most bytes that may pass at once. */
  int largestSlice() {
    return slice;
  }

  void pause() {
    if (delayNanos > 0) {
      LockSupport.parkNanos(delayNanos);
    }
  }

  /** Every link ends in front of the client's request of this number; 0 for never. */
  void cutAtRequest(int number) {
    lastRequest = number;
  }

  boolean endsWith(int request) {
    return request == lastRequest;
  }

  void cutAnswers(int writes) {
    answersToCut.set(writes);
  }

  int answersToCut() {
    return answersToCut.get();
  }

  /** Whether these bytes tell the client of a commit that it shall not hear of. */
  boolean cuts(byte[] bytes, int length) {
    if (answersToCut.get() <= 0
        || indexOf(bytes, length, READY_AND_IDLE) != length - READY_AND_IDLE.length) {
      return false;
    }
    for (byte[] tag : WRITES) {
      if (indexOf(bytes, length, tag) >= 0) {
        return answersToCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
      }
    }
    return false;
  }

  private static int indexOf(byte[] bytes, int length, byte[] wanted) {
    for (int start = 0; start <= length - wanted.length; start++) {
      int matched = 0;
      while (matched < wanted.length && bytes[start + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return start;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
