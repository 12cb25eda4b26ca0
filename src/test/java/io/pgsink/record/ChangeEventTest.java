// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.named;
import static io.pgsink.record.Samples.record;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static io.pgsink.record.Samples.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.TableConfig;
import io.pgsink.table.BadRecordException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeEventTest {
  private static final TableConfig KEEP = table();
  private static final TableConfig DELETE = table("delete.mode", "hard", "conflict.keys", "id");
  private static final Struct KEY = struct("id", 1);
  private static final Struct SOURCE = struct("schema", "public", "table", "orders");

  @Test
  void aStructIsARow() {
    Struct value = struct("id", 1, "name", "a");
    ChangeEvent event = ChangeEvent.of(record(KEY, value), KEEP);
    assertEquals(Op.UPSERT, event.op());
    assertSame(value, event.row());
    assertSame(value.schema(), event.rowSchema());
    assertSame(KEY, event.key());
    assertSame(KEY.schema(), event.keySchema());
  }

  @Test
  void b007AMapIsARowWithoutASchema() {
    Map<String, Object> value = row("id", 1);
    ChangeEvent event = ChangeEvent.of(record(row("id", 1), value), KEEP);
    assertEquals(Op.UPSERT, event.op());
    assertSame(value, event.row());
    assertNull(event.rowSchema());
  }

  @Test
  void b003ATombstoneDeletes() {
    ChangeEvent event = ChangeEvent.of(record(KEY, null), DELETE);
    assertEquals(Op.DELETE, event.op());
    assertNull(event.row());
  }

  @Test
  void b004ATombstoneIsSkippedWithoutDeleteMode() {
    assertEquals(Op.SKIP, ChangeEvent.of(record(KEY, null), KEEP).op());
    assertEquals(Op.SKIP, ChangeEvent.of(record(null, null), KEEP).op());
  }

  @Test
  void b005ATombstoneWithoutAKeyIsRefused() {
    assertRefused("tombstone without a key", record(null, null), DELETE);
  }

  @Test
  void b006AValueThatIsNoRowIsRefusedWithoutShowingIt() {
    for (Object value : List.of("secret", 47_11L, List.of("secret"), new byte[] {1})) {
      String message = assertRefused("value.column", record(KEY, value), KEEP);
      assertFalse(message.contains("secret") || message.contains("4711"), message);
    }
  }

  @Test
  void anyValueIsADocumentForAValueColumn() {
    TableConfig document = table("value.column", "body");
    for (Object value : List.of("{}", 5L, List.of(1), new byte[] {1})) {
      ChangeEvent event = ChangeEvent.of(record(KEY, value), document);
      assertEquals(Op.UPSERT, event.op());
      assertSame(value, event.row());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "r", "u"})
  void b016AnEnvelopeUpsertsItsNewRow(String op) {
    Struct after = struct("id", 1, "name", "new");
    Struct envelope = envelope("db.public.orders.Envelope", op, struct("id", 1), after);
    ChangeEvent event = ChangeEvent.of(record(KEY, envelope), KEEP);
    assertEquals(Op.UPSERT, event.op());
    assertSame(after, event.row());
    assertSame(after.schema(), event.rowSchema());
    assertEquals("orders", event.source("table"));

    Map<String, Object> schemaless = envelopeMap(op, null, row("id", 1));
    ChangeEvent ofMap = ChangeEvent.of(record(row("id", 1), schemaless), KEEP);
    assertEquals(Op.UPSERT, ofMap.op());
    assertEquals(row("id", 1), ofMap.row());
    assertEquals("public", ofMap.source("schema"));
  }

  @Test
  void anEnvelopeNeedsNoName() {
    Struct after = struct("id", 1);
    assertSame(after, ChangeEvent.of(record(KEY, envelope(null, "c", null, after)), KEEP).row());
  }

  @Test
  void b018ADeleteEnvelopeDeletesByKeyOrOldRow() {
    Struct before = struct("id", 1, "name", "old");
    Struct envelope = envelope("db.public.orders.Envelope", "d", before, null);
    assertEquals(Op.DELETE, ChangeEvent.of(record(KEY, envelope), DELETE).op());
    ChangeEvent keyless = ChangeEvent.of(record(null, envelope), DELETE);
    assertEquals(Op.DELETE, keyless.op());
    assertSame(before, keyless.row());
    assertEquals(Op.SKIP, ChangeEvent.of(record(KEY, envelope), KEEP).op());

    Map<String, Object> schemaless = envelopeMap("d", row("id", 1), null);
    assertEquals(Op.DELETE, ChangeEvent.of(record(null, schemaless), DELETE).op());
    assertEquals(Op.SKIP, ChangeEvent.of(record(null, schemaless), KEEP).op());
  }

  @Test
  void aDeleteEnvelopeWithNeitherKeyNorOldRowIsRefused() {
    assertRefused("REPLICA IDENTITY", record(null, envelopeMap("d", null, null)), DELETE);
  }

  @Test
  void b017ATruncateIsAppliedWhenEnabled() {
    Struct envelope = envelope("db.public.orders.Envelope", "t", null, null);
    assertEquals(
        Op.TRUNCATE,
        ChangeEvent.of(record(null, envelope), table("truncate.enabled", "true")).op());
    assertEquals(Op.SKIP, ChangeEvent.of(record(null, envelope), DELETE).op());
    assertEquals(Op.SKIP, ChangeEvent.of(record(null, envelopeMap("t", null, null)), KEEP).op());
  }

  @Test
  void b017AMessageIsSkipped() {
    Struct message =
        named(
            "io.debezium.connector.postgresql.MessageValue",
            "op",
            "m",
            "source",
            SOURCE,
            "message",
            struct("prefix", "p"));
    assertEquals(Op.SKIP, ChangeEvent.of(record(KEY, message), DELETE).op());
    Map<String, Object> schemaless =
        row("op", "m", "source", row("schema", ""), "message", row("prefix", "p"));
    assertEquals(Op.SKIP, ChangeEvent.of(record(null, schemaless), DELETE).op());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.debezium.connector.mysql.SchemaChangeValue",
        "io.debezium.connector.sqlserver.SchemaChangeValue",
        "io.debezium.connector.common.TransactionMetadataValue",
        "io.debezium.connector.common.Heartbeat"
      })
  void recordsAboutTheSourceAreSkipped(String schemaName) {
    Struct value = named(schemaName, "ddl", "CREATE TABLE x ()", "source", SOURCE);
    assertEquals(Op.SKIP, ChangeEvent.of(record(KEY, value), DELETE).op());
  }

  @Test
  void aSchemaChangeWithoutSchemaIsSkipped() {
    Map<String, Object> value =
        row("source", row("db", "shop"), "ddl", "CREATE TABLE x ()", "tableChanges", List.of());
    assertEquals(Op.SKIP, ChangeEvent.of(record(null, value), DELETE).op());
  }

  @Test
  void anEnvelopeOfAnUnknownOperationIsRefused() {
    assertRefused(
        "operation", record(KEY, envelope("x.Envelope", "x", null, struct("id", 1))), KEEP);
    assertRefused(
        "operation", record(KEY, envelope("x.Envelope", null, null, struct("id", 1))), KEEP);
  }

  @Test
  void anUpsertEnvelopeWithoutARowIsRefused() {
    assertRefused("\"after\"", record(KEY, envelope("x.Envelope", "u", null, null)), KEEP);
    assertRefused("\"after\"", record(KEY, envelopeMap("c", null, null)), KEEP);
  }

  @Test
  void ordinaryRowsWithFieldsLikeAnEnvelopesStayRows() {
    List<Object> rows =
        List.of(
            struct("op", "c", "source", "web", "after", "noon"),
            struct("op", "d", "source", SOURCE),
            struct("op", "d", "before", "noon", "after", "one"),
            struct("op", 1, "source", SOURCE, "after", struct("id", 1)),
            struct("source", SOURCE, "before", struct("id", 1), "after", struct("id", 2)),
            named("com.shop.Envelope", "stamp", "x"),
            row("op", "c", "source", "web", "after", row("id", 1)),
            row("op", "create", "source", row(), "after", row("id", 1)),
            row("op", "d", "source", row(), "before", "noon"),
            row("op", "c", "source", row()),
            row("op", "", "source", row(), "after", row()),
            row("op", "cr", "source", row(), "after", row()),
            row("ddl", "x", "source", "web", "tableChanges", List.of()),
            row("message", row(), "op", "m"));
    for (Object row : rows) {
      ChangeEvent event = ChangeEvent.of(record(KEY, row), DELETE);
      assertEquals(Op.UPSERT, event.op(), () -> "" + rows.indexOf(row));
      assertSame(row, event.row());
    }
  }

  @Test
  void aFlattenedDeleteIsADelete() {
    for (Object deleted : List.of("true", true)) {
      Struct value = struct("id", 1, "__deleted", deleted);
      ChangeEvent event = ChangeEvent.of(record(KEY, value), DELETE);
      assertEquals(Op.DELETE, event.op());
      assertSame(value, event.row());
      assertEquals(Op.SKIP, ChangeEvent.of(record(KEY, value), KEEP).op());
      Map<String, Object> map = row("id", 1, "__deleted", deleted);
      assertEquals(Op.DELETE, ChangeEvent.of(record(null, map), DELETE).op());
      assertEquals(Op.SKIP, ChangeEvent.of(record(null, map), KEEP).op());
    }
    for (Object deleted : List.of("false", false)) {
      assertEquals(
          Op.UPSERT, ChangeEvent.of(record(KEY, struct("__deleted", deleted)), DELETE).op());
      assertEquals(Op.UPSERT, ChangeEvent.of(record(KEY, row("__deleted", deleted)), DELETE).op());
    }
    assertEquals(
        Op.UPSERT, ChangeEvent.of(record(KEY, row("id", 1, "__deleted", null)), DELETE).op());
  }

  @Test
  void theSourceOfAFlattenedRowIsWhatTheTransformKept() {
    ChangeEvent event =
        ChangeEvent.of(
            record(KEY, row("id", 1, "__source_table", "t", "__source_schema", "s")), KEEP);
    assertEquals("t", event.source("table"));
    assertEquals("s", event.source("schema"));
    assertNull(event.source("lsn"));
  }

  @Test
  void aDatabaseWithoutSchemasAnswersWithItsDatabase() {
    Map<String, Object> envelope =
        row("op", "c", "source", row("db", "shop", "collection", "c"), "after", row("id", 1));
    ChangeEvent event = ChangeEvent.of(record(KEY, envelope), KEEP);
    assertEquals("shop", event.source("schema"));
    assertEquals("c", event.source("table"));
  }

  @Test
  void aValueWithAMapSchemaKeepsIt() {
    Schema schema =
        org.apache.kafka.connect.data.SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA)
            .build();
    SinkRecord record = new SinkRecord(Samples.TOPIC, 0, null, null, schema, Map.of("id", 1L), 0);
    assertSame(schema, ChangeEvent.of(record, KEEP).rowSchema());
  }

  @Test
  void anEventNeverShowsItsValues() {
    String text = ChangeEvent.of(record("secret", row("name", "secret")), KEEP).toString();
    assertFalse(text.contains("secret"), text);
  }

  private static Struct envelope(String name, String op, Struct before, Struct after) {
    Struct shape = after != null ? after : before != null ? before : struct("id", 1);
    Struct typed =
        named(name, "op", op == null ? "" : op, "source", SOURCE, "before", shape, "after", shape);
    Struct envelope = new Struct(typed.schema());
    envelope.put("op", op).put("source", SOURCE).put("after", after);
    return before == null || !before.schema().equals(shape.schema())
        ? envelope
        : envelope.put("before", before);
  }

  private static Map<String, Object> envelopeMap(String op, Object before, Object after) {
    return row(
        "op",
        op,
        "source",
        row("schema", "public", "table", "orders"),
        "before",
        before,
        "after",
        after);
  }

  private static String assertRefused(String part, SinkRecord record, TableConfig config) {
    String message =
        assertThrows(BadRecordException.class, () -> ChangeEvent.of(record, config)).getMessage();
    assertTrue(message.contains(part), message);
    return message;
  }
}
