// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against a server that has PostGIS, which the embedded one hasn't: {@code
 * -Dpgsink.postgis=host:port:database:user:password}.
 */
@EnabledIfSystemProperty(
    named = "pgsink.postgis",
    matches = ".+:\\d+:.+:.+:.*",
    disabledReason =
        "no server with PostGIS is given: -Dpgsink.postgis=host:port:database:user:password")
class PostgisTest {
  private static final byte[] POINT =
      ByteBuffer.allocate(21)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .put((byte) 1)
          .putInt(1)
          .putDouble(1.5)
          .putDouble(-2)
          .array();

  private final Records records = new Records("t", 0);
  private TestDatabase database;

  @BeforeEach
  void makeTable() {
    String[] parts = System.getProperty("pgsink.postgis").split(":", -1);
    database = new TestDatabase(parts[0], Integer.parseInt(parts[1]), parts[2], parts[3], parts[4]);
    database.execute(
        "CREATE EXTENSION IF NOT EXISTS postgis",
        "DROP TABLE IF EXISTS t, pgsink_offsets",
        "CREATE TABLE t (id bigint PRIMARY KEY, g geometry(Point, 4326), e geography, v text)");
  }

  private SinkRecord map(long id, String column, Object value) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("id", id);
    fields.put(column, value);
    return records.map(Map.of("id", id), fields);
  }

  private List<List<String>> stored(String column) {
    return database.query(
        "SELECT id, ST_AsEWKT(" + column + ") FROM t WHERE " + column + " IS NOT NULL ORDER BY 1");
  }

  /** K6.2: PostGIS refuses texts with XX000, an internal error. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "g | POINT(1.5 | at_least_once",
        "g | POINT(1.5 | exactly_once",
        "g | 0101 | at_least_once",
        "g | LINESTRING(0 0, 1 1) | at_least_once",
        "g | SRID=3857;POINT(0 0) | at_least_once",
        "e | x | at_least_once",
        "e | POINT(1.5 | exactly_once"
      })
  void whatIsNoGeometryIsItsRecordsFault(String column, String text, String guarantee) {
    try (TaskHarness task = TaskHarness.startTolerant(database, "delivery.guarantee", guarantee)) {
      task.open(new TopicPartition("t", 0));
      task.write(map(1, column, null), map(2, column, text), map(3, column, null));
      assertEquals(1, task.errant().size(), () -> task.messages().toString());
      String message = task.messages().get(0);
      assertTrue(message.contains("t-0-1"), message);
      assertTrue(message.contains("column \"" + column + '"'), message);
      task.write(map(4, column, text), map(5, column, "SRID=4326;POINT(1.5 -2)"));
      assertEquals(2, task.errant().size());
    }
    assertEquals(
        List.of(List.of("1"), List.of("3"), List.of("5")),
        database.query("SELECT id FROM t ORDER BY 1"));
    assertEquals(List.of(List.of("5", "SRID=4326;POINT(1.5 -2)")), stored(column));
  }

  @Test
  void everyFormOfAGeometryIsStoredAsItIs() {
    Schema debezium =
        SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Geometry")
            .field("wkb", Schema.BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .optional()
            .build();
    Schema value =
        SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).field("g", debezium).build();
    Struct geometry = new Struct(debezium).put("wkb", POINT).put("srid", 4326);
    Map<String, Object> geojson = Map.of("type", "Point", "coordinates", List.of(1.5, -2));
    try (TaskHarness task = TaskHarness.startTolerant(database)) {
      task.write(
          records.struct(row("id", 1L), new Struct(value).put("id", 1L).put("g", geometry)),
          map(2, "g", geojson),
          map(3, "g", "SRID=4326;POINT(1.5 -2)"),
          map(4, "g", "0101000020E6100000000000000000F83F00000000000000C0"),
          map(5, "g", POINT));
      assertEquals(List.of(), task.messages());
    }
    assertEquals(5, stored("g").size());
    stored("g").forEach(each -> assertEquals("SRID=4326;POINT(1.5 -2)", each.get(1)));
  }
}
