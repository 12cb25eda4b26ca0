// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestProducer;
import io.pgsink.rig.TestWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Four tasks of one connector want the same changes of one table at the same moment. */
@ExtendWith(FailureLogs.class)
final class EvolutionIT {
  private static final String CONNECTOR = "evolution";
  private static final int ROWS = 400;
  private static final int TASKS = 4;

  private final TestKafka kafka = TestKafka.shared();
  private final TestWorker worker = TestWorker.shared();
  private final ConnectRest rest = worker.rest();
  private final TestDatabase database = TestPostgres.shared().createDatabase("evolution");
  private final String topic = kafka.createTopic("evolving", TASKS);

  @AfterEach
  void deleteConnector() {
    if (rest.connectors().contains(CONNECTOR)) {
      rest.delete(CONNECTOR);
    }
  }

  @Test
  void everyChangeIsMadeByOneStatementAndNothingIsLost() throws IOException {
    send(Schema.INT32_SCHEMA, 0, 7);
    rest.put(
        CONNECTOR,
        Sinks.of(database, topic, "tasks.max=" + TASKS, "auto.create=true", "auto.evolve=true"));
    worker.awaitCommitted(CONNECTOR, topic);
    rest.awaitRunning(CONNECTOR, TASKS);
    assertEquals(1, changes("CREATE TABLE").size());

    rest.pause(CONNECTOR);
    send(Schema.OPTIONAL_INT64_SCHEMA, ROWS, 5_000_000_000L);
    rest.resume(CONNECTOR);
    worker.awaitCommitted(CONNECTOR, topic);
    rest.awaitRunning(CONNECTOR, TASKS);

    String table = '"' + topic + '"';
    assertEquals(2 * ROWS, database.count("SELECT count(*) FROM " + table));
    assertEquals(ROWS, database.count("SELECT count(*) FROM " + table + " WHERE amount = 7"));
    assertEquals(
        ROWS,
        database.count(
            "SELECT count(*) FROM %s WHERE amount = 5000000000 AND note = 'new'".formatted(table)));
    assertEquals(1, changes("ADD COLUMN IF NOT EXISTS \"note\"").size());
    assertEquals(1, changes("ALTER COLUMN \"amount\" TYPE bigint").size());
    assertEquals(1, changes("ALTER COLUMN \"amount\" DROP NOT NULL").size());
    assertEquals(4, changes("").size());
  }

  /** What the tasks said before they changed the table. */
  private List<String> changes(String sql) throws IOException {
    return Files.readAllLines(worker.log()).stream()
        .filter(line -> line.contains("Changing table") && line.contains(topic))
        .filter(line -> line.contains(sql))
        .toList();
  }

  /** Rows in every partition: those of a later version have a field more. */
  private void send(Schema amountSchema, int first, Object amount) {
    Schema key = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
    SchemaBuilder builder = SchemaBuilder.struct().field("amount", amountSchema);
    boolean later = first > 0;
    if (later) {
      builder.field("note", Schema.OPTIONAL_STRING_SCHEMA);
    }
    Schema value = builder.build();
    try (TestProducer producer = new TestProducer(kafka)) {
      for (int id = first; id < first + ROWS; id++) {
        Struct row = new Struct(value).put("amount", amount);
        if (later) {
          row.put("note", "new");
        }
        producer.send(topic, key, new Struct(key).put("id", id), value, row);
      }
    }
    assertTrue(kafka.lag(CONNECTOR, topic) >= ROWS, "the rows are waiting");
  }
}
