// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.config;
import static io.pgsink.record.Samples.record;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.SinkConfig;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.TableId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableRouterTest {
  private static final String BY_SOURCE = "${source.schema}.${source.table}";

  @ParameterizedTest
  @CsvSource({
    "${topic},                      orders,              '',     orders",
    "${topic},                      shop.orders,         shop,   orders",
    "${topic},                      pg.shop.orders,      pg,     shop.orders",
    "public.${topic},               shop.orders,         public, shop.orders",
    "${topic.0},                    pg.shop.orders,      '',     pg",
    "${topic.-1},                   pg.shop.orders,      '',     orders",
    "${topic.1}.${topic.2},         pg.shop.orders,      shop,   orders",
    "${topic.-2}.${topic.-1}_copy,  pg.shop.orders,      shop,   orders_copy",
    "${topic.underscored},          pg.shop.orders,      '',     pg_shop_orders",
    "${topic.normalized},           pg.shop-orders,      '',     pg_shop_orders",
    "everything,                    pg.shop.orders,      '',     everything",
  })
  void b119TheFormatNamesTheTable(String format, String topic, String schema, String name) {
    assertEquals(new TableId(schema, name), route(config("table.name.format", format), topic));
  }

  @Test
  void theFirstMappingThatMatchesWins() {
    SinkConfig config =
        config("topics.to.tables", "a:first, shop\\.(.*)->copy.$1_x, shop.b:never, b:shop.b");
    assertEquals(new TableId("", "first"), route(config, "a"));
    assertEquals(new TableId("copy", "b_x"), route(config, "shop.b"));
    assertEquals(new TableId("shop", "b"), route(config, "b"));
    assertEquals(new TableId("", "other"), route(config, "other"));
  }

  @Test
  void aTopicMayHaveAFormatOfItsOwn() {
    SinkConfig config = config("topic.shop.orders.table.name.format", "special");
    assertEquals(new TableId("", "special"), route(config, "shop.orders"));
    assertEquals(new TableId("", "other"), route(config, "other"));
  }

  @Test
  void oneTopicIsResolvedOnce() {
    SinkConfig config = config();
    TableRouter router = new TableRouter(config);
    TableId first = router.route(event(config, record("a", null, row("id", 1))));
    router.route(event(config, record("b", null, row("id", 1))));
    assertSame(first, router.route(event(config, record("a", null, row("id", 2)))));
  }

  @Test
  void anEnvelopesSourceNamesTheTable() {
    SinkConfig config = config("table.name.format", BY_SOURCE);
    assertEquals(new TableId("s", "t"), route(config, envelope("s", "t")));
    SinkRecord flattened =
        record(null, row("id", 1, "__source_schema", "s", "__source_table", "t2"));
    assertEquals(new TableId("s", "t2"), route(config, flattened));
    SinkRecord struct =
        record(
            null,
            struct(
                "op", "c", "source", struct("db", "d", "table", "t3"), "after", struct("id", 1)));
    assertEquals(new TableId("d", "t3"), route(config, struct));
  }

  @Test
  void aRecordWithoutASourceIsRefused() {
    SinkConfig config = config("table.name.format", BY_SOURCE);
    String message =
        assertThrows(BadRecordException.class, () -> route(config, record(null, row("id", 1))))
            .getMessage();
    assertTrue(message.contains("${source.schema}"), message);
  }

  @Test
  void aTombstoneGoesWhereTheOthersOfItsTopicGo() {
    SinkConfig config =
        config("table.name.format", BY_SOURCE, "delete.mode", "hard", "conflict.keys", "id");
    TableRouter router = new TableRouter(config);
    SinkRecord tombstone = record("pg.shop.orders", row("id", 1), null);
    assertEquals(new TableId("shop", "orders"), router.route(event(config, tombstone)));
    router.route(event(config, record("pg.shop.orders", null, envelope("s", "t").value())));
    assertEquals(new TableId("s", "t"), router.route(event(config, tombstone)));
    router.route(event(config, record("pg.shop.orders", null, envelope("s", "u").value())));
    String message =
        assertThrows(BadRecordException.class, () -> router.route(event(config, tombstone)))
            .getMessage();
    assertTrue(message.contains("tombstones.on.delete=false"), message);
    SinkRecord elsewhere = record("orders", row("id", 1), null);
    assertThrows(BadRecordException.class, () -> router.route(event(config, elsewhere)));
  }

  @Test
  void aHeaderNamesTheTable() {
    SinkConfig config = config("table.name.format", "${header.tenant}.${topic.-1}");
    SinkRecord text = record(null, row("id", 1));
    text.headers().addString("tenant", "first").addString("tenant", "acme");
    assertEquals(new TableId("acme", "orders"), route(config, text));
    SinkRecord bytes = record(null, row("id", 1));
    bytes.headers().addBytes("tenant", "ümlaut".getBytes(StandardCharsets.UTF_8));
    assertEquals(new TableId("ümlaut", "orders"), route(config, bytes));
    SinkRecord number = record(null, row("id", 1));
    number.headers().addLong("tenant", 5);
    assertEquals(new TableId("5", "orders"), route(config, number));
  }

  @Test
  void b020AMissingHeaderIsTheRecordsFault() {
    SinkConfig config = config("table.name.format", "${header.tenant}");
    String message =
        assertThrows(BadRecordException.class, () -> route(config, record(null, row("id", 1))))
            .getMessage();
    assertTrue(message.contains("\"tenant\""), message);
    SinkRecord list = record(null, row("id", 1));
    list.headers().add("tenant", List.of("x"), null);
    assertThrows(BadRecordException.class, () -> route(config, list));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg_catalog.pg_authid",
        "information_schema.tables",
        "pg_toast.pg_toast_1",
        "pg_temp.x",
        ".x",
        "x.",
        "."
      })
  void b120SchemasOfPostgresAndEmptyNamesAreRefused(String name) {
    String message =
        assertThrows(EnvironmentException.class, () -> route(config(), name)).getMessage();
    assertTrue(message.contains(name) && message.contains("topics.to.tables"), message);
    SinkConfig byHeader = config("table.name.format", "${header.h}");
    SinkRecord record = record(null, row("id", 1));
    record.headers().addString("h", name);
    assertThrows(BadRecordException.class, () -> route(byHeader, record));
  }

  @Test
  void b113NamesAreMeasuredInBytes() {
    String fits = "ü".repeat(31) + "x";
    assertEquals(new TableId("", fits), route(config(), fits));
    assertThrows(EnvironmentException.class, () -> route(config(), "ü".repeat(32)));
    assertThrows(EnvironmentException.class, () -> route(config(), "x".repeat(64)));
    assertThrows(EnvironmentException.class, () -> route(config(), "x".repeat(64) + ".y"));
    assertEquals(new TableId("", "x".repeat(63)), route(config(), "x".repeat(63)));
  }

  @Test
  void b118NamesThatAreNoTextAreRefused() {
    SinkConfig config = config("table.name.format", "${header.h}");
    for (String name : new String[] {"a\0b", "a\ud800b", ""}) {
      SinkRecord record = record(null, row("id", 1));
      record.headers().addString("h", name);
      assertThrows(BadRecordException.class, () -> route(config, record));
    }
  }

  @Test
  void b121AnyOtherTextIsAName() {
    SinkConfig config = config("table.name.format", "${header.h}");
    for (String name :
        new String[] {"a\"b", "100%", "a b", "'; DROP TABLE x; --", "表", "$1", "\\"}) {
      SinkRecord record = record(null, row("id", 1));
      record.headers().addString("h", name);
      TableId table = route(config, record);
      assertEquals(name, table.name());
      assertEquals('"' + name.replace("\"", "\"\"") + '"', table.sql());
    }
  }

  @Test
  void aTopicWithoutTheSegmentFailsTheTask() {
    SinkConfig config = config("table.name.format", "${topic.2}");
    assertThrows(EnvironmentException.class, () -> route(config, "a.b"));
  }

  private static SinkRecord envelope(String schema, String table) {
    return record(
        null,
        row("op", "c", "source", row("schema", schema, "table", table), "after", row("id", 1)));
  }

  private static TableId route(SinkConfig config, String topic) {
    return route(config, record(topic, null, row("id", 1)));
  }

  private static TableId route(SinkConfig config, SinkRecord record) {
    return new TableRouter(config).route(event(config, record));
  }

  private static ChangeEvent event(SinkConfig config, SinkRecord record) {
    return ChangeEvent.of(record, config.table(record.topic()));
  }

  @Test
  void fieldsOfTheRecordNameTheTable() {
    SinkConfig config = config("table.name.format", "${value.tenant}.${key.kind}");
    SinkRecord typed =
        new SinkRecord("t", 0, null, Map.of("kind", 7L), null, Map.of("tenant", "acme"), 0);
    assertEquals(
        new TableId("acme", "7"),
        new TableRouter(config).route(ChangeEvent.of(typed, config.table("t"))));
  }

  @ParameterizedTest
  @CsvSource({
    "${value.schema},       io.shop.Order, Order",
    "${value.schema},       Order,         Order",
    "x_${value.schema.full}, Order,        x_Order",
  })
  void theSchemasNameNamesTheTable(String format, String schema, String table) {
    SinkConfig config = config("table.name.format", format);
    Struct value =
        new Struct(SchemaBuilder.struct().name(schema).field("id", Schema.INT64_SCHEMA).build())
            .put("id", 1L);
    SinkRecord record = new SinkRecord("t", 0, null, null, value.schema(), value, 0);
    assertEquals(
        new TableId("", table),
        new TableRouter(config).route(ChangeEvent.of(record, config.table("t"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"${value.absent}", "${value.list}", "${key.id}", "${value.schema}"})
  void aRecordThatHasNoSuchNameIsRefused(String format) {
    SinkConfig config = config("table.name.format", format);
    SinkRecord record = new SinkRecord("t", 0, null, "k", null, Map.of("list", List.of(1)), 0);
    TableRouter router = new TableRouter(config);
    ChangeEvent event = ChangeEvent.of(record, config.table("t"));
    assertThrows(BadRecordException.class, () -> router.route(event));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pg_catalog.pg_class", "a\u0000b"})
  void aNameFromAValueThatNoTableCanHaveRefusesTheRecord(String name) {
    SinkConfig config = config("table.name.format", "${value.name}");
    SinkRecord record = new SinkRecord("t", 0, null, null, null, Map.of("name", name), 0);
    TableRouter router = new TableRouter(config);
    ChangeEvent event = ChangeEvent.of(record, config.table("t"));
    assertThrows(BadRecordException.class, () -> router.route(event));
  }

  @ParameterizedTest
  @ValueSource(strings = {"${value.name}", "${topic}"})
  void aTableThatIsNotAllowedRefusesTheRecord(String format) {
    SinkConfig config = config("table.name.format", format, "tables.allowed", "good_*,t.*");
    for (String name : new String[] {"good_1", "t.secret"}) {
      SinkRecord good = record(name, null, row("name", name));
      assertEquals(TableId.parse(name), route(config, good));
    }
    for (String name : new String[] {"bad", "Good_1", "u.good_1"}) {
      SinkRecord bad = record(name, null, row("name", name));
      String message =
          assertThrows(BadRecordException.class, () -> route(config, bad)).getMessage();
      assertTrue(message.contains("tables.allowed"), message);
    }
  }
}
