// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.record;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static io.pgsink.record.Samples.table;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.pgsink.config.TableConfig;
import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataColumnsTest {

  @Test
  void metadataColumnsHoldTheCoordinatesInKafka() {
    TableConfig config =
        table(
            "metadata.columns",
            "topic:t,partition:p,offset:o,timestamp:ts,key:k,header.trace:trace,header.none:none");
    SinkRecord record = record("key1", row("id", 1));
    record.headers().addLong("trace", 5L);
    SinkRecord rerouted =
        record.newRecord(
            "elsewhere", 99, Schema.STRING_SCHEMA, "key1", null, record.value(), 1_000L);
    RowChange change = read(config, rerouted);
    assertEquals(
        names("", "id", "t", "p", "o", "ts", "k", "trace", "none"), names(change.schema()));
    assertArrayEquals(
        new Object[] {
          "key1",
          1,
          Samples.TOPIC,
          3,
          17L,
          Timestamp.toLogical(Timestamp.SCHEMA, 1_000),
          "key1",
          5L,
          null
        },
        change.values());
    List<RowField> fields = change.schema().fields();
    assertEquals(Schema.STRING_SCHEMA, fields.get(2).schema());
    assertEquals(Schema.INT32_SCHEMA, fields.get(3).schema());
    assertEquals(Schema.INT64_SCHEMA, fields.get(4).schema());
    assertEquals(Timestamp.LOGICAL_NAME, fields.get(5).schema().name());
    assertEquals(Schema.STRING_SCHEMA, fields.get(6).schema());
    assertEquals(Schema.INT64_SCHEMA, fields.get(7).schema());
  }

  @Test
  void aMetadataColumnBeatsAFieldOfItsName() {
    RowChange change = read(table("metadata.columns", "offset:n"), null, row("n", 1, "a", 2));
    assertEquals(names("a", "n"), names(change.schema()));
    assertArrayEquals(new Object[] {2, 17L}, change.values());
  }

  @Test
  void aHeaderMayChangeItsTypeOrBeMissing() {
    RowReader reader = new RowReader(table("metadata.columns", "header.h:h"));
    TableConfig config = table();
    SinkRecord number = record(null, row("a", 1));
    number.headers().addLong("h", 5L);
    SinkRecord text = record(null, row("a", 1));
    text.headers().addString("h", "x");
    SinkRecord none = record(null, row("a", 1));
    RowSchema ofNumber = reader.read(ChangeEvent.of(number, config)).schema();
    assertEquals(Schema.INT64_SCHEMA, ofNumber.field(1).schema());
    RowChange missing = reader.read(ChangeEvent.of(none, config));
    assertSame(ofNumber, missing.schema());
    assertNull(missing.value(1));
    RowChange ofText = reader.read(ChangeEvent.of(text, config));
    assertEquals(Schema.STRING_SCHEMA, ofText.schema().field(1).schema());
    assertEquals("x", ofText.value(1));
  }

  @Test
  void aStructKeyAsMetadataIsADocument() {
    RowChange change = read(table("metadata.columns", "key:k"), struct("id", 1), row("a", 1));
    assertEquals(change.record().key(), change.value(2));
    assertSame(change.record().keySchema(), change.schema().field(2).schema());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1L, Long.MIN_VALUE})
  void b024ARecordWithoutATimestampHasANull(long timestamp) {
    RowReader reader = new RowReader(table("metadata.columns", "timestamp:ts"));
    for (Long none : new Long[] {null, timestamp}) {
      SinkRecord record =
          new SinkRecord(
              Samples.TOPIC,
              0,
              null,
              null,
              null,
              row("a", 1),
              0,
              none,
              TimestampType.NO_TIMESTAMP_TYPE);
      assertNull(reader.read(ChangeEvent.of(record, table())).value(1));
    }
  }

  private static RowChange read(TableConfig config, Object key, Object value) {
    return read(config, record(key, value));
  }

  private static RowChange read(TableConfig config, SinkRecord record) {
    return new RowReader(config).read(ChangeEvent.of(record, config));
  }

  private static List<String> names(String... names) {
    return List.of(names);
  }

  private static List<String> names(RowSchema schema) {
    return schema.fields().stream().map(RowField::name).toList();
  }
}
