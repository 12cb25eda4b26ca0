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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
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
    BYTEA("bytea", Schema.BYTES_SCHEMA);

    final Column column;
    final WriteMapping mapping;

    Kind(String type, Schema schema) {
      PgType pgType = PgType.builtIn(type);
      column = new Column("c", pgType, false, false, Column.Origin.PLAIN, true);
      mapping = new TypeMapper(ZoneOffset.UTC).map(schema, column);
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
