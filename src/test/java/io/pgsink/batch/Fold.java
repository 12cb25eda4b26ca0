// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.config.TableConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeKind;
import io.pgsink.link.RowTarget;
import io.pgsink.link.TargetOptions;
import io.pgsink.record.ChangeEvent;
import io.pgsink.record.RowChange;
import io.pgsink.record.RowReader;
import io.pgsink.record.RowSchema;
import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import io.pgsink.table.WriteOptions;
import io.pgsink.table.WritePlans;
import io.pgsink.type.TypeMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Changes of a table t (id, a integer, n bigint DEFAULT …, s text, v integer, must integer NOT
 * NULL, gone boolean), folded to a batch and told as text: one line per statement, such as {@code
 * WRITE (id, a) [x, 1] [y, 2]}. Columns that a record leaves out are absent, not null.
 */
final class Fold {
  private final RowTarget target;
  private final RowReader reader;
  private final TableConfig config;
  private final List<Change> changes = new ArrayList<>();

  /** Options in pairs; the key's type is {@code text}. */
  Fold(String... options) {
    this(column("id", PgType.builtIn("text"), true, false), options);
  }

  Fold(Column id, String... options) {
    Map<String, String> all = new HashMap<>();
    all.put("name", "test");
    all.put("topics", "t");
    all.put("connection.url", "jdbc:postgresql://localhost/db");
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    config = ConnectorOptions.parse(all).table("t");
    reader = new RowReader(config);
    WriteOptions write =
        new WriteOptions(
            config.insertMode(),
            config.conflict().keys(),
            config.conflict().constraint(),
            config.conflict().where(),
            column -> config.update().columns().updates(column),
            config.update().rules(),
            config.update().when(),
            config.deleteMode(),
            config.insertCopy(),
            ZoneOffset.UTC);
    Table table = table(id, config.conflict().where());
    target =
        new RowTarget(
            WritePlans.resolve(table, write),
            new TypeMapper(ZoneOffset.UTC),
            TargetOptions.of(config, table));
  }

  static Column column(String name, PgType type, boolean notNull, boolean hasDefault) {
    return new Column(name, type, notNull, hasDefault, Column.Origin.PLAIN, true);
  }

  private static Table table(Column id, Optional<String> predicate) {
    List<Column> columns =
        List.of(
            id,
            column("a", PgType.builtIn("int4"), false, false),
            column("n", PgType.builtIn("int8"), false, true),
            column("s", PgType.builtIn("text"), false, false),
            column("v", PgType.builtIn("int4"), false, false),
            column("must", PgType.builtIn("int4"), true, false),
            column("gone", PgType.builtIn("bool"), false, false));
    UniqueIndex.Kind kind =
        predicate.isPresent() ? UniqueIndex.Kind.UNIQUE_INDEX : UniqueIndex.Kind.PRIMARY_KEY;
    UniqueIndex index = new UniqueIndex("t_pkey", List.of("id"), kind, false, false, predicate);
    return Table.of(new TableId("public", "t"), Table.Kind.TABLE, columns, List.of(index));
  }

  /** A write of a row: names and values. */
  Fold write(String id, Object... namesAndValues) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      row.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return add(ChangeKind.WRITE, id, row);
  }

  Fold delete(String id) {
    return add(ChangeKind.DELETE, id, null);
  }

  Fold truncate() {
    SinkRecord record = new SinkRecord("t", 0, null, null, null, null, changes.size());
    changes.add(Change.of(target, record, ChangeKind.TRUNCATE, RowSchema.EMPTY, new Object[0], 0));
    return this;
  }

  private Fold add(ChangeKind kind, String id, Map<String, Object> row) {
    Map<String, Object> key = id == null ? null : Map.of("id", id);
    SinkRecord record = new SinkRecord("t", 0, null, key, null, row, changes.size());
    RowChange change = reader.read(ChangeEvent.of(record, config));
    changes.add(Change.of(target, record, kind, change.schema(), change.values(), change.bytes()));
    return this;
  }

  RowBatch batch() {
    return RowBatch.of(List.copyOf(changes));
  }

  /** The statements of the batch as text. */
  List<String> statements() {
    RowBatch batch = batch();
    RowBatch.Encoded encoded = batch.encode();
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < batch.groups().size(); i++) {
      statements.add(batch.groups().get(i).kind() + text(encoded.parameters().get(i)));
    }
    return statements;
  }

  /** The offsets of the changes that can't be encoded. */
  List<Long> suspects() {
    return batch().encode().suspects().stream()
        .map(change -> change.record().kafkaOffset())
        .toList();
  }

  private static String text(ColumnBatch parameters) {
    List<Column> columns = parameters.columns();
    if (columns.isEmpty()) {
      return "";
    }
    List<List<String>> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(elements(parameters.array(i)));
    }
    StringBuilder text = new StringBuilder(" (");
    text.append(String.join(", ", columns.stream().map(Column::name).toList())).append(')');
    for (int row = 0; row < parameters.array(0).size(); row++) {
      int number = row;
      text.append(" [")
          .append(String.join(", ", values.stream().map(column -> column.get(number)).toList()))
          .append(']');
    }
    return text.toString();
  }

  /** Reads PostgreSQL's binary array back: five integers, then length and bytes per element. */
  private static List<String> elements(BinaryArray array) {
    ByteBuffer in = ByteBuffer.wrap(array.toBytes());
    in.position(array.size() == 0 ? in.limit() : 20);
    List<String> elements = new ArrayList<>();
    while (in.hasRemaining()) {
      int length = in.getInt();
      elements.add(
          length < 0
              ? "null"
              : switch (array.type()) {
                case INT4 -> Integer.toString(in.getInt());
                case INT8 -> Long.toString(in.getLong());
                case BOOL -> Boolean.toString(in.get() != 0);
                default -> {
                  byte[] bytes = new byte[length];
                  in.get(bytes);
                  yield new String(bytes, StandardCharsets.UTF_8);
                }
              });
    }
    return elements;
  }
}
