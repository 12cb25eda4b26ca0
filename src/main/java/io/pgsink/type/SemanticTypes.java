// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;

/**
 * What the semantic types of Debezium and of Confluent's JDBC source mean, by schema name; see
 * "Data type mappings" in the documentation of those connectors. Names that are not listed travel
 * as the type below them: ZonedTime, ZonedTimestamp, Interval, Uuid, Enum, Xml, Ltree and Tsvector
 * are texts, FloatVector and DoubleVector are lists.
 */
final class SemanticTypes {
  private static final String STRUCTURED = "io.debezium.time.Structured";

  /** Debezium's marks behind a structured type's name: its precision, and the column's name. */
  private static final String MARKS = "(Precision\\d+)?(SourceColumn[0-9a-f]*)?";

  private static final Map<Meaning, Schema.Type> CARRIERS = new EnumMap<>(Meaning.class);
  private static final Map<String, Meaning> MEANINGS = meanings();

  private SemanticTypes() {}

  private static Map<String, Meaning> meanings() {
    Map<String, Meaning> names = new HashMap<>();
    String debezium = "io.debezium.time.";
    define(names, Schema.Type.INT32, debezium + "Date", Meaning.EPOCH_DAYS);
    define(names, Schema.Type.INT32, debezium + "Time", Meaning.TIME_MILLIS);
    define(names, Schema.Type.INT64, debezium + "MicroTime", Meaning.TIME_MICROS);
    define(names, Schema.Type.INT64, debezium + "NanoTime", Meaning.TIME_NANOS);
    define(names, Schema.Type.INT64, debezium + "Timestamp", Meaning.LOCAL_MILLIS);
    define(names, Schema.Type.INT64, debezium + "MicroTimestamp", Meaning.LOCAL_MICROS);
    define(names, Schema.Type.INT64, debezium + "NanoTimestamp", Meaning.LOCAL_NANOS);
    define(names, Schema.Type.INT64, debezium + "MicroDuration", Meaning.DURATION_MICROS);
    define(names, Schema.Type.INT64, debezium + "NanoDuration", Meaning.DURATION_NANOS);
    define(names, Schema.Type.STRING, debezium + "IsoDate", Meaning.ISO_DATE);
    define(names, Schema.Type.STRING, debezium + "IsoTime", Meaning.ISO_TIME);
    define(names, Schema.Type.STRING, debezium + "IsoTimestamp", Meaning.ISO_TIMESTAMP);
    define(names, Schema.Type.INT32, debezium + "Year", Meaning.YEAR);
    define(names, Schema.Type.STRUCT, STRUCTURED + "Date", Meaning.STRUCTURED_DATE);
    define(names, Schema.Type.STRUCT, STRUCTURED + "Time", Meaning.STRUCTURED_TIME);
    define(names, Schema.Type.STRUCT, STRUCTURED + "Timestamp", Meaning.STRUCTURED_TIMESTAMP);
    define(names, Schema.Type.STRUCT, STRUCTURED + "ZonedTime", Meaning.STRUCTURED_ZONED_TIME);
    define(
        names,
        Schema.Type.STRUCT,
        STRUCTURED + "ZonedTimestamp",
        Meaning.STRUCTURED_ZONED_TIMESTAMP);
    define(names, Schema.Type.STRUCT, STRUCTURED + "Duration", Meaning.STRUCTURED_DURATION);
    define(names, Schema.Type.BYTES, "io.debezium.data.Bits", Meaning.BITS);
    define(names, Schema.Type.STRING, "io.debezium.data.EnumSet", Meaning.ENUM_SET);
    define(names, Schema.Type.STRUCT, "io.debezium.data.SparseDoubleVector", Meaning.SPARSE_VECTOR);
    for (String source : new String[] {"io.debezium.data.", "io.confluent.connect.jdbc.data."}) {
      define(names, Schema.Type.STRING, source + "Json", Meaning.JSON);
      define(names, Schema.Type.STRUCT, source + "VariableScaleDecimal", Meaning.VARIABLE_DECIMAL);
      define(names, Schema.Type.STRUCT, source + "geometry.Point", Meaning.POINT);
      define(names, Schema.Type.STRUCT, source + "geometry.Geometry", Meaning.GEOMETRY);
      define(names, Schema.Type.STRUCT, source + "geometry.Geography", Meaning.GEOMETRY);
    }
    return Map.copyOf(names);
  }

  private static void define(
      Map<String, Meaning> names, Schema.Type carrier, String name, Meaning meaning) {
    names.put(name, meaning);
    CARRIERS.put(meaning, carrier);
  }

  /** What the schema's name says, or null. A name on an unexpected type says nothing. */
  static Meaning named(Schema schema) {
    String name = schema.name();
    String known = name.startsWith(STRUCTURED) ? name.replaceFirst(MARKS + "$", "") : name;
    Meaning meaning = MEANINGS.get(known);
    return meaning != null && schema.type() == CARRIERS.get(meaning) ? meaning : null;
  }
}
