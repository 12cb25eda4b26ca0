// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.link.RowLayout;
import io.pgsink.table.WireType;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tells whether values that folding is about to drop have a place in their columns. A record whose
 * values have none is an errant record whatever else the batch holds, so it must not be folded
 * away. For one thread.
 */
final class ValueCheck {
  /** A scratch array that has grown beyond this is not kept. */
  private static final int MOST_KEPT_BYTES = 1 << 20;

  private final Map<WireType, BinaryArray> scratch = new EnumMap<>(WireType.class);

  /** Whether all values of a row fit, as far as that is known without asking PostgreSQL. */
  boolean fits(RowLayout layout, Object[] values) {
    int columns = layout.columns().columns().size();
    for (int position = 0; position < columns; position++) {
      if (!fits(layout, position, values)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the value of the column at a position of the column set fits. */
  boolean fits(RowLayout layout, int position, Object[] values) {
    WireType type = layout.columns().columns().get(position).type().wire();
    BinaryArray array = scratch.get(type);
    if (array == null || array.bytes() > MOST_KEPT_BYTES) {
      array = new BinaryArray(type, 1);
      scratch.put(type, array);
    }
    return layout.accepts(position, values, array);
  }
}
