// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * Reads the entries of Maps that have the same keys in the same order. The fields are in the order
 * of their names, so that Maps which differ in their order only are the same row.
 */
final class MapReader extends FieldReader {
  private static final int LEFT_OUT = -1;

  private final Object[] keys;
  private final int[] targets;

  /** Null in keys, whose values are always there. */
  private final UnavailableValue unavailable;

  private MapReader(
      Object[] keys, List<RowField> fields, int[] targets, UnavailableValue unavailable) {
    super(fields);
    this.keys = keys;
    this.targets = targets;
    this.unavailable = unavailable;
  }

  /**
   * A reader for Maps with these keys.
   *
   * @param schema the schema of every value, or null when there is none
   */
  static MapReader of(Map<?, ?> map, Schema schema, FieldNames names) {
    Object[] keys = map.keySet().toArray();
    List<RowField> fields = new ArrayList<>();
    RowField[] byKey = new RowField[keys.length];
    for (int i = 0; i < keys.length; i++) {
      if (!(keys[i] instanceof String key)) {
        throw new BadRecordException(
            "the record is a map with a key that isn't text, so it has no field names; use"
                + " value.column to store it as it is");
      }
      Optional<String> column = names.column(key);
      if (column.isPresent()) {
        byKey[i] = new RowField(column.get(), names.origin(), schema);
        fields.add(byKey[i]);
      }
    }
    fields.sort(Comparator.comparing(RowField::name));
    names.checkDistinct(fields);
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      places.put(fields.get(i).name(), i);
    }
    int[] targets = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      targets[i] = byKey[i] == null ? LEFT_OUT : places.get(byKey[i].name());
    }
    boolean maybeUnavailable = names.origin() == RowField.Origin.VALUE;
    return new MapReader(keys, fields, targets, maybeUnavailable ? names.unavailable() : null);
  }

  /** Whether a Map has this reader's keys in this reader's order. */
  boolean reads(Map<?, ?> map) {
    if (map.size() != keys.length) {
      return false;
    }
    int i = 0;
    for (Object key : map.keySet()) {
      if (!keys[i++].equals(key)) {
        return false;
      }
    }
    return true;
  }

  /** What identifies this reader among those of one schema. */
  List<Object> keys() {
    return Arrays.asList(keys);
  }

  @Override
  void read(Object from, RowValues into) {
    int start = into.reserve(fields().size());
    int i = 0;
    for (Object value : ((Map<?, ?>) from).values()) {
      int target = targets[i++];
      if (target == LEFT_OUT) {
        continue;
      }
      if (unavailable != null && unavailable.is(value)) {
        into.setAbsent(start + target);
      } else {
        into.set(start + target, value, ValueSize.of(value));
      }
    }
  }
}
