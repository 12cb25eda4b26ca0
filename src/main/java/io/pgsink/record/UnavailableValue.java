// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Debezium's stand-in for a value that the source database didn't send, because it is stored out of
 * line (TOAST) and didn't change. Made from the text that {@code unavailable.value.placeholder} of
 * the source connector says; its forms are those of Debezium's {@code UnchangedToastedPlaceholder}:
 *
 * <ul>
 *   <li>text, and its bytes; as base64 or hex text under {@code binary.handling.mode}, and base64
 *       wherever JSON carries bytes
 *   <li>an array of one text, bytes or name-based UUID; of numbers, one for each byte
 *   <li>a map from the text to itself (hstore), also as JSON text
 *   <li>a geometry or geography at a made-up point
 * </ul>
 *
 * <p>Its form for {@code boolean[]}, as often true as the text has bytes, can't be told from a
 * value and is taken as one. Immutable.
 */
final class UnavailableValue {
  private static final byte[] GEOMETRY =
      HexFormat.of().parseHex("0101000020e6100000000000fc83d797c1000000fc83d797c1");
  private static final byte[] GEOGRAPHY =
      HexFormat.of().parseHex("0101000020e61000000c21e7fdff7f66401842cefbff7f5640");

  private final String text;
  private final byte[] bytes;
  private final String uuid;
  private final Set<String> texts;

  /** Whether a placeholder has so many characters, which tells nearly all texts apart. */
  private final boolean[] textLengths;

  UnavailableValue(byte[] placeholder) {
    this.bytes = placeholder.clone();
    this.text = new String(bytes, StandardCharsets.UTF_8);
    this.uuid = UUID.nameUUIDFromBytes(bytes).toString();
    // a set, because two forms may be the same text
    this.texts = new HashSet<>();
    texts.add(text);
    texts.add(Base64.getEncoder().encodeToString(bytes));
    texts.add(Base64.getUrlEncoder().encodeToString(bytes));
    texts.add(HexFormat.of().formatHex(bytes));
    texts.add("{\"" + text + "\":\"" + text + "\"}");
    texts.add("{\"" + text + "\": \"" + text + "\"}");
    this.textLengths = new boolean[texts.stream().mapToInt(String::length).max().orElse(0) + 1];
    texts.forEach(form -> textLengths[form.length()] = true);
  }

  /** Whether values of this schema can be a placeholder at all. */
  static boolean isPossible(Schema schema) {
    return switch (schema.type()) {
      case STRING, ARRAY, MAP -> true;
      case BYTES -> !Decimal.LOGICAL_NAME.equals(schema.name());
      case STRUCT -> schema.name() != null && schema.name().startsWith("io.debezium.data.geometry");
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN -> false;
    };
  }

  boolean isText(String value) {
    int length = value.length();
    return length < textLengths.length && textLengths[length] && texts.contains(value);
  }

  /** Whether a value of any class is a placeholder. */
  boolean is(Object value) {
    if (value instanceof String string) {
      return isText(string);
    }
    if (value == null || value instanceof Number || value instanceof Boolean) {
      // most of the rest, at the price of a look at the class; interfaces cost more
      return false;
    }
    if (value instanceof List<?> list) {
      return isArray(list);
    }
    if (value instanceof Map<?, ?> map) {
      return isHstore(map) || isGeometry(map.get("wkb"));
    }
    if (value instanceof Struct struct) {
      Field wkb = struct.schema().field("wkb");
      return wkb != null && isGeometry(struct.get(wkb));
    }
    return hasBytes(value, bytes);
  }

  private boolean isArray(List<?> list) {
    if (list.size() == 1) {
      Object element = list.get(0);
      return element instanceof String string
          ? isText(string) || string.equals(uuid)
          : hasBytes(element, bytes);
    }
    if (list.size() != bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (!isNumber(list.get(i), bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(Object element, byte expected) {
    if (element instanceof BigDecimal decimal) {
      return decimal.compareTo(BigDecimal.valueOf(expected)) == 0;
    }
    if (element instanceof Number number) {
      return number.doubleValue() == expected;
    }
    // numeric without a scale: a Struct of scale and unscaled value
    return element instanceof Struct struct
        && struct.schema().field("value") != null
        && hasBytes(struct.get("value"), new byte[] {expected});
  }

  private boolean isHstore(Map<?, ?> map) {
    return map.size() == 1 && text.equals(map.get(text));
  }

  private static boolean isGeometry(Object wkb) {
    if (wkb instanceof String string) {
      return string.equals(Base64.getEncoder().encodeToString(GEOMETRY))
          || string.equals(Base64.getEncoder().encodeToString(GEOGRAPHY));
    }
    return hasBytes(wkb, GEOMETRY) || hasBytes(wkb, GEOGRAPHY);
  }

  private static boolean hasBytes(Object value, byte[] expected) {
    if (value instanceof byte[] array) {
      return Arrays.equals(array, expected);
    }
    return value instanceof ByteBuffer buffer
        && buffer.remaining() == expected.length
        && ByteBuffer.wrap(expected).equals(buffer);
  }
}
