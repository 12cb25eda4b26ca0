// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.map;
import static io.pgsink.record.Samples.record;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static io.pgsink.record.Samples.table;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.KeySource;
import io.pgsink.config.TableConfig;
import io.pgsink.record.RowField.Origin;
import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class RowReaderTest {
  private static final TableConfig DEFAULTS = table();
  private static final String PLACEHOLDER = "__debezium_unavailable_value";

  @Test
  void keyFieldsComeFirstThenTheRows() {
    RowChange change = read(table(), struct("id", 1), struct("id", 2, "name", "a"));
    assertEquals(
        List.of(
            new RowField("id", Origin.KEY, Schema.OPTIONAL_INT32_SCHEMA),
            new RowField("id", Origin.VALUE, Schema.OPTIONAL_INT32_SCHEMA),
            new RowField("name", Origin.VALUE, Schema.OPTIONAL_STRING_SCHEMA)),
        change.schema().fields());
    assertArrayEquals(new Object[] {1, 2, "a"}, change.values());
    assertEquals(Op.UPSERT, change.op());
  }

  @Test
  void aConflictColumnIsLookedUpInTheKeyThenInTheRow() {
    RowSchema schema = read(table(), struct("id", 1), struct("id", 2, "name", "a")).schema();
    assertArrayEquals(new int[] {0, 2}, schema.keyIndexes(List.of("id", "name"), KeySource.AUTO));
    assertArrayEquals(new int[] {-1, 0}, schema.keyIndexes(List.of("other", "id"), KeySource.AUTO));
  }

  @Test
  void aConflictColumnTakesAFieldOfAnotherCaseWhenThereIsOnlyOne() {
    RowSchema schema = read(table(), struct("Id", 1), struct("A", 2, "a", 3, "b", 4)).schema();
    assertArrayEquals(
        new int[] {0, 2, 3}, schema.keyIndexes(List.of("ID", "a", "B"), KeySource.AUTO));
    assertArrayEquals(new int[] {-1}, schema.keyIndexes(List.of("á"), KeySource.AUTO));
  }

  @Test
  void aPrimitiveKeyHasNoName() {
    SinkRecord record =
        new SinkRecord(
            Samples.TOPIC, 0, Schema.INT64_SCHEMA, 7L, null, row("key", "x", "", "y"), 0);
    RowChange change = read(table("unknown.fields", "ignore"), record);
    RowSchema schema = change.schema();
    assertEquals(new RowField("", Origin.PRIMITIVE_KEY, Schema.INT64_SCHEMA), schema.field(0));
    assertArrayEquals(new int[] {0}, schema.keyIndexes(List.of("anything"), KeySource.AUTO));
    assertArrayEquals(new int[] {1}, schema.keyIndexes(List.of("key"), KeySource.AUTO));
    assertArrayEquals(
        new int[] {-1, 1}, schema.keyIndexes(List.of("anything", "key"), KeySource.AUTO));
    assertEquals(7L, change.value(0));
  }

  @Test
  void aMapKeyHasFieldsWithoutSchemas() {
    RowChange change = read(table(), row("b", 2L, "a", 1L), row("c", 3L));
    assertEquals(names("a", "b", "c"), names(change.schema()));
    assertArrayEquals(new Object[] {1L, 2L, 3L}, change.values());
    assertNull(change.schema().field(0).schema());
  }

  @Test
  void aDeleteHasTheKeysFieldsAndThoseOfTheOldRow() {
    TableConfig config = table("delete.mode", "hard", "conflict.keys", "id");
    RowChange tombstone = read(config, struct("id", 1), null);
    assertEquals(Op.DELETE, tombstone.op());
    assertEquals(names("id"), names(tombstone.schema()));

    Map<String, Object> delete =
        row("op", "d", "source", row(), "before", row("id", 1, "name", null), "after", null);
    RowChange keyless = read(config, null, delete);
    assertEquals(Op.DELETE, keyless.op());
    assertArrayEquals(new int[] {0}, keyless.schema().keyIndexes(List.of("id"), KeySource.AUTO));
    assertEquals(Origin.VALUE, keyless.schema().field(0).origin());
    assertEquals(1, keyless.value(0));
  }

  @Test
  void aTruncateHasNoValues() {
    Map<String, Object> truncate = row("op", "t", "source", row(), "before", null, "after", null);
    RowChange change = read(table("truncate.enabled", "true"), null, truncate);
    assertEquals(Op.TRUNCATE, change.op());
    assertSame(RowSchema.EMPTY, change.schema());
    assertEquals(0, change.values().length);
  }

  @Test
  void b009AnEmptyRowHasItsKeyOnly() {
    assertEquals(names("id"), names(read(table(), struct("id", 1), struct()).schema()));
    assertEquals(names("id"), names(read(table(), struct("id", 1), row()).schema()));
  }

  @Test
  void b015AnOptionalNullStaysNullAndAMissingRequiredFieldTakesItsDefault() {
    Schema schema =
        SchemaBuilder.struct()
            .field("optional", SchemaBuilder.int32().optional().defaultValue(5).build())
            .field("required", SchemaBuilder.int32().defaultValue(6).build())
            .field("plain", Schema.OPTIONAL_INT32_SCHEMA)
            .build();
    RowChange change = read(table(), null, new Struct(schema));
    assertArrayEquals(new Object[] {null, 6, null}, change.values());
    Struct given = new Struct(schema).put("optional", 1).put("required", 2).put("plain", 3);
    assertArrayEquals(new Object[] {1, 2, 3}, read(table(), null, given).values());
  }

  @Test
  void absentIsNotNull() {
    RowReader reader = new RowReader(table());
    RowChange withNull = reader.read(event(row("id", 1, "name", null)));
    RowChange without = reader.read(event(row("id", 1)));
    assertEquals(names("id", "name"), names(withNull.schema()));
    assertNull(withNull.value(1));
    assertEquals(names("id"), names(without.schema()));
  }

  @Test
  void theOrderOfAMapDoesNotMatter() {
    RowReader reader = new RowReader(table());
    RowChange ab = reader.read(event(row("a", 1, "b", 2)));
    RowChange ba = reader.read(event(row("b", 2, "a", 1)));
    assertSame(ab.schema(), ba.schema());
    assertArrayEquals(ab.values(), ba.values());
  }

  @Test
  void aMapSchemaGivesItsValuesSchema() {
    Schema schema = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA).build();
    SinkRecord record = new SinkRecord(Samples.TOPIC, 0, null, null, schema, map("n", 1L), 0);
    assertEquals(Schema.INT64_SCHEMA, read(table(), record).schema().field(0).schema());
  }

  @Test
  void b014AMapWhoseKeysAreNoTextIsRefused() {
    Map<Object, Object> nullKey = new HashMap<>();
    nullKey.put(null, 1);
    for (Map<?, ?> bad : List.of(Map.of(1, 2), nullKey)) {
      assertThrows(BadRecordException.class, () -> read(table(), null, bad));
    }
  }

  @Test
  void fieldsAreChosenAndRenamed() {
    TableConfig config =
        table(
            "fields.include",
            "a*,userId",
            "fields.exclude",
            "a2",
            "fields.rename",
            "userId:user_id");
    RowChange ofStruct =
        read(config, struct("userId", 9), struct("a1", 1, "a2", 2, "b", 3, "userId", 4));
    assertEquals(names("user_id", "a1", "user_id"), names(ofStruct.schema()));
    assertArrayEquals(new Object[] {9, 1, 4}, ofStruct.values());
    RowChange ofMap = read(config, row("k", 9), row("a1", 1, "a2", 2, "b", 3, "userId", 4));
    assertEquals(names("k", "a1", "user_id"), names(ofMap.schema()));
    assertArrayEquals(new Object[] {9, 1, 4}, ofMap.values());
  }

  @Test
  void aFieldOfTheConflictTargetIsNeverLeftOut() {
    TableConfig config = table("conflict.keys", "id", "fields.include", "name");
    assertEquals(
        names("id", "name"), names(read(config, null, row("id", 1, "name", "a", "x", 2)).schema()));
  }

  @Test
  void b114TwoFieldsForOneColumnAreRefused() {
    TableConfig config = table("fields.rename", "a:b");
    String message =
        assertThrows(BadRecordException.class, () -> read(config, null, row("a", 1, "b", 2)))
            .getMessage();
    assertTrue(message.contains("\"b\""), message);
    assertThrows(BadRecordException.class, () -> read(config, null, struct("a", 1, "b", 2)));
  }

  @Test
  void b115NamesThatDifferInCaseAreTwoFields() {
    assertEquals(names("ID", "id"), names(read(table(), null, row("id", 1, "ID", 2)).schema()));
  }

  @Test
  void aValueColumnTakesTheWholeValue() {
    TableConfig config = table("value.column", "body");
    Struct value = struct("a", 1);
    RowChange ofStruct = read(config, struct("id", 1), value);
    assertEquals(new RowField("body", Origin.DOCUMENT, value.schema()), ofStruct.schema().field(1));
    assertSame(value, ofStruct.value(1));
    RowChange ofMap = read(config, struct("id", 1), row("a", 1));
    assertEquals(new RowField("body", Origin.DOCUMENT, null), ofMap.schema().field(1));
    SinkRecord text = new SinkRecord(Samples.TOPIC, 0, null, null, Schema.STRING_SCHEMA, "{}", 0);
    assertEquals(
        new RowField("body", Origin.DOCUMENT, Schema.STRING_SCHEMA),
        read(config, text).schema().field(0));
  }

  @Test
  void aPlaceholderIsAnAbsentField() {
    RowReader reader = new RowReader(table());
    Struct whole = struct("id", 1, "name", "a", "body", "b");
    Struct partial = new Struct(whole.schema()).put("id", 1).put("body", PLACEHOLDER);
    RowChange change = reader.read(event(partial));
    assertEquals(names("id", "name"), names(change.schema()));
    assertArrayEquals(new Object[] {1, null}, change.values());
    assertSame(change.schema(), reader.read(event(partial)).schema());
    assertEquals(names("id", "name", "body"), names(reader.read(event(whole)).schema()));
    RowChange ofMap = reader.read(event(row("id", 1, "body", List.of(PLACEHOLDER))));
    assertEquals(names("id"), names(ofMap.schema()));
    assertSame(ofMap.schema(), reader.read(event(row("id", 1))).schema());
  }

  @Test
  void aPlaceholderInTheKeyIsAValue() {
    RowChange change = read(table(), struct("id", PLACEHOLDER), struct("name", "a"));
    assertEquals(PLACEHOLDER, change.value(0));
  }

  @Test
  void theSameFieldsAreTheSameSchema() {
    RowReader reader = new RowReader(table());
    RowSchema first = reader.read(event(struct("id", 1, "name", "a"))).schema();
    // an equal schema made anew, as some transforms do for every record
    assertSame(first, reader.read(event(struct("id", 2, "name", "b"))).schema());
    RowSchema other = reader.read(event(struct("id", 2L, "name", "b"))).schema();
    assertNotSame(first, other);
    assertSame(first, reader.read(event(struct("id", 3, "name", "c"))).schema());
    assertSame(other, reader.read(event(struct("id", 4L, "name", "c"))).schema());
  }

  @Test
  void b133ManySchemaVersionsAreReadRightWhateverTheirOrder() {
    RowReader reader = new RowReader(table());
    List<Struct> versions = new ArrayList<>();
    List<RowSchema> schemas = new ArrayList<>();
    for (int version = 0; version < 50; version++) {
      Struct value = struct("id", version, "field" + version, "v" + version);
      versions.add(value);
      schemas.add(reader.read(event(value)).schema());
    }
    for (int round = 0; round < 200; round++) {
      int version = (round * 37) % 50;
      RowChange change = reader.read(event(versions.get(version)));
      assertSame(schemas.get(version), change.schema());
      assertArrayEquals(new Object[] {version, "v" + version}, change.values());
    }
  }

  @Test
  void b134ARecursiveSchemaIsReadLikeAnyOther() {
    SchemaBuilder builder = SchemaBuilder.struct().name("node").optional();
    Schema schema = builder.field("id", Schema.INT32_SCHEMA).field("next", builder).build();
    RowChange change = read(table(), null, new Struct(schema).put("id", 1));
    assertArrayEquals(new Object[] {1, null}, change.values());
  }

  @Test
  void b011TheKeyMayChangeFromStructToPrimitive() {
    RowReader reader = new RowReader(table());
    TableConfig config = table();
    RowChange ofStruct = reader.read(ChangeEvent.of(record(struct("id", 1), row("a", 1)), config));
    RowChange ofText = reader.read(ChangeEvent.of(record("one", row("a", 1)), config));
    RowChange ofNone = reader.read(ChangeEvent.of(record(null, row("a", 1)), config));
    assertEquals(Origin.KEY, ofStruct.schema().field(0).origin());
    assertEquals(Origin.PRIMITIVE_KEY, ofText.schema().field(0).origin());
    assertEquals(names("a"), names(ofNone.schema()));
  }

  @Test
  void theSizeFollowsTheValues() {
    int small = read(table(), null, struct("id", 1, "body", "x")).bytes();
    assertTrue(small > 0 && small < 40, "" + small);
    int text = read(table(), null, struct("id", 1, "body", "x".repeat(1_000))).bytes();
    assertEquals(small + 999, text);
    int bytes = read(table(), null, struct("id", 1, "body", new byte[1_000])).bytes();
    assertEquals(text, bytes);
    Object nested = List.of(row("a", "x".repeat(500)), row("b", "x".repeat(500)));
    int list = read(table(), null, row("id", 1, "body", nested)).bytes();
    assertTrue(list > 1_000 && list < 1_100, "" + list);
  }

  @Test
  void b037AVeryDeepValueIsMeasuredWithoutRecursingIntoAllOfIt() {
    List<Object> deep = List.of();
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    assertTrue(read(table(), null, row("body", deep)).bytes() > 0);
  }

  @Test
  void bookkeepingOfTransformsIsMarked() {
    RowSchema schema = read(table(), row("__key", 1), row("__op", "c", "op", "c")).schema();
    assertTrue(schema.field(1).isBookkeeping());
    assertEquals(
        List.of(false, true, false),
        schema.fields().stream().map(RowField::isBookkeeping).toList());
  }

  @Test
  void aChangeNeverShowsItsValues() {
    String text = read(table(), "secret", row("a", "secret")).toString();
    assertEquals("UPSERT from shop.orders-3@17", text);
  }

  @Test
  void aFloodOfShapesIsForgottenNotKept() {
    RowReader reader = new RowReader(table());
    RowSchema first = reader.read(event(row("id", 1))).schema();
    for (int i = 0; i < 5_000; i++) {
      RowChange change = reader.read(event(row("id", 1, "field" + i, i)));
      assertEquals(2, change.schema().size());
    }
    RowChange again = reader.read(event(row("id", 1)));
    assertNotSame(first, again.schema());
    assertEquals(first.fields(), again.schema().fields());
  }

  private static ChangeEvent event(Object value) {
    return ChangeEvent.of(record(null, value), DEFAULTS);
  }

  private static RowChange read(TableConfig config, Object key, Object value) {
    return read(config, record(key, value));
  }

  private static RowChange read(TableConfig config, SinkRecord record) {
    return new RowReader(config).read(ChangeEvent.of(record, config));
  }

  private static List<String> names(String... names) {
    return List.of(names);
  }

  private static List<String> names(RowSchema schema) {
    return schema.fields().stream().map(RowField::name).toList();
  }
}
