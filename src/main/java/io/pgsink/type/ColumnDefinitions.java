package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.DdlSql;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/** Columns for fields, where tables are created or extended. */
final class ColumnDefinitions {
  /**
   * Where Debezium writes the source's own type when it is told to (column.propagate.source.type).
   */
  private static final String SOURCE_TYPE = "__debezium.source.column.type";

  /** The length behind that type; the greatest int where it has none. */
  private static final String SOURCE_LENGTH = "__debezium.source.column.length";

  /** The greatest n of {@code varchar(n)}. */
  private static final int MAX_LENGTH = 10_485_760;

  /** Where sources write the precision of a Decimal. */
  private static final String DECIMAL_PRECISION = "connect.decimal.precision";

  /** Source types that a table made for them can have without an extension or a type of its own. */
  private static final Set<String> KEPT_SOURCE_TYPES =
      Set.of(
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "money",
          "xml",
          "jsonb",
          "json",
          "uuid",
          "interval",
          "timetz",
          "int4range",
          "int8range",
          "numrange",
          "tsrange",
          "tstzrange",
          "daterange",
          "int4multirange",
          "int8multirange",
          "nummultirange",
          "tsmultirange",
          "tstzmultirange",
          "datemultirange",
          "tsvector",
          "tsquery",
          "point",
          "oid",
          "pg_lsn");

  /** What Debezium's names on strings, lists and structs ask for. */
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("io.debezium.time.ZonedTime", "time with time zone"),
          Map.entry("io.debezium.time.ZonedTimestamp", "timestamp with time zone"),
          Map.entry("io.debezium.time.Interval", "interval"),
          Map.entry("io.debezium.data.Uuid", "uuid"),
          Map.entry("io.debezium.data.Xml", "xml"),
          Map.entry("io.debezium.data.Tsvector", "tsvector"));

  private ColumnDefinitions() {}

  static ColumnDefinition define(String name, Schema schema) {
    Optional<String> defaultSql = defaultSql(schema);
    return new ColumnDefinition(
        name, type(schema), !schema.isOptional(), defaultSql, comment(schema));
  }

  static ColumnDefinition defineKey(String name, Schema schema) {
    return new ColumnDefinition(name, type(schema), true, Optional.empty(), comment(schema));
  }

  static ColumnDefinition suggest(String name, Object value, boolean key) {
    String type =
        value == null
            ? "text"
            : switch (Meaning.of(value)) {
              case BOOLEAN -> "boolean";
              case INTEGER -> "bigint";
              case FLOAT, DOUBLE, DECIMAL -> "numeric";
              case BYTES -> "bytea";
              case INSTANT -> "timestamp with time zone";
              case LIST, MAP, STRUCT -> "jsonb";
              default -> "text";
            };
    return new ColumnDefinition(name, type, key, Optional.empty(), Optional.empty());
  }

  private static String type(Schema schema) {
    Optional<String> source = sourceType(schema);
    if (source.isPresent()) {
      return source.get();
    }
    String named = schema.name() == null ? null : NAMED.get(schema.name());
    return named == null ? type(Meaning.of(schema), schema) : named;
  }

  private static Optional<String> sourceType(Schema schema) {
    if (schema.parameters() == null) {
      return Optional.empty();
    }
    String source = schema.parameters().get(SOURCE_TYPE);
    if (source == null) {
      return Optional.empty();
    }
    String lower = source.toLowerCase(java.util.Locale.ROOT);
    if (KEPT_SOURCE_TYPES.contains(lower)) {
      return Optional.of(lower);
    }
    return switch (lower) {
      case "varchar" -> withLength("character varying", schema);
      case "bpchar" -> withLength("character", schema);
      default -> Optional.empty();
    };
  }

  private static Optional<String> withLength(String type, Schema schema) {
    String length = schema.parameters().get(SOURCE_LENGTH);
    if (schema.type() != Schema.Type.STRING || length == null || !length.matches("[1-9]\\d{0,7}")) {
      return Optional.empty();
    }
    return Integer.parseInt(length) <= MAX_LENGTH
        ? Optional.of(type + '(' + length + ')')
        : Optional.empty();
  }

  private static String type(Meaning meaning, Schema schema) {
    return switch (meaning) {
      case BOOLEAN -> "boolean";
      case INTEGER ->
          switch (schema.type()) {
            case INT8, INT16 -> "smallint";
            case INT32 -> "integer";
            default -> "bigint";
          };
      case FLOAT -> "real";
      case DOUBLE -> "double precision";
      case DECIMAL -> numeric(schema);
      case VARIABLE_DECIMAL -> "numeric";
      case TEXT, ENUM_SET -> "text";
      case BYTES -> "bytea";
      case YEAR -> "integer";
      case DATE, EPOCH_DAYS, ISO_DATE -> "date";
      case TIME, TIME_MILLIS, TIME_MICROS, TIME_NANOS, ISO_TIME -> "time without time zone";
      case INSTANT -> "timestamp with time zone";
      case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS, ISO_TIMESTAMP -> "timestamp without time zone";
      case DURATION_MICROS, DURATION_NANOS -> "interval";
      case BITS -> "bit varying";
      case POINT -> "point";
      case LIST -> list(schema.valueSchema());
      case JSON, GEOMETRY, SPARSE_VECTOR, MAP, STRUCT -> "jsonb";
    };
  }

  /**
   * Connect's Decimal says its scale but not its precision, so any number of digits is kept, unless
   * its source adds the precision (Debezium, and the JDBC source connector).
   */
  private static String numeric(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    String precision = parameters == null ? null : parameters.get(DECIMAL_PRECISION);
    if (precision == null || !precision.matches("[1-9][0-9]{0,2}")) {
      return "numeric";
    }
    String scale = parameters.get(Decimal.SCALE_FIELD);
    return scale != null
            && scale.matches("[0-9]{1,3}")
            && Integer.parseInt(scale) <= Integer.parseInt(precision)
        ? "numeric(" + precision + ',' + scale + ')'
        : "numeric";
  }

  /** Lists of scalars become arrays, other lists documents. */
  private static String list(Schema element) {
    return switch (Meaning.of(element)) {
      case LIST, MAP, STRUCT, JSON, GEOMETRY, POINT, SPARSE_VECTOR -> "jsonb";
      default -> type(element) + "[]";
    };
  }

  /** A default as a literal; only of types whose literal needs no more than quotes. */
  private static Optional<String> defaultSql(Schema schema) {
    Object value = schema.defaultValue();
    if (value == null) {
      return Optional.empty();
    }
    return switch (Meaning.of(schema)) {
      case BOOLEAN, INTEGER -> Optional.of(value.toString());
      case DECIMAL -> Optional.of(((BigDecimal) value).toPlainString());
      case DOUBLE, FLOAT -> Optional.of("'" + value + "'");
      case TEXT -> schema.name() == null ? Optional.of(literal((String) value)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** NUL can't be written in SQL. */
  private static String literal(String text) {
    if (hasNul(text)) {
      throw new BadRecordException("the field's default holds a NUL character");
    }
    return DdlSql.literal(text);
  }

  /** The schema's documentation, unless it is one that PostgreSQL can't keep. */
  private static Optional<String> comment(Schema schema) {
    return Optional.ofNullable(schema.doc()).filter(text -> !hasNul(text));
  }

  private static boolean hasNul(String text) {
    return text.indexOf(0) >= 0;
  }
}
