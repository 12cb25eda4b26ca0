// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.TableConfig;
import io.pgsink.record.RowField.Origin;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * The readers of one side of a topic's records, key or value. Most records have the schema of the
 * one before; then the right reader is found by one comparison.
 *
 * <p>Schemas are first compared by identity, since converters give the same object for the same
 * schema, then by equality, for transforms that make a new one for every record.
 */
final class FieldReaders {
  private final FieldNames names;
  private final Origin wholeOrigin;
  private final String wholeName;
  private final boolean alwaysWhole;

  private final IdentityHashMap<Schema, FieldReader> byIdentity = new IdentityHashMap<>();
  private final Map<Schema, FieldReader> bySchema = new RecentlyUsed<>(FieldReaders::parts);
  private final Map<List<Object>, MapReader> byKeys = new RecentlyUsed<>(List::size);
  private int identified;
  private Schema lastSchema;
  private FieldReader lastReader = FieldReader.NONE;
  private Schema lastMapSchema;
  private MapReader lastMapReader;

  private FieldReaders(
      FieldNames names, Origin wholeOrigin, String wholeName, boolean alwaysWhole) {
    this.names = names;
    this.wholeOrigin = wholeOrigin;
    this.wholeName = wholeName;
    this.alwaysWhole = alwaysWhole;
  }

  static FieldReaders ofKeys(TableConfig config) {
    return new FieldReaders(
        new FieldNames(config, Origin.KEY), Origin.PRIMITIVE_KEY, "", /* alwaysWhole= */ false);
  }

  static FieldReaders ofRows(TableConfig config) {
    return new FieldReaders(
        new FieldNames(config, Origin.VALUE),
        Origin.DOCUMENT,
        config.fields().valueColumn().orElse(""),
        config.fields().valueColumn().isPresent());
  }

  /** The reader for a key or a row, which may be null. */
  FieldReader reader(Schema schema, Object value) {
    if (value == null) {
      return FieldReader.NONE;
    }
    if (value instanceof Map<?, ?> map && !alwaysWhole) {
      return mapReader(schema, map);
    }
    Schema actual = value instanceof Struct struct ? struct.schema() : schema;
    if (actual != lastSchema || lastReader == FieldReader.NONE) {
      lastReader = find(actual, value instanceof Struct && !alwaysWhole);
      lastSchema = actual;
    }
    return lastReader;
  }

  private static int parts(Schema schema) {
    return schema != null && schema.type() == Schema.Type.STRUCT ? 1 + schema.fields().size() : 1;
  }

  private FieldReader find(Schema schema, boolean fieldByField) {
    FieldReader reader = byIdentity.get(schema);
    if (reader == null) {
      reader = bySchema.get(schema);
      if (reader == null) {
        reader =
            fieldByField
                ? StructReader.of(schema, names)
                : new WholeReader(new RowField(wholeName, wholeOrigin, schema));
        bySchema.put(schema, reader);
      }
      identified += parts(schema);
      if (byIdentity.size() >= RecentlyUsed.CAPACITY || identified > RecentlyUsed.MOST_PARTS) {
        byIdentity.clear();
        identified = parts(schema);
      }
      byIdentity.put(schema, reader);
    }
    return reader;
  }

  private FieldReader mapReader(Schema schema, Map<?, ?> map) {
    if (lastMapReader != null && schema == lastMapSchema && lastMapReader.reads(map)) {
      return lastMapReader;
    }
    Schema valueSchema =
        schema != null && schema.type() == Schema.Type.MAP ? schema.valueSchema() : null;
    List<Object> identity = new ArrayList<>(map.size() + 1);
    identity.add(valueSchema);
    identity.addAll(map.keySet());
    MapReader reader = byKeys.get(identity);
    if (reader == null) {
      reader = MapReader.of(map, valueSchema, names);
      byKeys.put(identity, reader);
    }
    lastMapSchema = schema;
    lastMapReader = reader;
    return reader;
  }
}
