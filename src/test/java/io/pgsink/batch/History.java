// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.rig.Records;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;

/** Random changes of a few keys: whole rows, parts of rows, bad rows, deletes, truncates. */
final class History {
  private static final Map<String, Schema> SCHEMAS = new LinkedHashMap<>();

  static {
    SCHEMAS.put("a", Schema.OPTIONAL_INT32_SCHEMA);
    SCHEMAS.put("nn", Schema.OPTIONAL_STRING_SCHEMA);
    SCHEMAS.put("nv", Schema.OPTIONAL_INT32_SCHEMA);
    SCHEMAS.put("n", Schema.OPTIONAL_INT64_SCHEMA);
    SCHEMAS.put("f", Schema.OPTIONAL_FLOAT64_SCHEMA);
    SCHEMAS.put("d", Decimal.builder(3).optional().build());
    SCHEMAS.put("s", Schema.OPTIONAL_STRING_SCHEMA);
    SCHEMAS.put("c", Schema.OPTIONAL_STRING_SCHEMA);
    SCHEMAS.put(
        "j", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).optional().build());
    SCHEMAS.put("ts", Timestamp.builder().optional().build());
    SCHEMAS.put("v", Schema.OPTIONAL_INT32_SCHEMA);
    SCHEMAS.put("tags", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build());
    SCHEMAS.put("state", Schema.OPTIONAL_STRING_SCHEMA);
    SCHEMAS.put("doubled", Schema.OPTIONAL_INT64_SCHEMA);
    SCHEMAS.put("serial", Schema.OPTIONAL_INT64_SCHEMA);
    SCHEMAS.put("always", Schema.OPTIONAL_INT64_SCHEMA);
    SCHEMAS.put("gone", Schema.OPTIONAL_BOOLEAN_SCHEMA);
  }

  private History() {}

  /**
   * One record.
   *
   * @param id its key, null for none
   * @param kind what it asks for
   * @param row its fields
   * @param schemas whether it comes with schemas
   */
  record Step(String id, Kind kind, Map<String, Object> row, boolean schemas) {
    enum Kind {
      WRITE,
      TOMBSTONE,
      TRUNCATE
    }

    SinkRecord record(Records records) {
      return switch (kind) {
        case WRITE -> schemas ? records.struct(key(), struct(row)) : records.map(mapKey(), row);
        case TOMBSTONE ->
            schemas ? records.tombstone(key()) : records.next(null, mapKey(), null, null);
        case TRUNCATE ->
            records.next(
                null,
                null,
                null,
                Records.map("op", "t", "source", Map.of(), "before", null, "after", null));
      };
    }

    private Struct key() {
      return Records.row("id", id);
    }

    private Map<String, Object> mapKey() {
      return Records.map("id", id);
    }
  }

  private static Struct struct(Map<String, Object> row) {
    SchemaBuilder builder = SchemaBuilder.struct();
    row.keySet().forEach(name -> builder.field(name, schema(name, row.get(name))));
    Struct struct = new Struct(builder.build());
    row.forEach(struct::put);
    return struct;
  }

  private static Schema schema(String name, Object value) {
    boolean text = value instanceof String;
    return text ? Schema.OPTIONAL_STRING_SCHEMA : SCHEMAS.get(name);
  }

  static List<Step> random(Random random, RandomTable scenario, int length) {
    List<Step> steps = new ArrayList<>();
    List<List<String>> keys = scenario.key().keys();
    for (int i = 0; i < length; i++) {
      List<String> spellings = keys.get(random.nextInt(keys.size()));
      String spelling = spellings.get(random.nextInt(spellings.size()));
      String id = spelling.equals("null") ? null : spelling;
      boolean schemas = random.nextInt(3) == 0;
      int dice = random.nextInt(100);
      if (dice < 2) {
        steps.add(new Step(null, Step.Kind.TRUNCATE, Map.of(), false));
      } else if (dice < 22) {
        steps.add(new Step(id, Step.Kind.TOMBSTONE, Map.of(), schemas));
      } else {
        steps.add(new Step(id, Step.Kind.WRITE, row(random, scenario, i, schemas), schemas));
      }
    }
    return steps;
  }

  private static Map<String, Object> row(
      Random random, RandomTable scenario, int number, boolean schemas) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("a", random.nextInt(100));
    all.put("nn", "n" + number);
    all.put("nv", random.nextInt(50));
    all.put("n", (long) random.nextInt(1000));
    all.put("f", random.nextInt(100) / 10.0);
    all.put("d", BigDecimal.valueOf(random.nextInt(100_000), 3));
    all.put("s", "s" + number);
    all.put("c", random.nextInt(6) == 0 ? "t    " : RandomTable.pick(random, "", "x", "xy"));
    all.put("j", Map.of("k" + random.nextInt(3), number));
    all.put("ts", instant(random, schemas));
    all.put("v", random.nextInt(12));
    all.put("tags", List.of("t" + number));
    if (random.nextInt(4) == 0) {
      all.put("doubled", 1L);
      all.put("always", (long) number);
      all.put("gone", random.nextBoolean());
    }
    if (scenario.partial() && random.nextInt(3) == 0) {
      all.put("state", random.nextBoolean() ? "closed" : null);
    }
    if (!scenario.lists()) {
      all.remove("tags");
    }
    int part = random.nextInt(3);
    all.keySet().removeIf(name -> part == 0 && random.nextBoolean());
    boolean mustHaveA = scenario.required() && random.nextInt(8) > 0;
    for (Map.Entry<String, Object> field : all.entrySet()) {
      boolean mayBeNull = !(field.getKey().equals("a") && mustHaveA);
      if (random.nextInt(9) == 0 && mayBeNull && !field.getKey().equals("always")) {
        field.setValue(null);
      }
    }
    if (random.nextInt(12) == 0) {
      spoil(all, random);
    }
    if (all.isEmpty()) {
      all.put("s", "only");
    }
    return all;
  }

  /** Makes a record that can't be stored, whichever side finds out. */
  private static void spoil(Map<String, Object> row, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> row.put("n", "not a number");
      case 1 -> row.put("c", "far too long");
      case 2 -> row.put("v", "99999999999");
      default -> row.put("s", "lone surrogate \ud800");
    }
  }

  private static Object instant(Random random, boolean schemas) {
    Instant instant = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextInt(60));
    return schemas ? Date.from(instant) : instant.toString();
  }
}
