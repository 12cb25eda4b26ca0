// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import static io.pgsink.json.ScalarReaders.int32;
import static io.pgsink.json.ScalarReaders.int64;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/**
 * Reads values of Connect's logical types, which Kafka's converter knows by their schema's name.
 */
final class LogicalReaders {
  private static final Map<String, Schema.Type> TYPES =
      Map.of(
          Decimal.LOGICAL_NAME, Schema.Type.BYTES,
          Date.LOGICAL_NAME, Schema.Type.INT32,
          Time.LOGICAL_NAME, Schema.Type.INT32,
          Timestamp.LOGICAL_NAME, Schema.Type.INT64);

  /**
   * In front of the point. What no double can hold is refused by Kafka 3.6 and read by later ones.
   */
  private static final int MOST_DIGITS = 308;

  private LogicalReaders() {}

  static boolean areFor(Schema schema) {
    return schema.name() != null && TYPES.containsKey(schema.name());
  }

  static ValueReader of(Schema schema) {
    if (TYPES.get(schema.name()) != schema.type()) {
      return ValueReader.LEFT_TO_KAFKA;
    }
    return switch (schema.name()) {
      case Decimal.LOGICAL_NAME -> decimal(schema);
      case Date.LOGICAL_NAME -> json -> Date.toLogical(schema, int32(json));
      case Time.LOGICAL_NAME -> json -> Time.toLogical(schema, int32(json));
      case Timestamp.LOGICAL_NAME -> json -> Timestamp.toLogical(schema, int64(json));
      default -> ValueReader.LEFT_TO_KAFKA;
    };
  }

  /** Base64 of the unscaled value, or a number, which keeps its own scale. */
  private static ValueReader decimal(Schema schema) {
    OptionalInt scale = scale(schema);
    return scale.isEmpty() ? ValueReader.LEFT_TO_KAFKA : decimal(scale.getAsInt());
  }

  private static ValueReader decimal(int scale) {
    return json ->
        json.currentToken() == JsonToken.VALUE_STRING
            ? new BigDecimal(new BigInteger(ScalarReaders.bytes(json)), scale)
            : number(json);
  }

  private static BigDecimal number(JsonParser json) throws IOException {
    if (ScalarReaders.isWholeNumber(json)) {
      return BigDecimal.valueOf(int64(json));
    }
    BigDecimal decimal = ScalarReaders.fraction(json);
    if ((long) decimal.precision() - decimal.scale() > MOST_DIGITS) {
      throw new Undecided();
    }
    return decimal;
  }

  private static OptionalInt scale(Schema schema) {
    Map<String, String> parameters = schema.parameters();
    String scale = parameters == null ? null : parameters.get(Decimal.SCALE_FIELD);
    try {
      return scale == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(scale));
    } catch (NumberFormatException noScale) {
      return OptionalInt.empty();
    }
  }
}
