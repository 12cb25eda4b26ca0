package io.pgsink.flow;

import io.pgsink.config.TableConfig;
import io.pgsink.record.RowField;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.type.TypeMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table that a record schema asks for: what {@code auto.create} and {@code auto.evolve} work
 * towards. Pure.
 *
 * @param columns its columns, the key's first
 * @param primaryKey the names of the key's columns; empty when rows have no identity
 */
record TableShape(List<ColumnDefinition> columns, List<String> primaryKey) {

  static TableShape of(RowSchema schema, TableConfig config, TableId table) {
    TypeMapper types = new TypeMapper(config.timestampZone());
    List<String> keys = keys(schema, config, table);
    Map<String, ColumnDefinition> columns = new LinkedHashMap<>();
    int[] indexes = schema.keyIndexes(keys);
    for (int i = 0; i < indexes.length; i++) {
      String key = keys.get(i);
      if (indexes[i] < 0) {
        throw new BadRecordException(
            "table %s can't be created: \"%s\" of conflict.keys is neither in the record key nor in the value"
                .formatted(table, key));
      }
      columns.put(key, types.defineKey(key, schema.field(indexes[i]).schema()));
    }
    for (RowField field : schema.fields()) {
      boolean wanted =
          switch (field.origin()) {
            case VALUE, METADATA, DOCUMENT -> true;
            case KEY, PRIMITIVE_KEY -> false;
          };
      if (wanted && !columns.containsKey(field.name()) && !field.isBookkeeping()) {
        columns.put(field.name(), types.define(field.name(), field.schema()));
      }
    }
    return new TableShape(List.copyOf(columns.values()), keys);
  }

  /** The columns that a table should have that is there already: its key is left as it is. */
  List<ColumnDefinition> columnsFor(Table table) {
    List<ColumnDefinition> wanted = new ArrayList<>();
    for (ColumnDefinition column : columns) {
      if (!primaryKey.contains(column.name()) || table.column(column.name()).isPresent()) {
        wanted.add(column);
      }
    }
    return wanted;
  }

  private static List<String> keys(RowSchema schema, TableConfig config, TableId table) {
    if (config.conflict().keys().isPresent()) {
      return config.conflict().keys().get();
    }
    List<String> keys = new ArrayList<>();
    for (RowField field : schema.fields()) {
      if (field.origin() == RowField.Origin.KEY) {
        keys.add(field.name());
      }
      if (field.origin() == RowField.Origin.PRIMITIVE_KEY) {
        throw new BadRecordException(
            ("table %s can't be created: the record key is a single value without a name; set"
                    + " conflict.keys to the column that takes it")
                .formatted(table));
      }
    }
    return keys;
  }
}
