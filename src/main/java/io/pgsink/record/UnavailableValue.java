package io.pgsink.record;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
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
 * line (TOAST) and didn't change. The forms are those of Debezium's {@code
 * UnchangedToastedPlaceholder}:
 *
 * <ul>
 *   <li>text, and its bytes; as base64 or hex text under {@code binary.handling.mode}, and base64
 *       wherever JSON carries bytes
 *   <li>an array of one text, bytes or name-based UUID; of numbers, one for each byte
 *   <li>a map from the text to itself (hstore), also as JSON text
 *   <li>a geometry or geography at a made-up point
 * </ul>
 *
 * <p>Its form for {@code boolean[]}, 28 times true, can't be told from a value and is taken as one.
 */
final class UnavailableValue {
  static final String TEXT = "__debezium_unavailable_value";

  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
  private static final String UUID_TEXT = UUID.nameUUIDFromBytes(BYTES).toString();
  private static final Set<String> TEXTS =
      Set.copyOf(
          List.of(
              TEXT,
              Base64.getEncoder().encodeToString(BYTES),
              Base64.getUrlEncoder().encodeToString(BYTES),
              HexFormat.of().formatHex(BYTES),
              "{\"" + TEXT + "\":\"" + TEXT + "\"}",
              "{\"" + TEXT + "\": \"" + TEXT + "\"}"));
  private static final int[] TEXT_LENGTHS =
      TEXTS.stream().mapToInt(String::length).sorted().distinct().toArray();
  private static final byte[] GEOMETRY =
      HexFormat.of().parseHex("0101000020e6100000000000fc83d797c1000000fc83d797c1");
  private static final byte[] GEOGRAPHY =
      HexFormat.of().parseHex("0101000020e61000000c21e7fdff7f66401842cefbff7f5640");

  private UnavailableValue() {}

  /** Whether values of this schema can be a placeholder at all. */
  static boolean isPossible(Schema schema) {
    return switch (schema.type()) {
      case STRING, ARRAY, MAP -> true;
      case BYTES -> !Decimal.LOGICAL_NAME.equals(schema.name());
      case STRUCT -> schema.name() != null && schema.name().startsWith("io.debezium.data.geometry");
      case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN -> false;
    };
  }

  static boolean isText(String text) {
    int length = text.length();
    for (int placeholder : TEXT_LENGTHS) {
      if (length == placeholder) {
        return TEXTS.contains(text);
      }
    }
    return false;
  }

  /** Whether a value of any class is a placeholder. */
  static boolean is(Object value) {
    if (value instanceof String text) {
      return isText(text);
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
    return hasBytes(value, BYTES);
  }

  private static boolean isArray(List<?> list) {
    if (list.size() == 1) {
      Object element = list.get(0);
      return element instanceof String text
          ? isText(text) || text.equals(UUID_TEXT)
          : hasBytes(element, BYTES);
    }
    if (list.size() != BYTES.length) {
      return false;
    }
    for (int i = 0; i < BYTES.length; i++) {
      if (!isNumber(list.get(i), BYTES[i])) {
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

  private static boolean isHstore(Map<?, ?> map) {
    return map.size() == 1 && TEXT.equals(map.get(TEXT));
  }

  private static boolean isGeometry(Object wkb) {
    if (wkb instanceof String text) {
      return text.equals(Base64.getEncoder().encodeToString(GEOMETRY))
          || text.equals(Base64.getEncoder().encodeToString(GEOGRAPHY));
    }
    return hasBytes(wkb, GEOMETRY) || hasBytes(wkb, GEOGRAPHY);
  }

  private static boolean hasBytes(Object value, byte[] expected) {
    if (value instanceof byte[] bytes) {
      return Arrays.equals(bytes, expected);
    }
    return value instanceof ByteBuffer buffer
        && buffer.remaining() == expected.length
        && ByteBuffer.wrap(expected).equals(buffer);
  }
}
