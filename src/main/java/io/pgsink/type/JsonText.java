// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.columnar.NumericEncoder;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Renders values as JSON. Numbers keep every digit, bytes are base64 as in Connect's JSON, dates
 * and times are ISO 8601, a Debezium Json field is the document that it holds. Struct fields that
 * are null are there as null.
 */
final class JsonText {
  /** Deeper documents would endanger the stack, here and in PostgreSQL. */
  private static final int MAX_DEPTH = 1000;

  private static final PgType NUMERIC = PgType.builtIn("numeric");
  private static final String HEX = "0123456789abcdef";

  private final ScalarText plain;

  JsonText(ScalarText plain) {
    this.plain = plain;
  }

  /** The JSON of a value; null is JSON's null. The schema is null for schemaless values. */
  String of(Schema schema, Object value) {
    StringBuilder out = new StringBuilder(128);
    append(schema, value, 0, out);
    return out.toString();
  }

  private void append(Schema schema, Object value, int depth, StringBuilder out) {
    if (depth > MAX_DEPTH) {
      throw new BadRecordException("the value is nested deeper than " + MAX_DEPTH + " levels");
    }
    if (value == null) {
      out.append("null");
      return;
    }
    Meaning meaning = schema == null ? Meanings.of(value) : Meanings.of(schema);
    switch (meaning) {
      case BOOLEAN, INTEGER, YEAR -> out.append(value);
      case FLOAT -> appendFloat((Float) value, out);
      case DOUBLE -> appendDouble((Double) value, out);
      case DECIMAL, VARIABLE_DECIMAL -> out.append(decimal(meaning, value));
      case TEXT, ENUM_SET, ISO_DATE, ISO_TIME, ISO_TIMESTAMP -> quote((String) value, out);
      case JSON -> out.append((String) value);
      case BYTES, BITS -> quote(Base64.getEncoder().encodeToString(Binaries.bytes(value)), out);
      case DATE,
          TIME,
          INSTANT,
          EPOCH_DAYS,
          TIME_MILLIS,
          TIME_MICROS,
          TIME_NANOS,
          LOCAL_MILLIS,
          LOCAL_MICROS,
          LOCAL_NANOS,
          DURATION_MICROS,
          DURATION_NANOS,
          STRUCTURED_DATE,
          STRUCTURED_TIME,
          STRUCTURED_TIMESTAMP,
          STRUCTURED_ZONED_TIME,
          STRUCTURED_ZONED_TIMESTAMP,
          STRUCTURED_DURATION ->
          quote(plain.text(meaning, schema, value), out);
      case UNION -> {
        Field set = Unions.set(value);
        append(
            set == null ? schema : set.schema(),
            set == null ? null : Unions.value(value, set),
            depth + 1,
            out);
      }
      case LIST -> appendList(schema, (List<?>) value, depth, out);
      case MAP -> appendMap(schema, (Map<?, ?>) value, depth, out);
      case STRUCT, POINT, GEOMETRY, SPARSE_VECTOR -> appendStruct((Struct) value, depth, out);
    }
  }

  private void appendList(Schema schema, List<?> list, int depth, StringBuilder out) {
    Schema element = schema == null ? null : schema.valueSchema();
    char separator = '[';
    for (Object value : list) {
      out.append(separator);
      append(element, value, depth + 1, out);
      separator = ',';
    }
    out.append(list.isEmpty() ? "[]" : "]");
  }

  private void appendMap(Schema schema, Map<?, ?> map, int depth, StringBuilder out) {
    Schema keys = schema == null ? null : schema.keySchema();
    Schema values = schema == null ? null : schema.valueSchema();
    char separator = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      quote(plain.key(keys, entry.getKey()), out);
      out.append(':');
      append(values, entry.getValue(), depth + 1, out);
      separator = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
  }

  private void appendStruct(Struct struct, int depth, StringBuilder out) {
    List<Field> fields = struct.schema().fields();
    char separator = '{';
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      out.append(separator);
      quote(field.name(), out);
      out.append(':');
      append(field.schema(), Structs.value(struct, field), depth + 1, out);
      separator = ',';
    }
    out.append(fields.isEmpty() ? "{}" : "}");
  }

  private static String decimal(Meaning meaning, Object value) {
    BigDecimal decimal =
        meaning == Meaning.VARIABLE_DECIMAL
            ? Decimals.reader(meaning, NUMERIC).apply(value)
            : value instanceof BigInteger integer ? new BigDecimal(integer) : (BigDecimal) value;
    NumericEncoder.requireStorable(decimal);
    return decimal.toPlainString();
  }

  private static void appendDouble(double value, StringBuilder out) {
    requireFinite(value);
    String text = Double.toString(value);
    // 17 digits or more may be one too many, see Shortest
    out.append(text.length() < 18 ? text : Shortest.decimal(value).toString());
  }

  private static void appendFloat(float value, StringBuilder out) {
    requireFinite(value);
    // a BigDecimal has no negative zero
    out.append(value == 0 ? Float.toString(value) : Shortest.decimal(value).toString());
  }

  private static void requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new BadRecordException("NaN and infinities can't be stored as JSON");
    }
  }

  /**
   * Appends a JSON string. Characters that UTF-8 can't hold are refused when the text is encoded.
   */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ') {
        out.append(c);
      } else {
        switch (c) {
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
      }
    }
    out.append('"');
  }
}
