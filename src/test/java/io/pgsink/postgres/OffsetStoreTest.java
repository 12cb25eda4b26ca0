// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.postgres.TestWriter.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.Statement;
import io.pgsink.postgres.OffsetStore.Advance;
import io.pgsink.postgres.OffsetStore.Claim;
import io.pgsink.postgres.OffsetStore.SourcePartition;
import io.pgsink.rig.Await;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import io.pgsink.table.Column;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.TableId;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WriteSql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OffsetStoreTest {
  private static final TableId TABLE = TableId.parse("pgsink_offsets");
  private static final SourcePartition P0 = new SourcePartition("orders", 0);
  private static final SourcePartition P1 = new SourcePartition("orders", 1);

  private static TestDatabase database;
  private static TestWriter writer;

  private final OffsetStore store = new OffsetStore(TABLE, "sink");
  private WritePlan plan;

  @BeforeAll
  static void open() {
    database = TestPostgres.shared().createDatabase("offsets");
    writer = new TestWriter(database);
  }

  @AfterAll
  static void close() {
    writer.close();
  }

  @BeforeEach
  void create() throws WriteException {
    database.execute(
        "DROP TABLE IF EXISTS pgsink_offsets, counted",
        "CREATE TABLE counted (id int PRIMARY KEY, v text)");
    store.prepare(writer.connection());
    plan = writer.plan("counted", new TestOptions());
  }

  private long[] write(String id, OffsetStore.SourcePartition partition, long epoch, long next)
      throws WriteException {
    return write(id, Map.of(partition, to(partition, epoch, next)));
  }

  private long[] write(String id, Map<SourcePartition, Advance> advances) throws WriteException {
    return writer.write(plan, store.advance(advances), upsert(id));
  }

  /** An advance from what is stored now. */
  private Advance to(SourcePartition partition, long epoch, long next) {
    String now = stored("next_offset", partition);
    return new Advance(
        epoch, now == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(now)), next);
  }

  /** What a column of the partition's row holds; null without a value and without a row. */
  private String stored(String column, SourcePartition partition) {
    return database.value(
        ("SELECT (SELECT %s FROM pgsink_offsets"
                + " WHERE connector = 'sink' AND topic = '%s' AND partition = %d)")
            .formatted(column, partition.topic(), partition.partition()));
  }

  private Statement upsert(String id) {
    List<Column> columns = TestWriter.columns(plan.table(), "id,v");
    return writer.statement(WriteSql.upsert(plan, columns), columns, row(id, "x"));
  }

  private long nextOffset(SourcePartition partition) {
    return Long.parseLong(stored("next_offset", partition));
  }

  @Test
  void aFirstClaimKnowsNoOffset() throws WriteException {
    assertEquals(
        Map.of(P0, new Claim(1, OptionalLong.empty()), P1, new Claim(1, OptionalLong.empty())),
        store.claim(writer.connection(), List.of(P1, P0)));
  }

  @Test
  void rowsAndOffsetsAreStoredTogether() throws WriteException {
    store.claim(writer.connection(), List.of(P0, P1));
    write("1", Map.of(P0, to(P0, 1, 10), P1, to(P1, 1, 20)));
    assertEquals(1, database.count("SELECT count(*) FROM counted"));
    assertEquals(
        Map.of(P0, new Claim(2, OptionalLong.of(10)), P1, new Claim(2, OptionalLong.of(20))),
        store.claim(writer.connection(), List.of(P0, P1)));
  }

  @Test
  void aRefusedRowKeepsTheOffsetBack() throws WriteException {
    store.claim(writer.connection(), List.of(P0));
    assertThrows(WriteException.class, () -> write(null, P0, 1, 10));
    assertNull(stored("next_offset", P0));
  }

  @Test
  void aStaleWriterCommitsNothing() throws WriteException {
    store.claim(writer.connection(), List.of(P0, P1));
    write("1", Map.of(P0, to(P0, 1, 10), P1, to(P1, 1, 10)));
    store.claim(writer.connection(), List.of(P0));
    for (Map<SourcePartition, Advance> stale :
        List.of(Map.of(P0, to(P0, 1, 20)), Map.of(P0, to(P0, 1, 20), P1, to(P1, 1, 20)))) {
      WriteException fenced = assertThrows(WriteException.class, () -> write("2", stale));
      assertEquals(WriteException.Kind.FENCED, fenced.kind(), fenced.getMessage());
      assertFalse(fenced.evicts());
    }
    assertEquals(1, database.count("SELECT count(*) FROM counted"));
    assertEquals(10, nextOffset(P0));
    assertEquals(10, nextOffset(P1));
    write("3", P1, 1, 30);
    assertEquals(30, nextOffset(P1));
  }

  /** F16 F17: the database has lost its last commits, a failover or a restore lies behind. */
  @Test
  void aWriterThatGoesOnFromAnotherOffsetThanTheStoredOneCommitsNothing() throws WriteException {
    store.claim(writer.connection(), List.of(P0));
    write("1", P0, 1, 10);
    for (OptionalLong previous : List.of(OptionalLong.of(15), OptionalLong.empty())) {
      WriteException fenced =
          assertThrows(
              WriteException.class, () -> write("2", Map.of(P0, new Advance(1, previous, 20))));
      assertEquals(WriteException.Kind.FENCED, fenced.kind(), fenced.getMessage());
    }
    assertEquals(1, database.count("SELECT count(*) FROM counted"));
    assertEquals(10, nextOffset(P0));
  }

  @Test
  void aPartitionThatWasNeverClaimedFences() {
    WriteException fenced = assertThrows(WriteException.class, () -> write("1", P0, 1, 10));
    assertEquals(WriteException.Kind.FENCED, fenced.kind());
    assertEquals(0, database.count("SELECT count(*) FROM counted"));
  }

  @Test
  void theOffsetsAndTheRowsAreOneRoundTrip() throws Exception {
    store.claim(writer.connection(), List.of(P0));
    write("1", P0, 1, 5);
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port());
        Connection connection = open(tap)) {
      tap.clear();
      batchWriter()
          .write(
              connection,
              plan.table().id(),
              List.of(store.advance(Map.of(P0, to(P0, 1, 6))), upsert("2")));
      assertEquals(1, tap.roundTrips(), tap.messages().toString());
    }
  }

  /** F41: the zombie's transaction is under way when the partition is claimed. */
  @Test
  void aClaimWaitsForATransactionUnderWay() throws Exception {
    store.claim(writer.connection(), List.of(P0));
    try (Connection zombie = database.connect();
        Connection heir = database.connect()) {
      zombie.setAutoCommit(false);
      run(zombie, "UPDATE pgsink_offsets SET next_offset = 10 WHERE epoch = 1");
      CompletableFuture<Map<SourcePartition, Claim>> claim =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return store.claim(heir, List.of(P0));
                } catch (WriteException e) {
                  throw new CompletionException(e);
                }
              });
      awaitLock();
      zombie.commit();
      assertEquals(Map.of(P0, new Claim(2, OptionalLong.of(10))), claim.join());
    }
  }

  /** The claim commits while the zombie's advance waits for its row. */
  @Test
  void aWriterOvertakenWhileItWaitsCommitsNothing() throws Exception {
    store.claim(writer.connection(), List.of(P0));
    try (Connection heir = database.connect()) {
      heir.setAutoCommit(false);
      store.claim(heir, List.of(P0));
      CompletableFuture<long[]> zombie =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return write("1", P0, 1, 10);
                } catch (WriteException e) {
                  throw new CompletionException(e);
                }
              });
      awaitLock();
      heir.commit();
      CompletionException fenced = assertThrows(CompletionException.class, zombie::join);
      assertEquals(WriteException.Kind.FENCED, ((WriteException) fenced.getCause()).kind());
    }
    assertEquals(0, database.count("SELECT count(*) FROM counted"));
  }

  /** F08: the answer to the commit is lost. */
  @Test
  void aCommitWithoutAnswerIsFoundOut() throws Exception {
    store.claim(writer.connection(), List.of(P0));
    try (ProtocolTap tap = new ProtocolTap(database.host(), database.port());
        Connection connection = open(tap)) {
      List<Statement> batch = List.of(store.advance(Map.of(P0, to(P0, 1, 10))), upsert("1"));
      tap.swallowAnswers();
      WriteException lost =
          assertThrows(
              WriteException.class,
              () -> batchWriter().write(connection, plan.table().id(), batch));
      assertTrue(lost.evicts());
      assertEquals(WriteException.Kind.TRANSIENT, lost.kind());
    }
    Map<OffsetStore.SourcePartition, Claim> settled =
        store.settle(writer.connection(), Map.of(P0, 1L));
    assertEquals(OptionalLong.of(10), settled.get(P0).nextOffset());
    // its own answer may be lost as well: asked again, it says the same
    assertEquals(settled, store.settle(writer.connection(), Map.of(P0, 1L)));
    // whoever still holds the old epoch, such as the connection that was cut, is too late now
    assertThrows(WriteException.class, () -> write("2", P0, 1, 20));
    write("2", P0, settled.get(P0).epoch(), 20);
    assertEquals(20, nextOffset(P0));
  }

  @Test
  void settlingTakesNothingBackFromAnHeir() throws WriteException {
    store.claim(writer.connection(), List.of(P0, P1));
    store.claim(writer.connection(), List.of(P1));
    WriteException fenced =
        assertThrows(
            WriteException.class, () -> store.settle(writer.connection(), Map.of(P0, 1L, P1, 1L)));
    assertEquals(WriteException.Kind.FENCED, fenced.kind());
    assertEquals("2", stored("epoch", P1));
  }

  /** F50 */
  @Test
  void offsetsAreAlteredFromOutside() throws WriteException {
    store.claim(writer.connection(), List.of(P0));
    write("1", P0, 1, 10);
    Map<SourcePartition, OptionalLong> wanted =
        Map.of(P0, OptionalLong.of(3), P1, OptionalLong.of(7));
    store.alter(writer.connection(), wanted);
    store.alter(writer.connection(), wanted);
    assertEquals(3, nextOffset(P0));
    assertEquals(7, nextOffset(P1));
    assertThrows(WriteException.class, () -> write("2", P0, 1, 20), "a task that still runs");
    store.alter(writer.connection(), Map.of(P0, OptionalLong.empty()));
    assertEquals(
        OptionalLong.empty(), store.claim(writer.connection(), List.of(P0)).get(P0).nextOffset());
    assertEquals(7, nextOffset(P1));
  }

  @Test
  void connectorsDoNotMeet() throws WriteException {
    OffsetStore other = new OffsetStore(TABLE, "other ' ?");
    store.claim(writer.connection(), List.of(P0));
    other.claim(writer.connection(), List.of(P0));
    other.claim(writer.connection(), List.of(P0));
    write("1", P0, 1, 10);
    assertEquals(
        Map.of(P0, new Claim(3, OptionalLong.empty())),
        other.claim(writer.connection(), List.of(P0)));
    other.alter(writer.connection(), Map.of(P0, OptionalLong.of(99)));
    assertEquals(10, nextOffset(P0));
  }

  @Test
  void tasksPrepareTheTableTogether() throws Exception {
    database.execute("DROP TABLE pgsink_offsets");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(
            CompletableFuture.runAsync(
                () -> {
                  try (Connection connection = database.connect()) {
                    Transactions.in(
                        connection,
                        () -> {
                          store.prepare(connection);
                          return true;
                        });
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                },
                pool));
      }
      tasks.forEach(CompletableFuture::join);
    } finally {
      pool.shutdownNow();
    }
    assertEquals(0, database.count("SELECT count(*) FROM pgsink_offsets"));
  }

  @Test
  void aTableOfThatNameThatCannotFenceIsRefused() {
    database.execute(
        "CREATE TABLE not_offsets (connector text, topic text, partition int, epoch bigint)");
    EnvironmentException refused =
        assertThrows(
            EnvironmentException.class,
            () ->
                new OffsetStore(TableId.parse("not_offsets"), "sink").prepare(writer.connection()));
    assertTrue(refused.getMessage().contains("CREATE TABLE"), refused.getMessage());
  }

  private static BatchWriter batchWriter() {
    return new BatchWriter(TestWriter.config(database));
  }

  private static Connection open(ProtocolTap tap) throws Exception {
    TestDatabase tapped =
        new TestDatabase(
            "localhost", tap.port(), database.name(), database.user(), database.password());
    return ConnectionFactory.open(
        TestWriter.config(tapped, "connection.sslmode", "disable"), "tapped");
  }

  private static void run(Connection connection, String sql) throws Exception {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitLock() {
    Await.until(
        "somebody waits for the row",
        () ->
            database.count(
                    "SELECT count(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                == 1);
  }
}
