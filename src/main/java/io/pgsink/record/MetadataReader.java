// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.MetadataColumn;
import io.pgsink.config.MetadataColumn.Source;
import io.pgsink.record.RowField.Origin;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Reads the columns of {@code metadata.columns}. Coordinates are those of the record in Kafka,
 * before any transform; a record without a timestamp and a header that is missing give null.
 */
final class MetadataReader {
  private static final Schema TIMESTAMP = Timestamp.builder().optional().build();

  private final List<MetadataColumn> columns;
  private final Schema[] schemas;
  private final Object[] values;
  private List<RowField> fields;

  MetadataReader(List<MetadataColumn> columns) {
    this.columns = columns;
    this.schemas = new Schema[columns.size()];
    this.values = new Object[columns.size()];
    for (int i = 0; i < schemas.length; i++) {
      schemas[i] = initialSchema(columns.get(i).source());
    }
    this.fields = fieldsNow();
  }

  /**
   * Takes the values of a record and gives the fields that describe them: the same list as before,
   * unless a header or the key has another schema now.
   */
  List<RowField> load(SinkRecord record) {
    boolean changed = false;
    for (int i = 0; i < values.length; i++) {
      Source source = columns.get(i).source();
      Schema schema = schemas[i];
      Object value = null;
      if (source instanceof Source.Topic) {
        value = record.originalTopic();
      } else if (source instanceof Source.Partition) {
        value = record.originalKafkaPartition();
      } else if (source instanceof Source.Offset) {
        value = record.originalKafkaOffset();
      } else if (source instanceof Source.Timestamp) {
        Long timestamp = record.timestamp();
        value =
            timestamp == null || timestamp < 0 ? null : Timestamp.toLogical(TIMESTAMP, timestamp);
      } else if (source instanceof Source.Key) {
        value = record.key();
        schema = record.keySchema();
      } else if (source instanceof Source.Header named) {
        Header header = record.headers().lastWithName(named.name());
        value = header == null ? null : header.value();
        schema = header == null ? null : header.schema();
      }
      values[i] = value;
      // a null fits whatever the column had before
      if (value != null && schema != schemas[i]) {
        schemas[i] = value instanceof Struct struct ? struct.schema() : schema;
        changed = true;
      }
    }
    if (changed) {
      fields = fieldsNow();
    }
    return fields;
  }

  /** Appends what was loaded. */
  void read(RowValues into) {
    for (Object value : values) {
      into.add(value, ValueSize.of(value));
    }
  }

  private List<RowField> fieldsNow() {
    List<RowField> now = new ArrayList<>(schemas.length);
    for (int i = 0; i < schemas.length; i++) {
      now.add(new RowField(columns.get(i).column(), Origin.METADATA, schemas[i]));
    }
    return List.copyOf(now);
  }

  private static Schema initialSchema(Source source) {
    if (source instanceof Source.Partition) {
      return Schema.INT32_SCHEMA;
    }
    if (source instanceof Source.Offset) {
      return Schema.INT64_SCHEMA;
    }
    if (source instanceof Source.Timestamp) {
      return TIMESTAMP;
    }
    return source instanceof Source.Topic ? Schema.STRING_SCHEMA : Schema.OPTIONAL_STRING_SCHEMA;
  }
}
