// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.SinkConfig;
import io.pgsink.config.TableConfig;
import io.pgsink.config.migration.ConnectorOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records and configurations as tests need them. */
final class Samples {
  static final String TOPIC = "shop.orders";

  private Samples() {}

  static SinkConfig config(String... options) {
    Map<String, String> all = new HashMap<>();
    all.put("name", "test");
    all.put("connection.url", "jdbc:postgresql://localhost/db");
    all.put("topics", TOPIC);
    all.putAll(map(options));
    return ConnectorOptions.parse(all);
  }

  static TableConfig table(String... options) {
    return config(options).table(TOPIC);
  }

  @SafeVarargs
  static <T> Map<String, T> map(T... pairs) {
    Map<String, T> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** A row, or any map, of a record without schemas. */
  static Map<String, Object> row(Object... pairs) {
    return map(pairs);
  }

  /** A Struct whose fields are optional and typed by their values; null makes text. */
  static Struct struct(Object... pairs) {
    return named(null, pairs);
  }

  static Struct named(String name, Object... pairs) {
    SchemaBuilder builder = SchemaBuilder.struct().optional();
    if (name != null) {
      builder.name(name);
    }
    Map<String, Object> fields = row(pairs);
    fields.forEach((field, value) -> builder.field(field, schemaOf(value)));
    Struct struct = new Struct(builder.build());
    fields.forEach(struct::put);
    return struct;
  }

  private static Schema schemaOf(Object value) {
    if (value instanceof Integer) {
      return Schema.OPTIONAL_INT32_SCHEMA;
    }
    if (value instanceof Long) {
      return Schema.OPTIONAL_INT64_SCHEMA;
    }
    if (value instanceof Boolean) {
      return Schema.OPTIONAL_BOOLEAN_SCHEMA;
    }
    if (value instanceof byte[]) {
      return Schema.OPTIONAL_BYTES_SCHEMA;
    }
    return value instanceof Struct struct ? struct.schema() : Schema.OPTIONAL_STRING_SCHEMA;
  }

  static SinkRecord record(Object key, Object value) {
    return record(TOPIC, key, value);
  }

  static SinkRecord record(String topic, Object key, Object value) {
    return new SinkRecord(
        topic,
        3,
        recordSchema(key),
        key,
        recordSchema(value),
        value,
        17,
        1_700_000_000_123L,
        TimestampType.CREATE_TIME);
  }

  private static Schema recordSchema(Object value) {
    return value instanceof Struct struct ? struct.schema() : null;
  }
}
