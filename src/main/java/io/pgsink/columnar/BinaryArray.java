// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.WireType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of one column as one PostgreSQL array parameter in binary. Grows as needed. Not
 * thread-safe.
 *
 * <p>The layout is that of {@code array_recv}, all numbers big endian:
 *
 * <pre>
 *   int32 dimensions      1, or 0 when there are no elements: then the array ends after the OID
 *   int32 has nulls       0 or 1
 *   int32 element OID
 *   int32 length          of the one dimension
 *   int32 lower bound     1
 *   per element
 *     int32 size          in bytes, -1 for NULL
 *     bytes               the element as its type's receive function reads it
 * </pre>
 */
public final class BinaryArray {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  static final int HEADER = 20;
  private static final int EMPTY_HEADER = 12;

  /** What texts, numerics and bytes are expected to take; arrays of longer ones grow. */
  private static final int VARIABLE_SIZE = 16;

  /** PostgreSQL holds no value larger than this: MaxAllocSize less room for headers. */
  private static final int MAX_VALUE = 0x3fffffff - 64;

  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 16;

  private final WireType type;
  private byte[] buffer;
  private int position = HEADER;
  private int size;
  private boolean hasNulls;

  /** An empty array with room for some elements of one type. */
  public BinaryArray(WireType type, int elements) {
    this.type = type;
    this.buffer = new byte[(int) Math.min(MAX_CAPACITY, HEADER + elements * (4L + size(type)))];
  }

