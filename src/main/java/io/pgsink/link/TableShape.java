// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.config.KeySource;
import io.pgsink.config.TableConfig;
import io.pgsink.record.RowField;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.CatalogNames;
import io.pgsink.table.Column;
import io.pgsink.table.ColumnDefinition;
import io.pgsink.table.DdlSql;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.InsertMode;
import io.pgsink.table.OneLine;
import io.pgsink.table.Table;
import io.pgsink.table.TableChange;
import io.pgsink.type.TypeMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;

/**
 * The table that a record schema asks for: what {@code auto.create} and {@code auto.evolve} work
 * towards. Pure.
 *
 * @param columns its columns, the key's first
 * @param primaryKey the names of the key's columns; empty when rows have no identity
 * @param untyped the columns whose fields come without a schema: their types are only what one
 *     record's values suggest
 * @param omitted the columns of the table that new rows need and the records have no more
 */
record TableShape(
    List<ColumnDefinition> columns,
    List<String> primaryKey,
    Set<String> untyped,
    Set<String> omitted) {

  /**
   * A table that is still to be made.
   *
   * @throws BadRecordException when it can't be made from such a record
   */
  static TableShape create(RowSchema schema, Object[] values, TableConfig config) {
    List<String> keys = keys(schema, config);
    int[] indexes = schema.keyIndexes(keys, config.conflict().keysFrom());
    for (int i = 0; i < indexes.length; i++) {
      if (indexes[i] < 0) {
        throw new BadRecordException(
            "the table can't be created: \"%s\" of conflict.keys is neither in the record key nor in the value"
                .formatted(keys.get(i)));
      }
    }
    TypeMapper types = new TypeMapper(config.timestampZone(), config.timestampUnits());
    Map<String, ColumnDefinition> columns = new LinkedHashMap<>();
    Set<String> untyped = new HashSet<>();
    for (int i = 0; i < indexes.length; i++) {
      String key = keys.get(i);
      Schema type = schema.field(indexes[i]).schema();
      if (type == null) {
        untyped.add(key);
        columns.put(key, types.suggestKey(key, values[indexes[i]]));
      } else {
        columns.put(key, types.defineKey(key, type));
      }
    }
    for (int i = 0; i < schema.size(); i++) {
      RowField field = schema.field(i);
      if (isWanted(field) && !columns.containsKey(field.name())) {
        columns.put(field.name(), column(field.name(), field, values[i], types, untyped));
      }
    }
    return new TableShape(List.copyOf(columns.values()), keys, Set.copyOf(untyped), Set.of());
  }

  /**
   * A table that is there already. Fields without schema ask for nothing where they have a column.
   *
   * @param keys the columns of its conflict target
   */
  static TableShape follow(
      RowSchema schema, Object[] values, TableConfig config, Table table, List<String> keys) {
    TypeMapper types = new TypeMapper(config.timestampZone(), config.timestampUnits());
    Map<String, ColumnDefinition> columns = new LinkedHashMap<>();
    int[] indexes = schema.keyIndexes(keys, config.conflict().keysFrom());
    for (int i = 0; i < indexes.length; i++) {
      Schema type = indexes[i] < 0 ? null : schema.field(indexes[i]).schema();
      if (type != null) {
        columns.put(keys.get(i), types.defineKey(keys.get(i), type));
      }
    }
    Set<String> untyped = new HashSet<>();
    for (int i = 0; i < schema.size(); i++) {
      RowField field = schema.field(i);
      Optional<Column> column = schema.column(field, table);
      String name = column.map(Column::name).orElse(field.name());
      boolean known = column.isPresent() && field.schema() == null;
      if (isWanted(field) && !known && !keys.contains(name)) {
        columns.put(name, column(name, field, values[i], types, untyped));
      }
    }
    return new TableShape(
        List.copyOf(columns.values()),
        keys,
        Set.copyOf(untyped),
        omitted(schema, config, table, keys));
  }

  /** A field that is gone, not one that wasn't sent this time. */
  private static Set<String> omitted(
      RowSchema schema, TableConfig config, Table table, List<String> keys) {
    Set<String> omitted = new HashSet<>();
    if (!schema.isWhole() || config.insertMode() == InsertMode.UPDATE) {
      return omitted;
    }
    for (Column column : table.columns().values()) {
      boolean marks =
          config.deleteMode() instanceof DeleteMode.Soft soft
              && soft.column().equals(column.name());
      if (column.isRequired() && !marks && !keys.contains(column.name())) {
        omitted.add(column.name());
      }
    }
    for (RowField field : schema.fields()) {
      schema.column(field, table).ifPresent(column -> omitted.remove(column.name()));
    }
    return omitted;
  }

  private static ColumnDefinition column(
      String name, RowField field, Object value, TypeMapper types, Set<String> untyped) {
    if (field.schema() != null) {
      return types.define(name, field.schema());
    }
    untyped.add(name);
    return types.suggest(name, value);
  }

  /**
   * Refuses to make what no schema describes, and shows the statements to run instead. A value says
   * too little: the next one may have a fraction, or be a date.
   *
   * @throws EnvironmentException when the table is missing
   * @throws BadRecordException when a column is
   */
  void requireTyped(List<TableChange> changes) {
    for (TableChange change : changes) {
      if (change instanceof TableChange.CreateTable create && !untyped.isEmpty()) {
        throw new EnvironmentException(
            ("table %s does not exist, and its records have no schemas to create it from. What one"
                    + " of them suggests is below; correct the types and run it: %s")
                .formatted(create.table(), sql(change)));
      }
      if (change instanceof TableChange.AddColumn add && untyped.contains(add.column().name())) {
        throw new BadRecordException(
            ("field \"%s\" has no column in the table, and no schema to add one from. What its"
                    + " value suggests is %s; correct the type and run it, or leave the field out with"
                    + " fields.exclude")
                .formatted(add.column().name(), sql(change)));
      }
    }
  }

  private static String sql(TableChange change) {
    return OneLine.ofSql(CatalogNames.plain(String.join("; ", DdlSql.statements(change))));
  }

  private static boolean isWanted(RowField field) {
    return switch (field.origin()) {
      case VALUE, METADATA, DOCUMENT -> !field.isBookkeeping();
      case KEY, PRIMITIVE_KEY -> false;
    };
  }

  private static List<String> keys(RowSchema schema, TableConfig config) {
    if (config.conflict().keys().isPresent()) {
      return config.conflict().keys().get();
    }
    List<String> keys = new ArrayList<>();
    for (RowField field : schema.fields()) {
      if (config.conflict().keysFrom() == KeySource.VALUE) {
        break; // the record key is not the row's key
      }
      if (field.origin() == RowField.Origin.KEY) {
        keys.add(field.name());
      }
      if (field.origin() == RowField.Origin.PRIMITIVE_KEY && needsKey(config)) {
        throw new BadRecordException(
            "the table can't be created: the record key is a single value without a name; set"
                + " conflict.keys to the column that takes it");
      }
    }
    if (keys.isEmpty() && config.conflict().constraint().isEmpty() && needsKey(config)) {
      throw new BadRecordException(
          "the table can't be created: the record has no key; set conflict.keys to fields of the"
              + " value, or insert.mode=insert to append every record");
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
