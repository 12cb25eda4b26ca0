// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.pgsink.config.TableConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random records of many shapes, read by one long-lived reader and by a model without caches. */
class RowReaderModelTest {
  private static final int RECORDS = 20_000;
  private static final String[] NAMES = {"a", "b", "e", "f"};

  private final TableConfig config = Samples.table("fields.exclude", "e", "fields.rename", "f:g");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCachedShapeReadsWhatAModelReads(long seed) {
    Random random = new Random(seed);
    RowReader reader = new RowReader(config);
    List<Schema> schemas = schemas(random);
    Map<List<Object>, RowSchema> seen = new HashMap<>();
    for (int i = 0; i < RECORDS; i++) {
      Object key = random.nextInt(10) == 0 ? null : value(random, schemas);
      Object value = value(random, schemas);
      RowChange change = reader.read(ChangeEvent.of(Samples.record(key, value), config));
      Map<String, Object> expected = new TreeMap<>();
      putKey(expected, key);
      putRow(expected, value);
      assertEquals(expected, actual(change), "record " + i);
      RowSchema schema = change.schema();
      RowSchema known = seen.putIfAbsent(List.of(schema.fields(), schema.isWhole()), schema);
      if (known != null) {
        assertSame(known, schema, "record " + i);
      }
    }
  }

  private static List<Schema> schemas(Random random) {
    List<Schema> schemas = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SchemaBuilder builder = SchemaBuilder.struct();
      for (String name : NAMES) {
        if (random.nextBoolean()) {
          builder.field(name, Schema.OPTIONAL_STRING_SCHEMA);
        }
      }
      schemas.add(builder.build());
    }
    return schemas;
  }

  private static Object value(Random random, List<Schema> schemas) {
    Schema schema = schemas.get(random.nextInt(schemas.size()));
    if (random.nextBoolean()) {
      Struct struct = new Struct(schema);
      for (Field field : schema.fields()) {
        struct.put(field, text(random));
      }
      return struct;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    int first = random.nextInt(NAMES.length);
    for (int i = 0; i < NAMES.length; i++) {
      String name = NAMES[(first + i) % NAMES.length];
      if (schema.field(name) != null) {
        map.put(name, text(random));
      }
    }
    return map;
  }

  private static String text(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> null;
      case 1 -> "__debezium_unavailable_value";
      default -> "text" + random.nextInt(1_000);
    };
  }

  private static void putKey(Map<String, Object> expected, Object key) {
    for (String name : NAMES) {
      if (has(key, name)) {
        expected.put("KEY " + (name.equals("f") ? "g" : name), Debezium.field(key, name));
      }
    }
  }

  private static void putRow(Map<String, Object> expected, Object row) {
    for (String name : NAMES) {
      Object value = Debezium.field(row, name);
      if (has(row, name) && !name.equals("e") && !"__debezium_unavailable_value".equals(value)) {
        expected.put("VALUE " + (name.equals("f") ? "g" : name), value);
      }
    }
  }

  private static boolean has(Object container, String name) {
    return container instanceof Struct struct
        ? struct.schema().field(name) != null
        : container instanceof Map<?, ?> map && map.containsKey(name);
  }

  private static Map<String, Object> actual(RowChange change) {
    assertEquals(change.schema().size(), change.values().length);
    Map<String, Object> actual = new TreeMap<>();
    for (int i = 0; i < change.values().length; i++) {
      RowField field = change.schema().field(i);
      actual.put(field.origin() + " " + field.name(), change.value(i));
    }
    return actual;
  }
}
