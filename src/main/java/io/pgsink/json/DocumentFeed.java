// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Gives one document after the other to a parser that takes them for one stream, each with a space
 * behind it, at which a number ends.
 */
final class DocumentFeed extends InputStream {
  /** Stands for what is in front of a payload, so that its end is that of an object again. */
  private static final byte[] OPENING = "{\"\":".getBytes(StandardCharsets.US_ASCII);

  private byte[] document = {};
  private int opened;
  private int position;
  private boolean ended = true;

  /** Goes on with a whole document. */
  void startDocument(byte[] next) {
    start(next, 0, OPENING.length);
  }

  /** Goes on with a payload and what is behind it, as the only field of an object. */
  void startPayload(byte[] next, int from) {
    start(next, from, 0);
  }

  private void start(byte[] next, int from, int alreadyOpened) {
    document = next;
    position = from;
    opened = alreadyOpened;
    ended = false;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int before = Math.min(OPENING.length - opened, length);
    System.arraycopy(OPENING, opened, target, offset, before);
    opened += before;
    int content = Math.min(document.length - position, length - before);
    System.arraycopy(document, position, target, offset + before, content);
    position += content;
    int given = before + content;
    if (given < length && !ended) {
      target[offset + given++] = ' ';
      ended = true;
    }
    return given == 0 ? -1 : given;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }
}
