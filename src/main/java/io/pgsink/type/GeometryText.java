// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The native {@code point} and PostGIS' {@code geometry} and {@code geography}. Debezium's structs
 * (and maps of the same names) become {@code (x,y)} or hexadecimal EWKB: their well-known binary
 * with the SRID put in. Other maps are GeoJSON (for geometry only), bytes are (E)WKB, a text is
 * what PostgreSQL reads.
 */
final class GeometryText {
  /** In the type word of EWKB: an SRID follows. */
  private static final int HAS_SRID = 0x20000000;

  private GeometryText() {}

  static TextForm form(Meaning meaning, Schema schema, PgType type, PlainText plain) {
    boolean point = type.name().equals("point");
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case POINT, GEOMETRY ->
          value -> {
            Struct struct = (Struct) value;
            return point
                ? point(Structs.value(struct, "x"), Structs.value(struct, "y"), type)
                : ewkb(Structs.value(struct, "wkb"), Structs.value(struct, "srid"));
          };
      case MAP ->
          value -> {
            Map<?, ?> map = (Map<?, ?>) value;
            if (point) {
              return point(map.get("x"), map.get("y"), type);
            }
            if (type.name().equals("geography") && !map.containsKey("wkb")) {
              throw new BadRecordException("PostGIS reads GeoJSON for geometry, not for geography");
            }
            return map.containsKey("wkb")
                ? ewkb(map.get("wkb"), map.get("srid"))
                : plain.json().of(schema, value);
          };
      case BYTES -> {
        if (point) {
          throw Refusals.unsuitable(meaning, type);
        }
        yield value -> ewkb(value, null);
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static String point(Object x, Object y, PgType type) {
    if (!(x instanceof Number) || !(y instanceof Number)) {
      throw new BadRecordException("a point needs the numbers x and y");
    }
    return "(" + coordinate(x, type) + ',' + coordinate(y, type) + ')';
  }

  private static double coordinate(Object number, PgType type) {
    return Numbers.doubles(Meanings.of(number), type).applyAsDouble(number);
  }

  private static String ewkb(Object wkb, Object srid) {
    byte[] bytes = wkb instanceof String text ? Binaries.base64(text) : wkbBytes(wkb);
    if (bytes.length < 5) {
      throw new BadRecordException("a geometry's wkb is too short");
    }
    HexFormat hex = HexFormat.of();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.order(bytes[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int word = buffer.getInt(1);
    if (!(srid instanceof Number number) || number.intValue() == 0 || (word & HAS_SRID) != 0) {
      return hex.formatHex(bytes);
    }
    ByteBuffer head = ByteBuffer.allocate(9).order(buffer.order());
    head.put(bytes[0]).putInt(word | HAS_SRID).putInt(number.intValue());
    return hex.formatHex(head.array()) + hex.formatHex(bytes, 5, bytes.length);
  }

  private static byte[] wkbBytes(Object wkb) {
    if (wkb instanceof byte[] || wkb instanceof ByteBuffer) {
      return Binaries.bytes(wkb);
    }
    throw new BadRecordException("a geometry needs its wkb");
  }
}
