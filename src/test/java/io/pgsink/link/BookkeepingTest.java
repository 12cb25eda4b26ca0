// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S2: offsets are no target, whoever's connector they belong to and however they are reached. */
class BookkeepingTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private static TestDatabase database;

  @BeforeAll
  static void keepOffsets() {
    database = TestPostgres.shared().createDatabase("bookkeeping");
    database.execute("CREATE SCHEMA other", "CREATE TABLE stored (id int PRIMARY KEY, v text)");
    for (String offsets : new String[] {"pgsink_offsets", "other.\"Progress\""}) {
      try (TaskHarness victim =
          TaskHarness.start(
              database,
              "name",
              "victim",
              "table.name.format",
              "stored",
              "delivery.guarantee",
              "exactly_once",
              "offsets.table",
              offsets.replace("\"", ""),
              "consumer.override.isolation.level",
              "read_committed")) {
        victim.open(ORDERS);
        victim.write(new Records("orders", 0).map(null, Map.of("id", 1, "v", "a")));
      }
    }
    database.execute(
        "CREATE VIEW seen AS SELECT connector AS c, topic AS t, partition AS p, next_offset AS n,"
            + " epoch AS e FROM pgsink_offsets",
        "CREATE VIEW seen_again AS SELECT * FROM seen",
        "CREATE TABLE parent (connector text, topic text, next_offset bigint)",
        "CREATE TABLE ruled (connector text)",
        "CREATE RULE through AS ON INSERT TO ruled DO INSTEAD"
            + " UPDATE pgsink_offsets SET next_offset = 0",
        "ALTER TABLE parent ALTER connector SET NOT NULL, ALTER topic SET NOT NULL",
        "CREATE TABLE unfenced (LIKE pgsink_offsets)",
        "CREATE TABLE heirs (connector text NOT NULL)",
        "CREATE TABLE heir (topic text, partition int, next_offset bigint, epoch bigint)"
            + " INHERITS (heirs)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pgsink_offsets",
        "public.pgsink_offsets",
        "other.Progress",
        "seen",
        "seen_again",
        "ruled",
        "unfenced",
        "heirs",
        "heir"
      })
  void neitherATopicNorAHeaderNamesThem(String table) {
    String before = database.value("SELECT string_agg(o::text, ';') FROM pgsink_offsets o");
    for (String format : new String[] {"${header.table}", table}) {
      try (TaskHarness task =
          TaskHarness.startTolerant(
              database,
              "table.name.format",
              format,
              "auto.create",
              "true",
              "auto.evolve",
              "true",
              "insert.mode",
              "insert",
              "topic.t.conflict.keys",
              "connector,topic,partition")) {
        task.open(new TopicPartition("t", 0));
        var record =
            new Records("t", 0)
                .map(
                    null,
                    Map.of(
                        "connector", "victim",
                        "topic", "orders",
                        "partition", 0,
                        "next_offset", 1_000_000,
                        "epoch", 77));
        record.headers().addString("table", table);
        // a record's own choice is a dead letter where the whole connector needn't stop
        try {
          task.write(record);
          assertEquals(1, task.messages().size());
          assertTrue(task.messages().get(0).contains("offsets"), task.messages()::toString);
        } catch (ConnectException stopped) {
          assertTrue(stopped.getMessage().contains("keep their offsets"), stopped::getMessage);
        }
      }
    }
    assertEquals(before, database.value("SELECT string_agg(o::text, ';') FROM pgsink_offsets o"));
  }

  @Test
  void noTableOfTheirNameIsCreated() {
    TestDatabase empty = TestPostgres.shared().createDatabase("no_bookkeeping");
    try (TaskHarness task =
        TaskHarness.start(empty, "table.name.format", "pgsink_offsets", "auto.create", "true")) {
      task.open(new TopicPartition("t", 0));
      assertThrows(
          ConnectException.class,
          () -> task.write(new Records("t", 0).map(Map.of("id", 1), Map.of("id", 1))));
    }
    assertEquals(0, empty.count("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
  }
}
