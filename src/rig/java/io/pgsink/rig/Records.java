// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Makes the records of one topic partition, with offsets that count up. */
public final class Records {
  private final String topic;
  private final int partition;
  private long offset;

  /** Records of {@code topic-partition}, from offset 0 on. */
  public Records(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  /** The next record. */
  public SinkRecord next(Schema keySchema, Object key, Schema valueSchema, Object value) {
    return new SinkRecord(
        topic,
        partition,
        keySchema,
        key,
        valueSchema,
        value,
        offset++,
        1_700_000_000_000L,
        TimestampType.CREATE_TIME);
  }

  /** A record with a Struct key and a Struct value. */
  public SinkRecord struct(Struct key, Struct value) {
    return next(key.schema(), key, value.schema(), value);
  }

  /** A schemaless record with a Map key and a Map value. */
  public SinkRecord map(Map<String, ?> key, Map<String, ?> value) {
    return next(null, key, null, value);
  }

  /** A tombstone. */
  public SinkRecord tombstone(Struct key) {
    return next(key.schema(), key, null, null);
  }

  /** The offset that the next record gets. */
  public long offset() {
    return offset;
  }

  /** Skips offsets, as compaction does. */
  public void skip(long offsets) {
    offset += offsets;
  }

  /** A Struct from names and values; the classes of the values decide the optional field types. */
  public static Struct row(Object... namesAndValues) {
    SchemaBuilder builder = SchemaBuilder.struct();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.field((String) namesAndValues[i], schema(namesAndValues[i + 1]));
    }
    Struct struct = new Struct(builder.build());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      struct.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return struct;
  }

  /** A Map from names and values, in their order. */
  public static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }

  private static Schema schema(Object value) {
    if (value instanceof Integer) {
      return Schema.OPTIONAL_INT32_SCHEMA;
    }
    if (value instanceof Long) {
      return Schema.OPTIONAL_INT64_SCHEMA;
    }
    if (value instanceof Double) {
      return Schema.OPTIONAL_FLOAT64_SCHEMA;
    }
    if (value instanceof Boolean) {
      return Schema.OPTIONAL_BOOLEAN_SCHEMA;
    }
    if (value instanceof byte[]) {
      return Schema.OPTIONAL_BYTES_SCHEMA;
    }
    return Schema.OPTIONAL_STRING_SCHEMA;
  }
}
