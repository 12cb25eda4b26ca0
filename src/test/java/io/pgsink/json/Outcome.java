// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;

/**
 * What a converter made of a document.
 *
 * @param result or null
 * @param error what it threw, or null
 */
record Outcome(SchemaAndValue result, RuntimeException error) {
  static Outcome of(Converter converter, String topic, byte[] document) {
    try {
      return new Outcome(converter.toConnectData(topic, document), null);
    } catch (RuntimeException e) {
      return new Outcome(null, e);
    }
  }

  /** To the class of every value and the order of maps. */
  boolean isSameAs(Outcome other) {
    if (error != null || other.error != null) {
      return error != null && other.error != null && error.getClass() == other.error.getClass();
    }
    return (result.schema() == null
            ? other.result.schema() == null
            : result.schema().equals(other.result.schema()))
        && isSame(result.value(), other.result.value());
  }

  private static boolean isSame(Object one, Object other) {
    if (one == null || other == null) {
      return one == other;
    }
    if (one.getClass() != other.getClass()) {
      return false;
    }
    if (one instanceof byte[] bytes) {
      return Arrays.equals(bytes, (byte[]) other);
    }
    if (one instanceof List<?> list) {
      return isSameList(list, (List<?>) other);
    }
    if (one instanceof Map<?, ?> map) {
      Map<?, ?> second = (Map<?, ?>) other;
      return isSameList(entries(map), entries(second)) || isSameInAnyOrder(map, second);
    }
    if (one instanceof Struct struct) {
      Struct second = (Struct) other;
      return struct.schema().equals(second.schema()) && isSameList(values(struct), values(second));
    }
    return one.equals(other);
  }

  /** Arrays as keys have no order of their own. */
  private static boolean isSameInAnyOrder(Map<?, ?> one, Map<?, ?> other) {
    if (one.keySet().stream().allMatch(String.class::isInstance)) {
      return false;
    }
    List<Map.Entry<?, ?>> left = new ArrayList<>(other.entrySet());
    for (Map.Entry<?, ?> entry : one.entrySet()) {
      if (!left.removeIf(
          candidate ->
              isSame(entry.getKey(), candidate.getKey())
                  && isSame(entry.getValue(), candidate.getValue()))) {
        return false;
      }
    }
    return left.isEmpty();
  }

  private static List<Object> entries(Map<?, ?> map) {
    List<Object> entries = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          entries.add(key);
          entries.add(value);
        });
    return entries;
  }

  private static List<Object> values(Struct struct) {
    List<Object> values = new ArrayList<>();
    for (Field field : struct.schema().fields()) {
      values.add(struct.getWithoutDefault(field.name()));
    }
    return values;
  }

  private static boolean isSameList(List<?> one, List<?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    Iterator<?> others = other.iterator();
    for (Object element : one) {
      if (!isSame(element, others.next())) {
        return false;
      }
    }
    return true;
  }
}
