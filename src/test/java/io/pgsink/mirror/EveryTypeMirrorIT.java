// SPDX-License-Identifier: Apache-2.0
package io.pgsink.mirror;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.ConnectRest;
import io.pgsink.rig.FailureLogs;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestKafka;
import io.pgsink.rig.TestPostgres;
import io.pgsink.rig.TestWorker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mirrors every type of PostgreSQL through Debezium's unflattened envelopes, once with schemas and
 * once without, while rows are inserted, changed, moved to other keys and deleted, tables truncated
 * and altered. In the end every table equals its source, text for text.
 *
 * <p>{@code -Dpgsink.mirror.changes=100000} makes it long.
 */
@ExtendWith(FailureLogs.class)
final class EveryTypeMirrorIT {
  private static final long CHANGES = Long.getLong("pgsink.mirror.changes", 5_000);

  @Test
  void everyTypeAndEveryKindOfChangeIsMirroredTextForText() throws SQLException {
    try (TestPostgres server = TestPostgres.start("wal_level=logical");
        TestWorker worker = TestWorker.start(TestKafka.shared())) {
      TestDatabase source = server.createDatabase("source");
      source.execute(EveryType.TYPES);
      EveryType.TABLES.forEach(table -> source.execute(table.ddl()));
      source.execute(EveryType.SETTINGS);
      RoundsOfChanges traffic = new RoundsOfChanges(source);
      traffic.fill();

      List<Mirror> mirrors =
          List.of(Mirror.withSchemas(source, server), Mirror.withoutSchemas(source, server));
      ConnectRest rest = worker.rest();
      mirrors.forEach(Mirror::createTables);
      mirrors.forEach(mirror -> mirror.start(rest));
      mirrors.forEach(Mirror::awaitStreaming);

      while (traffic.changes() < CHANGES / 2) {
        traffic.rounds(3);
      }
      // records without schemas can't widen a table, so that one is altered before its source
      mirrors.get(1).target().execute(EveryType.CHANGES);
      traffic.change();
      source.execute("SELECT pg_logical_emit_message(true, 'pgsink', 'a message is no row')");
      while (traffic.changes() < CHANGES) {
        traffic.rounds(3);
      }
      assertTrue(traffic.changes() >= CHANGES);

      Duration patience = Duration.ofSeconds(60 + CHANGES / 400);
      mirrors.forEach(mirror -> mirror.assertEqual(rest, patience));
      mirrors.forEach(mirror -> mirror.assertSameTypes(EveryType.CHANGING));
      mirrors.forEach(mirror -> mirror.stop(rest));
    }
  }
}
