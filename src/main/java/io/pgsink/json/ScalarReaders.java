// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import org.apache.kafka.connect.data.Schema;

/**
 * Reads numbers, text, bytes and booleans. Kafka's converter makes something of a wrong value too
 * (0 of a text where a number should be), which is left to it.
 */
final class ScalarReaders {
  /** One for all, as in Jackson, so that a map has only one of them as a key. */
  private static final byte[] NO_BYTES = {};

  private ScalarReaders() {}

  static ValueReader of(Schema.Type type) {
    return switch (type) {
      case BOOLEAN -> ScalarReaders::bool;
      case INT8 -> json -> (byte) int32(json);
      case INT16 -> json -> (short) int32(json);
      case INT32 -> ScalarReaders::int32;
      case INT64 -> ScalarReaders::int64;
      case FLOAT32 -> ScalarReaders::float32;
      case FLOAT64 -> ScalarReaders::float64;
      case STRING -> ScalarReaders::text;
      case BYTES -> ScalarReaders::bytes;
      case ARRAY, MAP, STRUCT -> ValueReader.LEFT_TO_KAFKA;
    };
  }

  private static Boolean bool(JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> throw new Undecided();
    };
  }

  static int int32(JsonParser json) throws IOException {
    expectWholeNumber(json);
    return json.getIntValue();
  }

  static long int64(JsonParser json) throws IOException {
    expectWholeNumber(json);
    return json.getLongValue();
  }

  private static Float float32(JsonParser json) throws IOException {
    return isWholeNumber(json) ? (float) int64(json) : fraction(json).floatValue();
  }

  private static Double float64(JsonParser json) throws IOException {
    return isWholeNumber(json) ? (double) int64(json) : fraction(json).doubleValue();
  }

  /** Decimal first, as in Kafka's converter: it has no negative zero, and keeps the scale. */
  static BigDecimal fraction(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      throw new Undecided();
    }
    return json.getDecimalValue();
  }

  private static String text(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new Undecided();
    }
    return json.getText();
  }

  /** Only base64 in whole quads, in which Jackson's decoder and Java's agree. */
  static byte[] bytes(JsonParser json) throws IOException {
    String text = text(json);
    if (text.length() % 4 != 0) {
      throw new Undecided();
    }
    return text.isEmpty() ? NO_BYTES : Base64.getDecoder().decode(text);
  }

  static boolean isWholeNumber(JsonParser json) {
    return json.currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  /** One that is too long for the type that is asked for is an exception of the parser's. */
  private static void expectWholeNumber(JsonParser json) {
    if (!isWholeNumber(json)) {
      throw new Undecided();
    }
  }
}
