package io.pgsink.flow;

import io.pgsink.config.TableConfig;
import io.pgsink.record.RowField;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.type.TypeMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * The table that a record schema asks for: what {@code auto.create} and {@code auto.evolve} work
 * towards. Pure.
 *
 * @param columns its columns, the key's first
 * @param primaryKey the names of the key's columns; empty when rows have no identity
 */
record TableShape(List<ColumnDefinition> columns, List<String> primaryKey) {

  /**
   * A table that is still to be made.
   *
   * @throws BadRecordException when it can't be made from such a record
   */
  static TableShape create(RowSchema schema, TableConfig config, TableId table) {
    List<String> keys = keys(schema, config, table);
    int[] indexes = schema.keyIndexes(keys);
    for (int i = 0; i < indexes.length; i++) {
      if (indexes[i] < 0) {
        throw new BadRecordException(
            "table %s can't be created: \"%s\" of conflict.keys is neither in the record key nor in the value"
                .formatted(table, keys.get(i)));
      }
    }
    TypeMapper types = new TypeMapper(config.timestampZone());
    Map<String, ColumnDefinition> columns = new LinkedHashMap<>();
    for (int i = 0; i < indexes.length; i++) {
      columns.put(keys.get(i), types.defineKey(keys.get(i), schema.field(indexes[i]).schema()));
    }
    for (RowField field : schema.fields()) {
      if (isWanted(field) && !columns.containsKey(field.name())) {
        columns.put(field.name(), types.define(field.name(), field.schema()));
      }
    }
    return new TableShape(List.copyOf(columns.values()), keys);
  }

  /**
   * A table that is there already. Fields without schema ask for nothing where they have a column.
   *
   * @param keys the columns of its conflict target
   * @throws BadRecordException when a field has neither column nor schema
   */
  static TableShape follow(RowSchema schema, TableConfig config, Table table, List<String> keys) {
    TypeMapper types = new TypeMapper(config.timestampZone());
    Map<String, ColumnDefinition> columns = new LinkedHashMap<>();
    int[] indexes = schema.keyIndexes(keys);
    for (int i = 0; i < indexes.length; i++) {
      Schema type = indexes[i] < 0 ? null : schema.field(indexes[i]).schema();
      if (type != null) {
        columns.put(keys.get(i), types.defineKey(keys.get(i), type));
      }
    }
    for (RowField field : schema.fields()) {
      Optional<Column> column = schema.column(field, table);
      String name = column.map(Column::name).orElse(field.name());
      boolean known = column.isPresent() && field.schema() == null;
      if (isWanted(field) && !known && !keys.contains(name)) {
        columns.put(name, types.define(name, field.schema()));
      }
    }
    return new TableShape(List.copyOf(columns.values()), keys);
  }

  private static boolean isWanted(RowField field) {
    return switch (field.origin()) {
      case VALUE, METADATA, DOCUMENT -> !field.isBookkeeping();
      case KEY, PRIMITIVE_KEY -> false;
    };
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
    if (keys.isEmpty() && config.conflict().constraint().isEmpty() && needsKey(config)) {
      throw new BadRecordException(
          "table %s can't be created: the record has no key; set conflict.keys to fields of the value, or insert.mode=insert to append every record"
              .formatted(table));
    }
    return keys;
  }

  private static boolean needsKey(TableConfig config) {
    return switch (config.insertMode()) {
      case UPSERT, UPDATE -> true;
      case INSERT, IGNORE -> false;
    };
  }
}
