// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What this process logs at WARN and above until it is closed: slf4j-simple writes to whatever
 * {@code System.err} is. For tests that don't run side by side with others.
 */
public final class CapturedLog implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Starts listening. */
  public CapturedLog() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  /** The lines so far that hold a text. */
  public List<String> lines(String text) {
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(text))
        .toList();
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