  private static int size(WireType type) {
    return switch (type) {
      case BOOL -> 1;
      case INT2 -> 2;
      case INT4, FLOAT4, DATE -> 4;
      case INT8, FLOAT8, TIME, TIMESTAMP, TIMESTAMPTZ -> 8;
      case UUID -> 16;
      case NUMERIC, TEXT, BYTEA -> VARIABLE_SIZE;
    };
  }

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
  }

  /** The type of the elements. */
  public WireType type() {
    return type;
  }

  /** How many elements are complete. */
  public int size() {
    return size;
  }

  /** How many bytes {@link #toBytes} would return, about. */
  public int bytes() {
    return position;
  }

  /** Appends a NULL. */
  public void addNull() {
    reserve(4);
    INT.set(buffer, position, -1);
    position += 4;
    size++;
    hasNulls = true;
  }

  /** Appends a boolean. */
  public void addBoolean(boolean value) {
    reserve(5);
    INT.set(buffer, position, 1);
    buffer[position + 4] = (byte) (value ? 1 : 0);
    position += 5;
    size++;
  }

  /** Appends an element of two bytes. */
  public void addShort(short value) {
    reserve(6);
    INT.set(buffer, position, 2);
    SHORT.set(buffer, position + 4, value);
    position += 6;
    size++;
  }

  /** Appends an element of four bytes. */
  public void addInt(int value) {
    reserve(8);
    LONG.set(buffer, position, (4L << 32) | (value & 0xffffffffL));
    position += 8;
    size++;
  }

  /** Appends an element of eight bytes. */
  public void addLong(long value) {
    reserve(12);
    INT.set(buffer, position, 8);
    LONG.set(buffer, position + 4, value);
    position += 12;
    size++;
  }

  /** Appends a {@code float4}. */
  public void addFloat(float value) {
    addInt(Float.floatToIntBits(value));
  }

  /** Appends a {@code float8}. */
  public void addDouble(double value) {
    addLong(Double.doubleToLongBits(value));
  }

  /** Appends an element of sixteen bytes. */
  public void addLongs(long high, long low) {
    reserve(20);
    INT.set(buffer, position, 16);
    LONG.set(buffer, position + 4, high);
    LONG.set(buffer, position + 12, low);
    position += 20;
    size++;
  }

  /** Appends an element of the given bytes. */
  public void addBytes(byte[] value) {
    requireStorable(value.length);
    reserve(4 + value.length);
    INT.set(buffer, position, value.length);
    System.arraycopy(value, 0, buffer, position + 4, value.length);
    position += 4 + value.length;
    size++;
  }

  /** Appends an element of the bytes between the buffer's position and limit, which stay. */
  public void addBytes(ByteBuffer value) {
    int length = value.remaining();
    requireStorable(length);
    reserve(4 + length);
    INT.set(buffer, position, length);
    value.get(value.position(), buffer, position + 4, length);
    position += 4 + length;
    size++;
  }

  /**
   * Appends a text as UTF-8.
   *
   * @throws BadRecordException when it holds a NUL character, which PostgreSQL's text can't, or
   *     half of a surrogate pair, which UTF-8 can't
   */
  public void addUtf8(String text) {
    int mark = begin();
    putUtf8(text);
    end(mark);
  }

  private void putUtf8(String text) {
    int length = text.length();
    requireStorable(length);
    reserve(length);
    byte[] target = buffer;
    int at = position;
    int index = 0;
    while (index < length) {
      char c = text.charAt(index);
      if (c == 0 || c >= 0x80) {
        break;
      }
      target[at++] = (byte) c;
      index++;
    }
    position = at;
    if (index < length) {
      putUtf8Rest(text, index);
    }
  }

  private void putUtf8Rest(String text, int from) {
    int length = text.length();
    long most = 3L * (length - from);
    requireStorable(most > MAX_VALUE ? Utf8.length(text) : (int) most);
    reserve((int) Math.min(most, MAX_VALUE));
    byte[] target = buffer;
    int at = position;
    for (int index = from; index < length; index++) {
      char c = text.charAt(index);
      if (c < 0x80) {
        if (c == 0) {
          throw new BadRecordException(
              "the text holds a NUL character, which PostgreSQL can't store");
        }
        target[at++] = (byte) c;
      } else if (c < 0x800) {
        target[at++] = (byte) (0xc0 | (c >> 6));
        target[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (!Character.isSurrogate(c)) {
        target[at++] = (byte) (0xe0 | (c >> 12));
        target[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        target[at++] = (byte) (0x80 | (c & 0x3f));
      } else {
        int codePoint = Utf8.pair(text, index);
        index++;
        target[at++] = (byte) (0xf0 | (codePoint >> 18));
        target[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        target[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        target[at++] = (byte) (0x80 | (codePoint & 0x3f));
      }
    }
    position = at;
  }

  /** Starts an element whose size is not known yet. The result goes to {@link #end}. */
  public int begin() {
    reserve(4);
    int mark = position;
    position += 4;
    return mark;
  }

  /** Completes the element that {@link #begin} started. */
  public void end(int mark) {
    int length = position - mark - 4;
    if (length > MAX_VALUE) {
      requireStorable(length);
    }
    INT.set(buffer, mark, length);
    size++;
  }

  /** Puts one byte into the element that was begun. */
  public void putByte(int value) {
    reserve(1);
    buffer[position++] = (byte) value;
  }

  /** Puts two bytes into the element that was begun. */
  public void putShort(int value) {
    reserve(2);
    SHORT.set(buffer, position, (short) value);
    position += 2;
  }

  /** Puts four bytes into the element that was begun. */
  public void putInt(int value) {
    reserve(4);
    INT.set(buffer, position, value);
    position += 4;
  }

  /** Puts eight bytes into the element that was begun. */
  public void putLong(long value) {
    reserve(8);
    LONG.set(buffer, position, value);
    position += 8;
  }

  /** Puts bytes into the element that was begun. */
  public void putBytes(byte[] value) {
    requireStorable(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, buffer, position, value.length);
    position += value.length;
  }

  /** Appends an element, its size included, as it is laid out in another array of the type. */
  void addLaidOut(byte[] bytes, int start, int length) {
    reserve(length);
    System.arraycopy(bytes, start, buffer, position, length);
    hasNulls |= (int) INT.get(buffer, position) < 0;
    position += length;
    size++;
  }

  /** The bytes of the elements, from {@link #HEADER} on, as long as none is appended. */
  byte[] buffer() {
    return buffer;
  }

  /** Where the next element would start. */
  public int mark() {
    return position;
  }

  /** Takes back what was written of an incomplete element since {@link #mark}. */
  public void rollback(int mark) {
    position = mark;
  }

  /**
   * The array as the bytes of a binary parameter, which end with it. An array that is exactly full,
   * as those of fixed sizes are, gives its own bytes; so nothing may be appended afterwards.
   */
  public byte[] toBytes() {
    INT.set(buffer, 0, size == 0 ? 0 : 1);
    INT.set(buffer, 4, hasNulls ? 1 : 0);
    INT.set(buffer, 8, type.oid());
    INT.set(buffer, 12, size);
    INT.set(buffer, 16, 1);
    int length = size == 0 ? EMPTY_HEADER : position;
    return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
  }

  private static void requireStorable(int length) {
    if (length > MAX_VALUE) {
      throw new BadRecordException("the value is larger than 1 GB, PostgreSQL's limit");
    }
  }

  private void reserve(int more) {
    if (buffer.length - position < more) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) position + more;
    if (needed > MAX_CAPACITY) {
      throw new BadRecordException(
          "the values of one column in one batch are larger than 2 GB: lower batch.bytes");
    }
    long doubled = Math.min(2L * buffer.length, MAX_CAPACITY);
    buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
  }
}
