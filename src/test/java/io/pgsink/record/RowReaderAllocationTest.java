// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.pgsink.config.TableConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What a record costs in garbage, measured, so that the row loop stays as lean as it was made. */
class RowReaderAllocationTest {
  private static final int RECORDS = 20_000;

  private final TableConfig config = Samples.table();
  private final RowReader reader = new RowReader(config);

  @Test
  void aStructOfSevenFieldsCostsItsValuesAndTwoSmallObjects() {
    Schema keySchema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    SchemaBuilder rowSchema = SchemaBuilder.struct();
    for (int i = 0; i < 7; i++) {
      rowSchema.field("field" + i, i % 2 == 0 ? Schema.STRING_SCHEMA : Schema.INT64_SCHEMA);
    }
    Schema built = rowSchema.build();
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Struct value = new Struct(built);
      for (int f = 0; f < 7; f++) {
        value.put("field" + f, f % 2 == 0 ? "text" + i : (Object) (long) i);
      }
      records.add(Samples.record(new Struct(keySchema).put("id", (long) i), value));
    }
    double bytes = bytesPerRecord(records);
    assertTrue(bytes < 150, bytes + " bytes per record");
  }

  @Test
  void aMapOfSevenEntriesCostsLittleMore() {
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Map<String, Object> value =
          Samples.row("a", 1, "b", 2, "c", "x", "d", "y", "e", 5, "f", 6, "g", 7);
      records.add(Samples.record((long) i, value));
    }
    double bytes = bytesPerRecord(records);
    assertTrue(bytes < 300, bytes + " bytes per record");
  }

  private double bytesPerRecord(List<SinkRecord> records) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    readAll(records);
    long before = threads.getThreadAllocatedBytes(thread);
    long read = readAll(records);
    long after = threads.getThreadAllocatedBytes(thread);
    return (double) (after - before) / read;
  }

  private long readAll(List<SinkRecord> records) {
    long bytes = 0;
    for (int i = 0; i < RECORDS; i++) {
      bytes += reader.read(ChangeEvent.of(records.get(i % records.size()), config)).bytes();
    }
    assertTrue(bytes > 0);
    return RECORDS;
  }
}
