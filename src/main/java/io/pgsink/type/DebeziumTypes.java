package io.pgsink.type;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/**
 * What Debezium's semantic types mean, by schema name; see "Data type mappings" in the
 * documentation of its connectors. Names that are not listed travel as the type below them:
 * ZonedTime, ZonedTimestamp, Interval, Uuid, Enum, Xml, Ltree and Tsvector are texts, FloatVector
 * and DoubleVector are lists.
 */
final class DebeziumTypes {
  private static final Map<String, Meaning> MEANINGS =
      Map.ofEntries(
          Map.entry("io.debezium.time.Date", Meaning.EPOCH_DAYS),
          Map.entry("io.debezium.time.Time", Meaning.TIME_MILLIS),
          Map.entry("io.debezium.time.MicroTime", Meaning.TIME_MICROS),
          Map.entry("io.debezium.time.NanoTime", Meaning.TIME_NANOS),
          Map.entry("io.debezium.time.Timestamp", Meaning.LOCAL_MILLIS),
          Map.entry("io.debezium.time.MicroTimestamp", Meaning.LOCAL_MICROS),
          Map.entry("io.debezium.time.NanoTimestamp", Meaning.LOCAL_NANOS),
          Map.entry("io.debezium.time.MicroDuration", Meaning.DURATION_MICROS),
          Map.entry("io.debezium.time.NanoDuration", Meaning.DURATION_NANOS),
          Map.entry("io.debezium.time.IsoDate", Meaning.ISO_DATE),
          Map.entry("io.debezium.time.IsoTime", Meaning.ISO_TIME),
          Map.entry("io.debezium.time.IsoTimestamp", Meaning.ISO_TIMESTAMP),
          Map.entry("io.debezium.time.Year", Meaning.YEAR),
          Map.entry("io.debezium.data.Json", Meaning.JSON),
          Map.entry("io.debezium.data.Bits", Meaning.BITS),
          Map.entry("io.debezium.data.EnumSet", Meaning.ENUM_SET),
          Map.entry("io.debezium.data.VariableScaleDecimal", Meaning.VARIABLE_DECIMAL),
          Map.entry("io.debezium.data.SparseDoubleVector", Meaning.SPARSE_VECTOR),
          Map.entry("io.debezium.data.geometry.Point", Meaning.POINT),
          Map.entry("io.debezium.data.geometry.Geometry", Meaning.GEOMETRY),
          Map.entry("io.debezium.data.geometry.Geography", Meaning.GEOMETRY));

  private DebeziumTypes() {}

  /** What the schema's name says, or null. A name on an unexpected type says nothing. */
  static Meaning named(Schema schema) {
    Meaning meaning = MEANINGS.get(schema.name());
    return meaning != null && schema.type() == carrier(meaning, schema.type()) ? meaning : null;
  }

  private static Schema.Type carrier(Meaning meaning, Schema.Type actual) {
    return switch (meaning) {
      case EPOCH_DAYS, TIME_MILLIS, YEAR -> Schema.Type.INT32;
      case TIME_MICROS,
          TIME_NANOS,
          LOCAL_MILLIS,
          LOCAL_MICROS,
          LOCAL_NANOS,
          DURATION_MICROS,
          DURATION_NANOS ->
          Schema.Type.INT64;
      case JSON, ENUM_SET, ISO_DATE, ISO_TIME, ISO_TIMESTAMP -> Schema.Type.STRING;
      case BITS -> Schema.Type.BYTES;
      case VARIABLE_DECIMAL, SPARSE_VECTOR, POINT, GEOMETRY -> Schema.Type.STRUCT;
      case BOOLEAN,
          INTEGER,
          FLOAT,
          DOUBLE,
          DECIMAL,
          TEXT,
          BYTES,
          DATE,
          TIME,
          INSTANT,
          LIST,
          MAP,
          STRUCT ->
          actual;
    };
  }
}
