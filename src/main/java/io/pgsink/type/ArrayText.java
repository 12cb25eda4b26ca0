// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * Array literals: <code>{"a","b\"c",NULL}</code>. A list in a list is a further dimension, unless
 * the elements themselves are made from lists (jsonb, composites, vectors, multiranges). A text is
 * taken for a finished literal.
 */
final class ArrayText {
  private static final Set<String> FROM_LISTS =
      Set.of("json", "jsonb", "vector", "halfvec", "sparsevec");

  private static final int MAX_DIMENSIONS = 6;

  private ArrayText() {}

  static TextForm form(Meaning meaning, Schema schema, PgType type, InnerForms forms) {
    PgType element = type.element().orElseThrow();
    char delimiter = element.name().equals("box") ? ';' : ',';
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case ENUM_SET -> {
        TextForm names = forms.form(Schema.STRING_SCHEMA, element);
        yield value -> {
          String set = (String) value;
          return set.isEmpty()
              ? "{}"
              : new Literal(names, delimiter, 0).of(List.of(set.split(",")));
        };
      }
      case LIST -> {
        Schema inner = schema == null ? null : schema.valueSchema();
        int dimensions = 1;
        while (inner != null && inner.type() == Schema.Type.ARRAY && !takesLists(element)) {
          inner = inner.valueSchema();
          dimensions++;
        }
        TextForm values = forms.form(inner, element);
        int depth = schema != null ? dimensions : takesLists(element) ? 1 : MAX_DIMENSIONS;
        yield value -> new Literal(values, delimiter, depth).of((List<?>) value);
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static boolean takesLists(PgType element) {
    return element.kind() == PgType.Kind.COMPOSITE
        || element.kind() == PgType.Kind.RANGE
        || element.kind() == PgType.Kind.MULTIRANGE
        || FROM_LISTS.contains(element.name());
  }

  /** One literal. The depth says down to which dimension lists are dimensions and not elements. */
  private record Literal(TextForm elements, char delimiter, int depth) {
    String of(List<?> list) {
      StringBuilder out = new StringBuilder(16 + 16 * list.size());
      append(list, 1, out);
      return out.toString();
    }

    private void append(List<?> list, int dimension, StringBuilder out) {
      if (dimension > MAX_DIMENSIONS) {
        throw new BadRecordException("the list has more than 6 dimensions, PostgreSQL's limit");
      }
      char separator = '{';
      for (Object value : list) {
        out.append(separator);
        if (value == null) {
          out.append("NULL");
        } else if (dimension < depth && value instanceof List<?> inner) {
          append(inner, dimension + 1, out);
        } else {
          String text = elements.of(value);
          if (text == null) {
            out.append("NULL");
          } else {
            Literals.quote(text, out);
          }
        }
        separator = delimiter;
      }
      out.append(list.isEmpty() ? "{}" : "}");
    }
  }
}
