// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.Encoder;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;

/**
 * How values of one schema go into one column. Resolved once per schema and column, applied to
 * every value. Stateless, so that threads may share it.
 *
 * @param column the column
 * @param encoder writes a value that is not null
 */
public record WriteMapping(Column column, Encoder encoder) {

  /**
   * Appends a value, or NULL, as one element.
   *
   * @throws BadRecordException when the column can't hold the value exactly; the column is named,
   *     the array is as it was
   */
  public void encode(Object value, BinaryArray out) {
    if (value == null) {
      out.addNull();
      return;
    }
    int mark = out.mark();
    try {
      encoder.encode(value, out);
    } catch (BadRecordException e) {
      out.rollback(mark);
      throw e.inColumn(column);
    } catch (StackOverflowError e) {
      // how deep a thread can go depends on the JVM; a record must not end the task
      out.rollback(mark);
      throw new BadRecordException("the value is nested too deeply").inColumn(column);
    } catch (RuntimeException e) {
      // whatever a value makes fail is the record's fault; the message could hold the value
      out.rollback(mark);
      String reason =
          e instanceof ClassCastException
              ? "the value is not of the class that its schema says"
              : "the value can't be converted (" + e.getClass().getSimpleName() + ')';
      throw new BadRecordException(reason).inColumn(column.name());
    }
  }
}
