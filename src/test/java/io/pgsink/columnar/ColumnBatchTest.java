// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.WireType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnBatchTest {
  private static Column column(String name, String type) {
    return new Column(name, PgType.builtIn(type), false, false, Column.Origin.PLAIN, true);
  }

  private final ColumnBatch batch =
      new ColumnBatch(List.of(column("b", "int4"), column("a", "jsonb")), 1);

  @Test
  void everyColumnHasAnArrayOfTheTypeThatItTravelsIn() {
    assertEquals(WireType.INT4, batch.array(0).type());
    assertEquals(WireType.TEXT, batch.array(1).type());
    assertEquals(List.of("b", "a"), batch.columns().stream().map(Column::name).toList());
  }

  @Test
  void arraysOfDifferentLengthsWouldMixRowsUp() {
    batch.array(0).addInt(1);
    IllegalStateException failure = assertThrows(IllegalStateException.class, batch::checkLengths);
    assertEquals("column \"b\" has 1 values, column \"a\" 0", failure.getMessage());
    batch.array(1).addNull();
    batch.checkLengths();
  }
}
