// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.config.Suggestions;
import io.pgsink.record.RowField;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.type.KeyForm;
import io.pgsink.type.TypeMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/**
 * Links the fields of records to the columns of a table.
 *
 * <p>A field goes to the column of {@link RowSchema#column its name}. Columns of the conflict
 * target take the record key's field, then the value's; other columns take the value's, then the
 * record key's.
 */
final class LayoutLinker {
  private final WritePlan plan;
  private final ColumnSets columnSets;
  private final TypeMapper types;
  private final TargetOptions options;

  LayoutLinker(WritePlan plan, ColumnSets columnSets, TypeMapper types, TargetOptions options) {
    this.plan = plan;
    this.columnSets = columnSets;
    this.types = types;
    this.options = options;
  }

  /** The layout of changes of a kind and record schema. */
  RowLayout link(RowSchema schema, ChangeKind kind) {
    Table table = plan.table();
    int[] fields = new int[table.columns().size()];
    Arrays.fill(fields, -1);
    List<Column> all = new ArrayList<>(table.columns().values());
    if (kind != ChangeKind.TRUNCATE) {
      linkKeys(schema, kind, all, fields);
    }
    if (kind == ChangeKind.WRITE) {
      linkValues(schema, all, fields);
    }
    return layout(schema, kind, all, fields);
  }

  private RowLayout layout(RowSchema schema, ChangeKind kind, List<Column> all, int[] fields) {
    List<Column> columns = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    List<Integer> sources = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] < 0) {
        continue;
      }
      Column column = all.get(i);
      Schema fieldSchema = schema.field(fields[i]).schema();
      slots.add(new Slot(fieldSchema, types.map(fieldSchema, column)));
      columns.add(column);
      sources.add(fields[i]);
    }
    List<Column> keyColumns = plan.target().columns();
    if (kind == ChangeKind.TRUNCATE || !columns.containsAll(keyColumns)) {
      // a key that the database makes identifies no row before it is there
      keyColumns = List.of();
    }
    int[] keys = new int[keyColumns.size()];
    KeyForm[] keyForms = new KeyForm[keys.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns.indexOf(keyColumns.get(i));
      keyForms[i] = types.keyForm(slots.get(keys[i]).schema(), keyColumns.get(i));
    }
    return new RowLayout(
        plan,
        schema,
        columnSets.of(columns, List.of()),
        sources.stream().mapToInt(Integer::intValue).toArray(),
        slots.toArray(Slot[]::new),
        keys,
        keyForms);
  }

  private void linkKeys(RowSchema schema, ChangeKind kind, List<Column> all, int[] fields) {
    List<Column> keyColumns = plan.target().columns();
    List<String> names = keyColumns.stream().map(Column::name).toList();
    int[] indexes = schema.keyIndexes(names, options.keysFrom());
    for (int i = 0; i < indexes.length; i++) {
      Column column = keyColumns.get(i);
      boolean named =
          indexes[i] >= 0 && schema.field(indexes[i]).origin() != RowField.Origin.PRIMITIVE_KEY;
      boolean made = kind == ChangeKind.WRITE && options.makesKeys() && column.hasDefault();
      if (made && !named) {
        continue;
      }
      if (indexes[i] < 0) {
        throw new BadRecordException(noKey(schema, column, kind));
      }
      fields[all.indexOf(column)] = indexes[i];
    }
  }

  private String noKey(RowSchema schema, Column column, ChangeKind kind) {
    String where =
        switch (options.keysFrom()) {
          case AUTO ->
              schema.hasKey()
                  ? "is neither in the record key nor in the value"
                  : "is not in its value";
          case KEY -> "is not in the record key, where conflict.keys.from=key looks for it";
          case VALUE -> "is not in the value, where conflict.keys.from=value looks for it";
        };
    String what =
        kind == ChangeKind.WRITE
            ? "; set conflict.keys to fields that the records have"
            : ", so the row to delete can't be found; deletes need it in the record key";
    return "%sconflict key \"%s\" %s%s"
        .formatted(
            schema.hasKey() ? "" : "the record has no key, and ", column.name(), where, what);
  }

  private void linkValues(RowSchema schema, List<Column> all, int[] fields) {
    List<RowField> list = schema.fields();
    for (RowField.Origin origin : RowField.Origin.values()) {
      for (int i = 0; i < list.size(); i++) {
        RowField field = list.get(i);
        if (field.origin() == origin && origin != RowField.Origin.PRIMITIVE_KEY) {
          linkField(schema, i, all, fields);
        }
      }
    }
  }

  private void linkField(RowSchema schema, int index, List<Column> all, int[] fields) {
    RowField field = schema.field(index);
    Optional<Column> column = schema.column(field, plan.table());
    if (column.isEmpty()) {
      missing(field);
      return;
    }
    int position = all.indexOf(column.get());
    boolean generated = column.get().origin() == Column.Origin.GENERATED;
    boolean key = plan.isKey(column.get());
    if (!generated && !(key && fields[position] >= 0)) {
      // origins come in ascending precedence: a value's field overwrites the key's
      fields[position] = index;
    }
  }

  private String unknown(String field) {
    // a name of any length may come; what resembles no column isn't compared with all
    Optional<String> meant =
        field.length() > TableId.MAX_IDENTIFIER_BYTES
            ? Optional.empty()
            : Suggestions.nearest(field, plan.table().columns().keySet());
    return ("field \"%s\" has no column in the table; %sadd the column, set auto.evolve=true, or"
            + " leave the field out with fields.exclude or unknown.fields=ignore")
        .formatted(field, meant.map(name -> "did you mean \"" + name + "\"? Or else ").orElse(""));
  }

  private void missing(RowField field) {
    String table = plan.table().id().toString();
    switch (field.origin()) {
      case KEY, PRIMITIVE_KEY -> {}
      case METADATA, DOCUMENT ->
          throw new EnvironmentException(
              "table %s has no column \"%s\", which %s names; add the column or change the option"
                  .formatted(
                      table,
                      field.name(),
                      field.origin() == RowField.Origin.METADATA
                          ? "metadata.columns"
                          : "value.column"));
      case VALUE -> {
        if (!options.ignoresUnknown() && !field.isBookkeeping()) {
          throw new BadRecordException(unknown(field.name()));
        }
      }
    }
  }
}
