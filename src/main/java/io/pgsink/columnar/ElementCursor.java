// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Goes over the elements of an array in order. Its bytes are the size and the value, as laid out.
 */
final class ElementCursor {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int SIZE = 4;

  private final byte[] bytes;
  private int start;
  private int end;

  /** A cursor in front of the first element of an array that grows no more. */
  ElementCursor(BinaryArray array) {
    bytes = array.buffer();
    end = BinaryArray.HEADER;
  }

  /** Goes to the next element, which must be there. */
  void next() {
    start = end;
    end = start + SIZE + Math.max(0, (int) INT.get(bytes, start));
  }

  /** Where the array's bytes are. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the element begins: with its size, -1 for NULL. */
  int start() {
    return start;
  }

  /** How many bytes it has, its size included. */
  int length() {
    return end - start;
  }

  boolean isNull() {
    return end - start == SIZE && (int) INT.get(bytes, start) < 0;
  }
}
