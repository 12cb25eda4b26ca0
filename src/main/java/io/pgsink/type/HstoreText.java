// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.PgType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Literals of {@code hstore}: {@code "k"=>"v", "n"=>NULL}. Made from maps and structs, whose values
 * become text, and from flat JSON objects of strings, as Debezium sends hstore columns. Any other
 * text is a finished literal.
 */
final class HstoreText {
  private HstoreText() {}

  static TextForm form(Meaning meaning, Schema schema, PgType type, PlainText plain) {
    return switch (meaning) {
      case TEXT, JSON ->
          value -> {
            String text = (String) value;
            Optional<Map<String, String>> object = FlatJson.parse(text);
            return object.isPresent() ? of(object.get()) : text;
          };
      case MAP -> value -> map(schema, (Map<?, ?>) value, plain);
      case STRUCT -> value -> struct((Struct) value, plain);
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static String map(Schema schema, Map<?, ?> map, PlainText plain) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Schema keys = schema == null ? null : schema.keySchema();
    Schema values = schema == null ? null : schema.valueSchema();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      pairs.put(plain.key(keys, entry.getKey()), text(values, entry.getValue(), plain));
    }
    return of(pairs);
  }

  private static String struct(Struct struct, PlainText plain) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (Field field : struct.schema().fields()) {
      pairs.put(field.name(), text(field.schema(), Structs.value(struct, field), plain));
    }
    return of(pairs);
  }

  private static String text(Schema schema, Object value, PlainText plain) {
    if (value == null) {
      return null;
    }
    return plain.text(schema == null ? Meanings.of(value) : Meanings.of(schema), schema, value);
  }

  private static String of(Map<String, String> pairs) {
    StringBuilder out = new StringBuilder(32 * pairs.size());
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      if (out.length() > 0) {
        out.append(',');
      }
      Literals.quote(pair.getKey(), out);
      out.append("=>");
      if (pair.getValue() == null) {
        out.append("NULL");
      } else {
        Literals.quote(pair.getValue(), out);
      }
    }
    return out.toString();
  }
}
