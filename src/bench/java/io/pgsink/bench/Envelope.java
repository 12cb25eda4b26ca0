// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Rows as events of Debezium's PostgreSQL connector 3.6, with its whole source block: as JSON with
 * schemas, nine tenths of a record are schema.
 */
public final class Envelope {
  private static final Schema SNAPSHOT =
      SchemaBuilder.string()
          .name("io.debezium.data.Enum")
          .version(1)
          .parameter("allowed", "true,first,first_in_data_collection,last,false,incremental")
          .defaultValue("false")
          .optional()
          .build();

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.postgresql.Source")
          .version(1)
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("snapshot", SNAPSHOT)
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("txId", Schema.OPTIONAL_INT64_SCHEMA)
          .field("lsn", Schema.OPTIONAL_INT64_SCHEMA)
          .field("xmin", Schema.OPTIONAL_INT64_SCHEMA)
          .build();

  private static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .name("event.block")
          .version(1)
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .build();

  private static final long NOW = 1_795_579_771_092L;

  private final Schema row;
  private final Schema schema;

  /** Of rows with these fields. */
  public Envelope(Schema fields) {
    SchemaBuilder builder = SchemaBuilder.struct().name("shop.public.orders.Value").optional();
    fields.fields().forEach(field -> builder.field(field.name(), field.schema()));
    this.row = builder.build();
    this.schema =
        SchemaBuilder.struct()
            .name("shop.public.orders.Envelope")
            .version(2)
            .field("before", row)
            .field("after", row)
            .field("source", SOURCE)
            .field("transaction", TRANSACTION)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
  }

  public Schema schema() {
    return schema;
  }

  /** The event of a row that was inserted, the n-th of its stream. */
  public Struct inserted(Struct value, long n) {
    Struct after = new Struct(row);
    row.fields().forEach(field -> after.put(field, value.get(field.name())));
    return new Struct(schema)
        .put("after", after)
        .put("source", source(n))
        .put("op", "c")
        .put("ts_ms", NOW + n)
        .put("ts_us", (NOW + n) * 1_000)
        .put("ts_ns", (NOW + n) * 1_000_000);
  }

  private static Struct source(long n) {
    return new Struct(SOURCE)
        .put("version", "3.6.3.Final")
        .put("connector", "postgresql")
        .put("name", "shop")
        .put("ts_ms", NOW + n)
        .put("snapshot", "false")
        .put("db", "shop")
        .put("sequence", "[\"" + (29_993_400 + 96 * n) + "\",\"" + (29_993_496 + 96 * n) + "\"]")
        .put("ts_us", (NOW + n) * 1_000)
        .put("ts_ns", (NOW + n) * 1_000_000)
        .put("schema", "public")
        .put("table", "orders")
        .put("txId", 1011 + n)
        .put("lsn", 29_993_496 + 96 * n);
  }
}
