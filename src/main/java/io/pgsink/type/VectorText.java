// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Literals of pgvector: {@code [1,2.5]} from lists of numbers, and <code>{1:0.5,3:2}/5</code> from
 * Debezium's sparse vectors, whose indices count from 1 like pgvector's.
 */
final class VectorText {
  private static final PgType REAL = PgType.builtIn("float4");

  private VectorText() {}

  static TextForm form(Meaning meaning, Schema schema, PgType type, InnerForms forms) {
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case LIST -> {
        TextForm numbers = forms.form(schema == null ? null : schema.valueSchema(), REAL);
        yield value -> dense((List<?>) value, numbers);
      }
      case SPARSE_VECTOR ->
          value -> {
            Struct struct = (Struct) value;
            return sparse(Structs.value(struct, "dimensions"), Structs.value(struct, "vector"));
          };
      case MAP ->
          value -> sparse(((Map<?, ?>) value).get("dimensions"), ((Map<?, ?>) value).get("vector"));
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static String dense(List<?> list, TextForm numbers) {
    StringBuilder out = new StringBuilder(12 * list.size() + 2).append('[');
    for (Object number : list) {
      if (number == null) {
        throw new BadRecordException("a vector can't hold null");
      }
      out.append(out.length() == 1 ? "" : ",").append(numbers.of(number));
    }
    return out.append(']').toString();
  }

  private static String sparse(Object dimensions, Object vector) {
    if (!(dimensions instanceof Number count) || !(vector instanceof Map<?, ?> elements)) {
      throw new BadRecordException("a sparse vector needs dimensions and vector");
    }
    Map<Integer, Number> sorted = new TreeMap<>();
    for (Map.Entry<?, ?> element : elements.entrySet()) {
      if (!(element.getValue() instanceof Number number)) {
        throw new BadRecordException("a sparse vector maps indices to numbers");
      }
      sorted.put(index(element.getKey()), number);
    }
    StringBuilder out = new StringBuilder(16 * sorted.size() + 8).append('{');
    sorted.forEach(
        (index, number) ->
            out.append(out.length() == 1 ? "" : ",").append(index).append(':').append(number));
    return out.append("}/").append(count.intValue()).toString();
  }

  private static int index(Object key) {
    try {
      return Integer.parseInt(String.valueOf(key));
    } catch (NumberFormatException e) {
      throw new BadRecordException("a sparse vector maps indices to numbers");
    }
  }
}
