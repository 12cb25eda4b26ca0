// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.Column;
import io.pgsink.table.CopyPlan;
import io.pgsink.table.PgType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Rows in the layout of {@code COPY … (FORMAT binary)}, made from the arrays of their columns: a
 * field is byte for byte an element. Comes in chunks, so that a batch needn't be in memory twice.
 * Not thread-safe.
 *
 * <p>All numbers are big endian:
 *
 * <pre>
 *   11 bytes          PGCOPY\n\377\r\n\0
 *   int32             flags, 0
 *   int32             length of an extension of this header, 0
 *   per tuple
 *     int16           number of fields
 *     per field
 *       int32 size    in bytes, -1 for NULL
 *       bytes         the value as its type's receive function reads it
 *   int16             -1
 * </pre>
 */
public final class CopyTuples {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final byte JSONB_VERSION = 1;

  /** A chunk is complete as soon as it has so many bytes. */
  private static final int CHUNK = 32 * 1024;

  private final ElementCursor[] columns;
  private final boolean[] versioned;
  private final byte[] mark;
  private final BitSet leftOut;
  private final int rows;
  private byte[] chunk = new byte[CHUNK + 1024];
  private int length;
  private int next;
  private boolean ended;

  /**
   * The tuples of a batch.
   *
   * @param batch the rows
   * @param mark what stands behind their columns
   * @param leftOut the rows that are no tuples, counted from 0
   */
  public CopyTuples(ColumnBatch batch, CopyPlan.Mark mark, BitSet leftOut) {
    List<Column> list = batch.columns();
    this.columns = new ElementCursor[list.size()];
    this.versioned = new boolean[list.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new ElementCursor(batch.array(i));
      versioned[i] = list.get(i).type().copyForm() == PgType.CopyForm.VERSIONED;
    }
    this.mark =
        switch (mark) {
          case NONE -> new byte[0];
          case FALSE -> new byte[] {0, 0, 0, 1, 0};
          case NULL -> new byte[] {-1, -1, -1, -1};
        };
    this.leftOut = leftOut;
    this.rows = batch.rows();
  }

  /** Lays out the next chunk; false when there is none. */
  public boolean next() {
    if (ended) {
      return false;
    }
    length = 0;
    if (next == 0) {
      put(SIGNATURE, 0, SIGNATURE.length);
    }
    while (next < rows && length < CHUNK) {
      for (ElementCursor column : columns) {
        column.next();
      }
      if (!leftOut.get(next)) {
        putTuple();
      }
      next++;
    }
    if (next == rows) {
      putShort(-1);
      ended = true;
    }
    return true;
  }

  private void putTuple() {
    putShort(columns.length + (mark.length == 0 ? 0 : 1));
    for (int i = 0; i < columns.length; i++) {
      ElementCursor column = columns[i];
      if (versioned[i] && !column.isNull()) {
        putVersioned(column);
      } else {
        put(column.bytes(), column.start(), column.length());
      }
    }
    put(mark, 0, mark.length);
  }

  private void putVersioned(ElementCursor column) {
    int text = column.length() - Integer.BYTES;
    reserve(Integer.BYTES + 1);
    INT.set(chunk, length, text + 1);
    chunk[length + Integer.BYTES] = JSONB_VERSION;
    length += Integer.BYTES + 1;
    put(column.bytes(), column.start() + Integer.BYTES, text);
  }

  private void putShort(int value) {
    reserve(Short.BYTES);
    SHORT.set(chunk, length, (short) value);
    length += Short.BYTES;
  }

  private void put(byte[] source, int from, int bytes) {
    reserve(bytes);
    System.arraycopy(source, from, chunk, length, bytes);
    length += bytes;
  }

  private void reserve(int more) {
    if (chunk.length - length < more) {
      chunk = Arrays.copyOf(chunk, Math.max(length + more, (int) Math.min(2L * length, 1 << 30)));
    }
  }

  /** The bytes of the chunk, from the first. */
  public byte[] chunk() {
    return chunk;
  }

  /** How many bytes of it count. */
  public int length() {
    return length;
  }
}
