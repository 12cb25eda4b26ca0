// SPDX-License-Identifier: Apache-2.0
package io.pgsink.jmh;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.type.TypeMapper;
import io.pgsink.type.WriteMapping;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What writing one value into its column's array costs, the array included: {@code -Djmh=Encode}.
 *
 * <p>The trap: a JVM that has seen one type only inlines its encoder into the loop, which no worker
 * ever gets, because a row has several. So the setup encodes columns of all types first, until the
 * call is megamorphic and compiled as such. A second trap is a single value, of which the compiler
 * computes the bytes once and the branch predictor knows every turn; so there are a thousand. A
 * third is one array that is filled again and again: a batch pays for fresh memory.
 *
 * <p>{@code NUMERIC_AS_TEXT} is what the binary form of numeric saves: the same decimals as text,
 * as a driver would send them, parsed by the server afterwards.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodeBenchmark {
  private static final int VALUES = 1000;
  private static final int WARM_UP = 200;

  /** A column's type and the values that go there. */
  public enum Kind {
    INT4("int4", Schema.INT32_SCHEMA),
    INT8("int8", Schema.INT64_SCHEMA),
    FLOAT8("float8", Schema.FLOAT64_SCHEMA),
    BOOL("bool", Schema.BOOLEAN_SCHEMA),
    NUMERIC("numeric", Decimal.schema(2)),
    NUMERIC_AS_TEXT("text", Decimal.schema(2)),
    TIMESTAMPTZ("timestamptz", Timestamp.SCHEMA),
    TEXT("text", Schema.STRING_SCHEMA),
    UUID_TEXT("uuid", Schema.STRING_SCHEMA),
    BYTEA("bytea", Schema.BYTES_SCHEMA),
    DATE("date", org.apache.kafka.connect.data.Date.SCHEMA),
    TIMESTAMPTZ_TEXT("timestamptz", Schema.STRING_SCHEMA),
    NUMERIC_TEXT("numeric", Schema.STRING_SCHEMA),
    NUMERIC_DOUBLE("numeric", Schema.FLOAT64_SCHEMA),
    INTERVAL_TEXT("interval", Schema.STRING_SCHEMA),
    JSONB_TEXT("jsonb", Schema.STRING_SCHEMA),
    JSONB_MAP("jsonb", null),
    INT4_ARRAY(
        of("int4[]", "_int4", PgType.Kind.ARRAY, "int4"),
        SchemaBuilder.array(Schema.INT32_SCHEMA).build()),
    INT4_RANGE(of("int4range", "int4range", PgType.Kind.RANGE, "int4"), null);

    final Column column;
    final WriteMapping mapping;

    Kind(String type, Schema schema) {
      this(PgType.builtIn(type), schema);
    }

    Kind(PgType type, Schema schema) {
      column = new Column("c", type, false, false, Column.Origin.PLAIN, true);
      mapping = new TypeMapper(ZoneOffset.UTC).map(schema, column);
    }

    private static PgType of(String sql, String name, PgType.Kind kind, String element) {
      return new PgType(
          sql, "pg_catalog", name, kind, -1, Optional.of(PgType.builtIn(element)), List.of());
    }

    Object value(int i) {
      return switch (this) {
        case INT4 -> i;
        case INT8 -> (long) i * 1_000_003;
        case FLOAT8 -> i / 3.0;
        case BOOL -> i % 3 == 0;
        case NUMERIC, NUMERIC_AS_TEXT -> BigDecimal.valueOf(i * 7919L % 10_000_000, 2);
        case TIMESTAMPTZ -> new Date(1_700_000_000_000L + i * 1000L);
        case TEXT -> "customer-" + i;
        case UUID_TEXT -> new UUID(i * 31L, i).toString();
        case BYTEA -> new byte[12 + i % 4];
        case DATE -> new Date(i * 86_400_000L);
        case TIMESTAMPTZ_TEXT -> "2024-02-%02dT01:02:03.%06dZ".formatted(1 + i % 29, i);
        case NUMERIC_TEXT -> i + ".50";
        case NUMERIC_DOUBLE -> i / 8.0;
        case INTERVAL_TEXT -> "P" + i + "D";
        case JSONB_TEXT -> "{\"n\":" + i + "}";
        case JSONB_MAP -> Map.of("n", (long) i);
        case INT4_ARRAY -> List.of(i, i + 1, i + 2);
        case INT4_RANGE -> Map.of("lower", (long) i, "upper", (long) i + 1);
      };
    }
  }

  @Param public Kind kind;

  private final Map<Kind, Object[]> values = new EnumMap<>(Kind.class);

  @Setup
  public void encodeEveryKind() {
    for (Kind each : Kind.values()) {
      Object[] column = new Object[VALUES];
      for (int i = 0; i < VALUES; i++) {
        column[i] = each.value(i);
      }
      values.put(each, column);
    }
    for (int round = 0; round < WARM_UP; round++) {
      for (Kind each : Kind.values()) {
        encode(each);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public byte[] value() {
    return encode(kind);
  }

  private byte[] encode(Kind of) {
    BinaryArray array = new BinaryArray(of.column.type().wire(), VALUES);
    for (Object value : values.get(of)) {
      of.mapping.encode(value, array);
    }
    return array.toBytes();
  }
}
