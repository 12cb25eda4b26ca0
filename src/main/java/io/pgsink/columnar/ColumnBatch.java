// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.Column;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The parameters of one statement: one array per column. The only owner of the order of columns:
 * the statement's text is made from {@link #columns()}, its parameters are bound in the same order.
 * Not thread-safe.
 */
public final class ColumnBatch {
  private final List<Column> columns;
  private final BinaryArray[] arrays;

  /** Empty arrays for the given columns, with room for some rows. */
  public ColumnBatch(List<Column> columns, int rows) {
    this.columns = List.copyOf(columns);
    this.arrays = new BinaryArray[columns.size()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = new BinaryArray(columns.get(i).type().wire(), rows);
    }
  }

  private ColumnBatch(List<Column> columns, BinaryArray[] arrays) {
    this.columns = columns;
    this.arrays = arrays;
  }

  /** The same rows with some of their columns, from one index to in front of another. */
  public ColumnBatch slice(int from, int to) {
    return new ColumnBatch(columns.subList(from, to), Arrays.copyOfRange(arrays, from, to));
  }

  /** Some of the rows, counted from 0. */
  public ColumnBatch pick(BitSet wanted) {
    int rows = rows();
    BinaryArray[] picked = new BinaryArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      picked[i] = new BinaryArray(arrays[i].type(), wanted.cardinality());
      ElementCursor element = new ElementCursor(arrays[i]);
      for (int row = 0; row < rows; row++) {
        element.next();
        if (wanted.get(row)) {
          picked[i].addLaidOut(element.bytes(), element.start(), element.length());
        }
      }
    }
    return new ColumnBatch(columns, picked);
  }

  /** The same rows with some of their columns, in the order that is asked for. */
  public ColumnBatch project(List<Column> wanted) {
    BinaryArray[] some = new BinaryArray[wanted.size()];
    for (int i = 0; i < some.length; i++) {
      some[i] = arrays[columns.indexOf(wanted.get(i))];
    }
    return new ColumnBatch(List.copyOf(wanted), some);
  }

  /** The least and the greatest value of a column, as two columns of one row. */
  public ColumnBatch range(Column column) {
    Extremes extremes = new Extremes(arrays[columns.indexOf(column)]);
    return new ColumnBatch(
        List.of(column, column), new BinaryArray[] {extremes.least(), extremes.greatest()});
  }

  /** The columns in parameter order. */
  public List<Column> columns() {
    return columns;
  }

  /** The values of the column at an index of {@link #columns()}. */
  public BinaryArray array(int column) {
    return arrays[column];
  }

  /** How many rows there are. */
  public int rows() {
    return arrays.length == 0 ? 0 : arrays[0].size();
  }

  /**
   * Makes sure that every column has as many values as the others.
   *
   * @throws IllegalStateException when the arrays differ in length: rows would be mixed up
   */
  public void checkLengths() {
    for (int i = 1; i < arrays.length; i++) {
      if (arrays[i].size() != arrays[0].size()) {
        throw new IllegalStateException(
            "column \"%s\" has %d values, column \"%s\" %d"
                .formatted(
                    columns.get(0).name(),
                    arrays[0].size(),
                    columns.get(i).name(),
                    arrays[i].size()));
      }
    }
  }

  /** The size of all parameters in bytes. */
  public long bytes() {
    long bytes = 0;
    for (BinaryArray array : arrays) {
      bytes += array.bytes();
    }
    return bytes;
  }
}
