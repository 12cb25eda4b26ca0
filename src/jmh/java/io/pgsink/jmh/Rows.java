// SPDX-License-Identifier: Apache-2.0
package io.pgsink.jmh;

import io.pgsink.config.TableConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.link.RowTarget;
import io.pgsink.link.TargetOptions;
import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import io.pgsink.table.WriteOptions;
import io.pgsink.table.WritePlans;
import io.pgsink.type.TypeMapper;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records of seven fields, and the table that they go to. */
final class Rows {
  private static final Schema ROW =
      SchemaBuilder.struct()
          .field("id", Schema.INT64_SCHEMA)
          .field("customer", Schema.STRING_SCHEMA)
          .field("quantity", Schema.INT32_SCHEMA)
          .field("amount", Decimal.schema(2))
          .field("weight", Schema.FLOAT64_SCHEMA)
          .field("paid", Schema.BOOLEAN_SCHEMA)
          .field("changed_at", Timestamp.SCHEMA)
          .build();

  private Rows() {}

  static TableConfig config() {
    return ConnectorOptions.parse(
            Map.of(
                "name", "jmh", "topics", "t", "connection.url", "jdbc:postgresql://localhost/jmh"))
        .table("t");
  }

  /** The table, with these columns as its key. */
  static RowTarget target(String... keys) {
    List<Column> columns =
        List.of(
            column("id", "int8"),
            column("customer", "text"),
            column("quantity", "int4"),
            column("amount", "numeric"),
            column("weight", "float8"),
            column("paid", "bool"),
            column("changed_at", "timestamptz"));
    UniqueIndex key =
        new UniqueIndex(
            "t_pkey", List.of(keys), UniqueIndex.Kind.PRIMARY_KEY, false, false, Optional.empty());
    Table table = Table.of(new TableId("public", "t"), Table.Kind.TABLE, columns, List.of(key));
    return new RowTarget(
        WritePlans.resolve(table, WriteOptions.defaults()),
        new TypeMapper(ZoneOffset.UTC),
        TargetOptions.of(config(), table));
  }

  private static Column column(String name, String type) {
    return new Column(name, PgType.builtIn(type), true, false, Column.Origin.PLAIN, true);
  }

  /** Records of random ids below a bound. */
  static List<SinkRecord> records(int count, int ids) {
    Random random = new Random(42);
    List<SinkRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Struct row =
          new Struct(ROW)
              .put("id", (long) random.nextInt(ids))
              .put("customer", "customer-" + i % 100)
              .put("quantity", i)
              .put("amount", BigDecimal.valueOf(i * 7919L, 2))
              .put("weight", i / 3.0)
              .put("paid", i % 3 == 0)
              .put("changed_at", new Date(1_700_000_000_000L + i * 1000L));
      records.add(new SinkRecord("t", 0, null, null, ROW, row, i));
    }
    return records;
  }
}
