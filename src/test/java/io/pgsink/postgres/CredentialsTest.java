// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static io.pgsink.rig.Records.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Await;
import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that rotate while a task runs, and a database that may sleep. */
class CredentialsTest {
  private static final TestDatabase DATABASE = TestPostgres.shared().createDatabase("credentials");

  private final Records records = new Records("t", 0);

  @BeforeEach
  void makeTable() {
    DATABASE.execute(
        "DROP TABLE IF EXISTS t, pgsink_offsets",
        "CREATE TABLE t (id bigint PRIMARY KEY)",
        "DO $$ BEGIN CREATE ROLE credentials_user LOGIN; EXCEPTION WHEN duplicate_object THEN END"
            + " $$",
        "DO $$ BEGIN CREATE ROLE credentials_heir LOGIN; EXCEPTION WHEN duplicate_object THEN END"
            + " $$",
        "ALTER ROLE credentials_user LOGIN PASSWORD 'first'",
        "ALTER ROLE credentials_heir PASSWORD 'new'",
        "GRANT ALL ON SCHEMA public TO credentials_user, credentials_heir",
        "GRANT ALL ON t TO credentials_user, credentials_heir");
  }

  private TaskHarness start(String guarantee) {
    return TaskHarness.start(
        DATABASE,
        "connection.user",
        "credentials_user",
        "connection.password",
        "first",
        "connection.timeout.ms",
        "2000",
        "delivery.guarantee",
        guarantee);
  }

  private SinkRecord record(long id) {
    return records.struct(row("id", id), row("id", id));
  }

  private static void endSessions() {
    DATABASE.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN"
            + " ('credentials_user', 'credentials_heir')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aRotatedPasswordIsFollowed(String guarantee) {
    try (TaskHarness task = start(guarantee)) {
      task.open(new TopicPartition("t", 0));
      task.write(record(0));
      for (int i = 1; i <= 3; i++) {
        DATABASE.execute("ALTER ROLE credentials_user PASSWORD 'word" + i + "'");
        endSessions();
        task.put(record(i));
        task.reconfigure("connection.password", "word" + i);
        task.flush();
        assertEquals(i + 1, DATABASE.count("SELECT count(*) FROM t"));
      }
    }
  }

  @Test
  void aUserNameRotatesToo() {
    try (TaskHarness task = start("at_least_once")) {
      task.write(record(0));
      DATABASE.execute("ALTER ROLE credentials_user NOLOGIN");
      endSessions();
      task.put(record(1));
      task.reconfigure("connection.user", "credentials_heir");
      task.reconfigure("connection.password", "new");
      task.flush();
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void aProviderThatFailsIsAskedAgain() {
    try (TaskHarness task = start("at_least_once")) {
      task.write(record(0));
      DATABASE.execute("ALTER ROLE credentials_user PASSWORD 'late'");
      endSessions();
      // what Connect gives then can't be parsed, as when a provider doesn't answer
      task.reconfigure("batch.size", "unresolved");
      task.put(record(1));
      task.reconfigure("batch.size", "5000");
      task.reconfigure("connection.password", "late");
      task.flush();
    }
    assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
  }

  @Test
  void aWrongPasswordFailsOnceWithItsReason() {
    DATABASE.execute("ALTER ROLE credentials_user PASSWORD 'another'");
    try (TaskHarness task = start("at_least_once")) {
      ConnectException failure = assertThrows(ConnectException.class, () -> task.write(record(0)));
      assertTrue(failure.getMessage().contains("28P01"), failure.getMessage());
    }
  }

  @Test
  void withoutWorkNoSessionIsLeftAndTheNextRecordIsWritten() {
    try (TaskHarness task =
        TaskHarness.start(
            DATABASE,
            "connection.user",
            "credentials_user",
            "connection.password",
            "first",
            "connection.idle.timeout.ms",
            "700")) {
      task.write(record(0));
      String sessions = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'credentials_user'";
      Await.until(
          "no session is left", Duration.ofSeconds(20), () -> DATABASE.count(sessions) == 0);
      task.write(record(1));
      assertEquals(2, DATABASE.count("SELECT count(*) FROM t"));
    }
  }
}
