// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.BitSet;

/** The row that is being read. Reused from record to record; the array is the row's own. */
final class RowValues {
  /** Stands where the record has a placeholder instead of a value. */
  private static final Object ABSENT = new Object();

  private Object[] values;
  private int size;
  private long bytes;
  private int absent;

  void start(int fields) {
    values = new Object[fields];
    size = 0;
    bytes = 0;
    absent = 0;
  }

  void add(Object value, int valueBytes) {
    values[size++] = value;
    bytes += valueBytes;
  }

  void addAbsent() {
    values[size++] = ABSENT;
    absent++;
  }

  /** The index that a field relative to the next one has, for values that don't come in order. */
  int reserve(int fields) {
    int start = size;
    size += fields;
    return start;
  }

  void set(int index, Object value, int valueBytes) {
    values[index] = value;
    bytes += valueBytes;
  }

  void setAbsent(int index) {
    values[index] = ABSENT;
    absent++;
  }

  boolean hasAbsent() {
    return absent > 0;
  }

  BitSet absent() {
    BitSet bits = new BitSet(size);
    for (int i = 0; i < size; i++) {
      bits.set(i, values[i] == ABSENT);
    }
    return bits;
  }

  Object[] present() {
    Object[] present = new Object[size - absent];
    int count = 0;
    for (Object value : values) {
      if (value != ABSENT) {
        present[count++] = value;
      }
    }
    return present;
  }

  /** Gives the array away. */
  Object[] take() {
    Object[] taken = values;
    values = null;
    return taken;
  }

  int bytes() {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }
}
