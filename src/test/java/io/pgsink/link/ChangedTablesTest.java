// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.postgres.TableManager;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.Column;
import io.pgsink.table.Definition;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is read again, and when, because tables may have been changed. */
@Timeout(30)
class ChangedTablesTest {
  private final Catalog catalog = new Catalog();
  private final Targets targets = new Targets(catalog, "test");
  private final ChangeReader reader =
      new ChangeReader(
          ConnectorOptions.parse(
              Map.of(
                  "name", "test",
                  "topics", "t,u",
                  "unknown.fields", "fail",
                  "connection.url", "jdbc:postgresql://localhost/none",
                  "connection.user", "nobody",
                  "connection.password", "none")),
          targets);

  /** A catalog that counts questions, and answers some of them only when it may. */
  private static final class Catalog implements Tables {
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile CountDownLatch asked = new CountDownLatch(1);
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile long version = 1;
    private volatile List<String> columns = List.of("id", "a");

    @Override
    public Optional<Table> evolve(TableId id, TableManager.Plan plan) {
      reads.incrementAndGet();
      if (id.name().equals("u")) {
        asked.countDown();
        awaitRelease();
      }
      List<Column> all = new ArrayList<>();
      for (String name : columns) {
        all.add(new Column(name, PgType.builtIn("text"), false, false, Column.Origin.PLAIN, true));
      }
      UniqueIndex key =
          new UniqueIndex(
              "key", List.of("id"), UniqueIndex.Kind.PRIMARY_KEY, false, false, Optional.empty());
      TableId found = new TableId("public", id.name());
      return Optional.of(
          Table.of(found, Table.Kind.TABLE, all, List.of(key))
              .with(new Definition(found, "{}", version)));
    }

    private void awaitRelease() {
      try {
        held.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean areCurrent(Collection<Definition> definitions) {
      looks.incrementAndGet();
      return definitions.stream().allMatch(each -> each.fingerprint() == version);
    }
  }

  private static SinkRecord record(String topic, long offset, String field) {
    return new SinkRecord(
        topic, 0, null, null, null, Map.of("id", "k" + offset, field, "x"), offset);
  }

  /** S5.4: another unknown field in every record asks the catalog once, not once per record. */
  @Test
  void aFloodOfUnknownFieldsAsksOnce() throws WriteException {
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      records.add(record("t", i, "unknown_" + i));
    }
    Reading reading = reader.read(records);
    assertEquals(1_000, reading.refusals().size());
    assertEquals(1, catalog.reads.get());
    assertEquals(1, catalog.looks.get());
  }

  /** K2.6: a record is only refused by a definition that is current. */
  @Test
  void aRecordThatOnlyAnOldDefinitionRefusesIsReadAgain() throws WriteException {
    reader.read(List.of(record("t", 0, "a")));
    RowTarget old = targets.known().iterator().next();
    catalog.columns = List.of("id", "a", "b");
    catalog.version = 2;
    Reading reading =
        reader.read(List.of(record("t", 1, "a"), record("t", 2, "b"), record("t", 3, "c")));
    assertEquals(List.of(3L), offsets(reading.refusals()));
    assertEquals(2, reading.changes().size());
    assertNotEquals(old, reading.changes().get(0).target());
    assertEquals(1, targets.replacements());
  }

  private static List<Long> offsets(List<Refusal> refusals) {
    return refusals.stream().map(refusal -> refusal.record().kafkaOffset()).toList();
  }

  /** Issue 13.7: put goes on while a lane waits for the catalog. */
  @Test
  void noThreadWaitsForWhatAnotherOneAsks() throws Exception {
    reader.read(List.of(record("t", 0, "a"), record("u", 0, "a")));
    catalog.held = new CountDownLatch(1);
    catalog.asked = new CountDownLatch(1);
    RowTarget stale =
        targets.known().stream()
            .filter(target -> target.plan().table().id().name().equals("u"))
            .findFirst()
            .orElseThrow();
    CompletableFuture<Void> lane =
        CompletableFuture.runAsync(
            () -> {
              try {
                targets.refresh(stale);
              } catch (WriteException e) {
                throw new IllegalStateException(e);
              }
            });
    catalog.asked.await();
    Reading reading = reader.read(List.of(record("t", 1, "a"), record("u", 1, "a")));
    assertEquals(2, reading.changes().size());
    assertFalse(lane.isDone());
    catalog.held.countDown();
    lane.get();
  }
}
