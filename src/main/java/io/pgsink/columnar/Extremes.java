// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import java.util.Arrays;

/** Finds the least and the greatest element of an array whose elements have a fixed size. */
final class Extremes {
  private static final int SIZE = Integer.BYTES;

  private final BinaryArray array;
  private final boolean signed;
  private int least = BinaryArray.HEADER;
  private int greatest = BinaryArray.HEADER;

  /** Looks at an array that has elements, none of them NULL. */
  Extremes(BinaryArray array) {
    this.array = array;
    this.signed =
        switch (array.type()) {
          case INT2, INT4, INT8, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> true;
          case UUID -> false;
          case BOOL, FLOAT4, FLOAT8, NUMERIC, TEXT, BYTEA ->
              throw new IllegalArgumentException(array.type() + " isn't ordered by its bytes");
        };
    ElementCursor element = new ElementCursor(array);
    for (int i = 0; i < array.size(); i++) {
      element.next();
      if (isLess(element.start(), least, element.length() - SIZE)) {
        least = element.start();
      }
      if (isLess(greatest, element.start(), element.length() - SIZE)) {
        greatest = element.start();
      }
    }
  }

  private boolean isLess(int left, int right, int length) {
    byte[] bytes = array.buffer();
    int mine = left + SIZE;
    int other = right + SIZE;
    if (signed && bytes[mine] != bytes[other]) {
      return bytes[mine] < bytes[other];
    }
    return Arrays.compareUnsigned(bytes, mine, mine + length, bytes, other, other + length) < 0;
  }

  BinaryArray least() {
    return alone(least);
  }

  BinaryArray greatest() {
    return alone(greatest);
  }

  private BinaryArray alone(int start) {
    BinaryArray one = new BinaryArray(array.type(), 1);
    ElementCursor element = new ElementCursor(array);
    do {
      element.next();
    } while (element.start() != start);
    one.addLaidOut(element.bytes(), element.start(), element.length());
    return one;
  }
}
