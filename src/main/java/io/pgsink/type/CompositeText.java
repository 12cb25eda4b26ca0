// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Literals of composite types: <code>("a",,"1")</code>, where nothing is NULL. Structs and maps
 * give attributes by name, what they lack is NULL; lists by position. A text is a finished literal.
 */
final class CompositeText {
  private CompositeText() {}

  static TextForm form(Meaning meaning, Schema schema, PgType type, InnerForms forms) {
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case BYTES -> Literals::ofBytes;
      case STRUCT, MAP, LIST, POINT, GEOMETRY -> new Builder(meaning, schema, type, forms)::of;
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  /** Resolved once: the form of every attribute. */
  private static final class Builder {
    private final Meaning meaning;
    private final PgType type;
    private final TextForm[] attributes;
    private final Map<String, Integer> positions = new HashMap<>();

    Builder(Meaning meaning, Schema schema, PgType type, InnerForms forms) {
      this.meaning = meaning;
      this.type = type;
      this.attributes = new TextForm[type.fields().size()];
      for (int i = 0; i < attributes.length; i++) {
        PgType.Attribute attribute = type.fields().get(i);
        positions.put(attribute.name(), i);
        attributes[i] = attribute(schema, attribute, forms);
      }
    }

    private TextForm attribute(Schema schema, PgType.Attribute attribute, InnerForms forms) {
      if (schema == null) {
        return forms.form(null, attribute.type());
      }
      if (schema.type() != Schema.Type.STRUCT) {
        return forms.form(schema.valueSchema(), attribute.type());
      }
      return schema.field(attribute.name()) == null
          ? value -> ""
          : forms.form(schema.field(attribute.name()).schema(), attribute.type());
    }

    String of(Object value) {
      Object[] values = new Object[attributes.length];
      switch (meaning) {
        case LIST -> fill((List<?>) value, values);
        case MAP -> fill((Map<?, ?>) value, values);
        default -> fill((Struct) value, values);
      }
      StringBuilder out = new StringBuilder(32);
      char separator = '(';
      for (int i = 0; i < values.length; i++) {
        out.append(separator);
        String text = values[i] == null ? null : attributes[i].of(values[i]);
        if (text != null) {
          Literals.quote(text, out);
        }
        separator = ',';
      }
      return (values.length == 0 ? out.append('(') : out).append(')').toString();
    }

    private void fill(List<?> list, Object[] values) {
      if (list.size() != values.length) {
        throw new BadRecordException(
            "the list has " + list.size() + " values, " + type.sql() + " " + values.length);
      }
      list.toArray(values);
    }

    private void fill(Map<?, ?> map, Object[] values) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        values[position(String.valueOf(entry.getKey()))] = entry.getValue();
      }
    }

    private void fill(Struct struct, Object[] values) {
      for (var field : struct.schema().fields()) {
        values[position(field.name())] = Structs.value(struct, field);
      }
    }

    private int position(String name) {
      Integer position = positions.get(name);
      if (position == null) {
        throw new BadRecordException("the value has a field that is no attribute of " + type.sql());
      }
      return position;
    }
  }
}
