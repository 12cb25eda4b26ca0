// SPDX-License-Identifier: Apache-2.0
package io.pgsink.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pgsink.rig.Await;
import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One copy of the source: Debezium's connector with some settings, our sink, and the database that
 * it fills.
 *
 * @param name of the copy, its topics' prefix, its slot
 * @param source the database that is copied
 * @param target the database that it is copied to
 * @param json the ready connector JSON of the sink
 * @param settings those of Debezium's connector that are the copy's own
 * @param left columns that can't be carried with these settings, as {@code schema.table.column}
 */
record Mirror(
    String name,
    TestDatabase source,
    TestDatabase target,
    Path json,
    Map<String, String> settings,
    Set<String> left) {
  /** With a schema for every record: exact binary numbers and times. */
  static Mirror withSchemas(TestDatabase source, TestPostgres server) {
    return new Mirror(
        "typed",
        source,
        server.createDatabase("typed"),
        Path.of("config/debezium-envelope.json"),
        settings("config/debezium/source.json", Map.of()),
        Set.of(
            "shop.numbers.special",
            "shop.numbers.not_four",
            "shop.numbers.not_eight",
            "shop.times.edge"));
  }

  /** Without schemas: everything that JSON has no form for travels as text. */
  static Mirror withoutSchemas(TestDatabase source, TestPostgres server) {
    return new Mirror(
        "plain",
        source,
        server.createDatabase("plain"),
        Path.of("config/debezium-without-schemas.json"),
        settings(
            "config/debezium/source.json",
            Map.of(
                "decimal.handling.mode", "string",
                "time.precision.mode", "isostring",
                "include.unknown.datatypes", "false",
                "key.converter.schemas.enable", "false",
                "value.converter.schemas.enable", "false")),
        Set.of(
            "shop.texts.called",
            "shop.times.late",
            "shop.times.no_moment",
            "shop.others.nine",
            "shop.others.most",
            "shop.others.many_ints",
            "shop.others.many_nums",
            "shop.others.many_days",
            "shop.others.ln",
            "shop.others.seg",
            "shop.others.bx",
            "shop.others.pth",
            "shop.others.poly",
            "shop.others.circ",
            "shop.others.location",
            "shop.others.query",
            "shop.others.lsn",
            "shop.others.xid",
            "shop.others.jpath",
            "shop.arrays.places",
            "shop.long_values.days"));
  }

  private static Map<String, String> settings(String file, Map<String, String> own) {
    Map<String, String> settings = new LinkedHashMap<>(ConnectRest.configOf(Path.of(file)));
    settings.putAll(own);
    return settings;
  }

  void createTables() {
    target.execute(EveryType.TYPES);
    EveryType.TABLES.forEach(table -> target.execute(table.without(left).ddl()));
  }

  void start(ConnectRest rest) {
    Map<String, String> reader = new LinkedHashMap<>(settings);
    reader.put("database.hostname", source.host());
    reader.put("database.port", Integer.toString(source.port()));
    reader.put("database.user", source.user());
    reader.put("database.password", source.password());
    reader.put("database.dbname", source.name());
    reader.put("topic.prefix", name);
    reader.put("slot.name", name);
    reader.put("publication.name", name);
    reader.put("column.exclude.list", String.join(",", left).replace(".", "\\."));
    reader.put("provide.transaction.metadata", "true");
    reader.put("poll.interval.ms", "50");
    rest.put(name + "-source", reader);
    Map<String, String> writer = ConnectRest.configOf(json);
    writer.put("topics.regex", name + "\\..*");
    writer.put("connection.url", target.url());
    writer.put("connection.user", target.user());
    writer.put("connection.password", target.password());
    writer.put("tasks.max", "2");
    rest.put(name, writer);
  }

  void awaitStreaming() {
    Await.until(
        name + " streams",
        Duration.ofMinutes(1),
        () ->
            source.count(
                    "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '"
                        + name
                        + "'")
                == 1);
  }

  /** Waits until every table is equal to its source, then compares value by value. */
  void assertEqual(ConnectRest rest, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Await.until(
        name + " follows its source",
        patience.plusMinutes(1),
        () -> {
          rest.failIfFailed(name);
          rest.failIfFailed(name + "-source");
          return differences(1).isEmpty() || System.nanoTime() > end;
        });
    assertEquals("", String.join("\n", differences(40)));
  }

  /** A table that followed its source has its types. */
  void assertSameTypes(TypedTable table) {
    assertEquals(types(source, table), types(target, table));
  }

  private static String types(TestDatabase database, TypedTable table) {
    return database.value(
        "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', '"
            + " ORDER BY attname) FROM pg_attribute WHERE attnum > 0 AND attrelid = '"
            + table.name()
            + "'::regclass");
  }

  private List<String> differences(int most) {
    List<String> found = new ArrayList<>();
    for (TypedTable table : EveryType.TABLES) {
      if (found.size() < most && !print(source, table).equals(print(target, table))) {
        differences(table, most, found);
      }
    }
    return found;
  }

  private String print(TestDatabase database, TypedTable table) {
    return database.value(
        "SELECT count(*) || md5(string_agg(r, ',' ORDER BY id))"
            + " FROM (SELECT id, ROW(%s)::text AS r FROM %s) s"
                .formatted(String.join(", ", columns(table)), table.name()));
  }

  private void differences(TypedTable table, int most, List<String> found) {
    List<String> columns = columns(table);
    String rows =
        "SELECT id, %s FROM %s"
            .formatted(String.join("::text, ", columns) + "::text", table.name());
    Set<String> columnsSeen = new HashSet<>();
    Map<String, List<String>> copies = new LinkedHashMap<>();
    target.query(rows).forEach(row -> copies.put(row.get(0), row));
    for (List<String> row : source.query(rows)) {
      List<String> copy = copies.remove(row.get(0));
      if (copy == null) {
        found.add("%s: %s lacks id %s".formatted(name, table.name(), row.get(0)));
      }
      for (int i = 1; copy != null && i < row.size(); i++) {
        boolean equal = Objects.equals(row.get(i), copy.get(i));
        // one example for each column
        if (!equal && columnsSeen.add(columns.get(i - 1))) {
          found.add(
              "%s: %s.%s is %s in the source and %s in the copy"
                  .formatted(
                      name, table.name(), columns.get(i - 1), cut(row.get(i)), cut(copy.get(i))));
        }
      }
      if (found.size() >= most) {
        return;
      }
    }
    copies
        .keySet()
        .forEach(id -> found.add(name + ": " + table.name() + " has a further id " + id));
  }

  private static String cut(String text) {
    return text == null || text.length() <= 60 ? text : text.substring(0, 60) + '…';
  }

  /** All columns that the copy has. */
  private List<String> columns(TypedTable table) {
    return target
        .query(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
                + " AND attrelid = '"
                + table.name()
                + "'::regclass ORDER BY attnum")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  void stop(ConnectRest rest) {
    rest.delete(name);
    rest.delete(name + "-source");
  }
}
