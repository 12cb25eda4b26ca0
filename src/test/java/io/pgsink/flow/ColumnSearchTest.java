// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static io.pgsink.rig.Records.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.batch.RowBatch;
import io.pgsink.link.Refusal;
import io.pgsink.postgres.SplitTransaction;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.Records;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that only PostgreSQL can judge, whose errors name no column. */
class ColumnSearchTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("columns");

  private final Records records = new Records("t", 0);
  private TestTable table;

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t",
        "DROP DOMAIN IF EXISTS odd",
        "DROP TYPE IF EXISTS place",
        "CREATE EXTENSION IF NOT EXISTS ltree",
        "CREATE TYPE place AS (street text, number int)",
        "CREATE DOMAIN odd AS int CHECK (VALUE % 2 = 1)",
        """
        CREATE TABLE t (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          needed text NOT NULL,
          other ltree,
          path ltree,
          home place,
          short varchar(3),
          bits bit(3),
          prices numeric(4,1)[],
          count odd,
          doc jsonb CHECK (doc <> '[13]'),
          span interval,
          host inet UNIQUE)\
        """);
    table = new TestTable(DATABASE);
  }

  @AfterEach
  void close() {
    table.close();
  }

  private BatchSplitter split(List<SinkRecord> poll) throws WriteException {
    RowBatch batch = RowBatch.of(table.changes(poll));
    try (SplitTransaction transaction = table.database().split()) {
      BatchSplitter splitter = new BatchSplitter(transaction, new Wording("test", false));
      splitter.split(batch);
      transaction.commit(batch.table());
      return splitter;
    }
  }

  /** A row with all columns, one of which has another value. */
  private SinkRecord row(long id, String column, Object value) {
    return records.map(
        map("id", id),
        map(
            "id",
            id,
            "needed",
            "x",
            "other",
            "a.b",
            "path",
            "a.b",
            "home",
            "(a,1)",
            "short",
            "abc",
            "bits",
            "101",
            "prices",
            "{1.5}",
            "count",
            1,
            "doc",
            "[]",
            "span",
            "1 day",
            "host",
            "10.0.0." + id,
            column,
            value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "other | a..b | 42601",
        "path | a..b | 42601",
        "home | (a,secret) | 22P02",
        "home | (a | 22P02",
        "short | secret | 22001",
        "bits | 10 | 22026",
        "prices | {12345678} | 22003",
        "count | 4242 | 23514",
        "doc | {\"secret\" | 22P02",
        "span | secret | 22007",
        "host | 10.0.0.secret | 22P02"
      })
  void theColumnIsNamedAndItsNeighboursAreStored(String column, String value, String state)
      throws WriteException {
    List<SinkRecord> poll = new ArrayList<>();
    for (long id = 1; id <= 9; id++) {
      poll.add(id == 3 || id == 7 ? row(id, column, value) : row(id, "needed", "y"));
    }
    BatchSplitter splitter = split(poll);
    assertEquals(2, splitter.refusals().size());
    for (Refusal refusal : splitter.refusals()) {
      String message = refusal.message();
      assertTrue(message.contains("SQLSTATE " + state + ", column \"" + column + '"'), message);
      assertFalse(message.contains(value), message);
    }
    assertEquals(
        "1,2,4,5,6,8,9", DATABASE.value("SELECT string_agg(id::text, ',' ORDER BY id) FROM t"));
    assertEquals(7, splitter.counts().written());
  }

  @Test
  void badValuesOfSeveralColumnsAreToldApart() throws WriteException {
    BatchSplitter splitter =
        split(
            List.of(
                row(1, "path", "a..b"),
                row(2, "other", "a..b"),
                row(3, "needed", "z"),
                row(4, "path", "a..b"),
                row(5, "span", "x")));
    List<String> columns =
        splitter.refusals().stream()
            .map(refusal -> refusal.message().replaceAll(".*SQLSTATE (.*)\\).*", "$1"))
            .toList();
    assertEquals(
        List.of(
            "42601, column \"path\"",
            "42601, column \"other\"",
            "42601, column \"path\"",
            "22007, column \"span\""),
        columns);
  }

  @Test
  void aDeleteWhoseKeyCannotBeReadNamesItsColumn() throws WriteException {
    DATABASE.execute("DROP TABLE t", "CREATE TABLE t (path ltree PRIMARY KEY, n int)");
    SinkRecord delete = records.next(null, map("path", "a..b"), null, null);
    String message = split(List.of(delete)).refusals().get(0).message();
    assertTrue(message.contains("42601, column \"path\""), message);
  }

  @Test
  void noColumnIsBlamedForWhatATriggerRaises() throws WriteException {
    DATABASE.execute(
        """
        CREATE OR REPLACE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.doc IS NULL OR NEW.short = 'no' THEN
            RAISE EXCEPTION 'judged' USING ERRCODE = '22023';
          END IF;
          RETURN NEW;
        END $$\
        """,
        "CREATE TRIGGER judge BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION judge()");
    String message = split(List.of(row(1, "short", "no"))).refusals().get(0).message();
    assertTrue(message.contains("SQLSTATE 22023)"), message);
  }

  @Test
  void aConstraintIsNamedInsteadOfAColumn() throws WriteException {
    String message = split(List.of(row(1, "doc", "[13]"))).refusals().get(0).message();
    assertTrue(message.contains("constraint \"t_doc_check\""), message);
    assertFalse(message.contains("column \""), message);
  }
}
