// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.DdlSql;
import io.pgsink.table.DeclaredType;
import io.pgsink.table.PgType;
import io.pgsink.table.WireType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/** Columns for fields, where tables are created or extended. */
final class ColumnDefinitions {
  /** The type of a point in time. */
  static final String INSTANT = "timestamp with time zone";

  /** What Debezium's intervals look like, in numbers that PostgreSQL can hold. */
  private static final String ISO_DURATION =
      "P(?=.)(-?\\d{1,6}Y)?(-?\\d{1,7}M)?(-?\\d{1,8}D)?(T(?=.)(-?\\d{1,8}H)?(-?\\d{1,8}M)?(-?\\d{1,8}(\\.\\d{1,9})?S)?)?";

  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");
  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");

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

  /** What semantic names on strings, lists and structs ask for. */
  private static final Map<String, String> NAMED =
      Map.ofEntries(
          Map.entry("io.debezium.time.ZonedTime", "time with time zone"),
          Map.entry("io.debezium.time.ZonedTimestamp", INSTANT),
          Map.entry("io.confluent.connect.jdbc.data.ZonedTimestamp", INSTANT),
          Map.entry("io.debezium.time.Interval", "interval"),
          Map.entry("io.debezium.data.Uuid", "uuid"),
          Map.entry("io.debezium.data.Xml", "xml"),
          Map.entry("io.debezium.data.Tsvector", "tsvector"));

  private ColumnDefinitions() {}

  /**
   * The column of a type for a field of a schema.
   *
   * @param texts how the schema's default becomes the text that PostgreSQL reads
   */
  static ColumnDefinition define(String name, Schema schema, String type, TextForms texts) {
    return new ColumnDefinition(
        name, type, !schema.isOptional(), defaultSql(schema, type, texts), comment(schema));
  }

  static ColumnDefinition defineKey(String name, Schema schema, String type) {
    return new ColumnDefinition(name, type, true, Optional.empty(), comment(schema));
  }

  static ColumnDefinition suggest(String name, String type, boolean key) {
    return new ColumnDefinition(name, type, key, Optional.empty(), Optional.empty());
  }

  /** The type that a schemaless value suggests. */
  static String type(Object value) {
    return value == null
        ? "text"
        : switch (Meanings.of(value)) {
          case BOOLEAN -> "boolean";
          case INTEGER -> "bigint";
          case FLOAT, DOUBLE, DECIMAL -> "numeric";
          case BYTES -> "bytea";
          case INSTANT -> INSTANT;
          case LIST, MAP, STRUCT -> "jsonb";
          default -> "text";
        };
  }

  /** The type for a schema's values. */
  static String type(Schema schema) {
    Optional<String> source = sourceType(schema);
    if (source.isPresent()) {
      return source.get();
    }
    String named = schema.name() == null ? null : NAMED.get(schema.name());
    return named == null ? type(Meanings.of(schema), schema) : named;
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
      case DATE, EPOCH_DAYS, ISO_DATE, STRUCTURED_DATE -> "date";
      case TIME, TIME_MILLIS, TIME_MICROS, TIME_NANOS, ISO_TIME, STRUCTURED_TIME ->
          "time without time zone";
      case STRUCTURED_ZONED_TIME -> "time with time zone";
      case INSTANT, STRUCTURED_ZONED_TIMESTAMP -> INSTANT;
      case LOCAL_MILLIS, LOCAL_MICROS, LOCAL_NANOS, ISO_TIMESTAMP, STRUCTURED_TIMESTAMP ->
          "timestamp without time zone";
      case DURATION_MICROS, DURATION_NANOS, STRUCTURED_DURATION -> "interval";
      case UNION -> union(schema);
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
    return switch (Meanings.of(element)) {
      case LIST, MAP, STRUCT, JSON, GEOMETRY, POINT, SPARSE_VECTOR -> "jsonb";
      default -> type(element) + "[]";
    };
  }

  /** A default as a quoted literal, read by the column's type. */
  private static Optional<String> defaultSql(Schema schema, String type, TextForms texts) {
    Object value = schema.defaultValue();
    if (value == null) {
      return Optional.empty();
    }
    PgType column = DeclaredType.parse(type).orElseThrow().type();
    String text;
    try {
      text = texts.form(schema, column).of(value);
    } catch (BadRecordException refused) {
      return Optional.empty();
    }
    return text == null || !isSafe(Meanings.of(schema), column, text)
        ? Optional.empty()
        : Optional.of(literal(text));
  }

  /**
   * Whether PostgreSQL reads a default's text for sure. What nobody has looked at must not make the
   * statement fail that makes the table.
   */
  private static boolean isSafe(Meaning meaning, PgType column, String text) {
    boolean asItCame =
        meaning == Meaning.TEXT || meaning == Meaning.BYTES || meaning == Meaning.JSON;
    if (!asItCame || column.wire() != WireType.TEXT) {
      return true;
    }
    return switch (column.name()) {
      case "text", "varchar", "bpchar" -> true;
      case "json", "jsonb" -> JsonCheck.isDocument(text);
      case "interval" -> text.matches(ISO_DURATION);
      default -> false;
    };
  }

  /** The type of a union: what its branches have in common, or else text or a document. */
  private static String union(Schema schema) {
    Set<String> types = new LinkedHashSet<>();
    schema.fields().forEach(branch -> types.add(type(branch.schema())));
    if (types.size() == 1) {
      return types.iterator().next();
    }
    if (INTEGERS.containsAll(types)) {
      return types.contains("bigint") ? "bigint" : "integer";
    }
    if (NUMBERS.containsAll(types)) {
      return "numeric";
    }
    return types.isEmpty() || types.contains("jsonb") || types.contains("bytea") ? "jsonb" : "text";
  }

  /** NUL can't be written in SQL, half a surrogate pair not in UTF-8. */
  private static String literal(String text) {
    if (hasNul(text)) {
      throw new BadRecordException("the field's default holds a NUL character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new BadRecordException("the field's default holds half of a surrogate pair");
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
