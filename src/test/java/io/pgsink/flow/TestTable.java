// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.config.SinkConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeReader;
import io.pgsink.link.Targets;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.WriteException;
import io.pgsink.rig.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/** The table of topic {@code t} in a test's database, and records read into changes of it. */
final class TestTable implements AutoCloseable {
  private final Database database;
  private final SinkConfig config;
  private final ChangeReader reader;

  TestTable(TestDatabase where, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("name", "test");
    options.put("topics", "t");
    options.put("delete.mode", "hard");
    options.put("connection.url", where.url());
    options.put("connection.user", where.user());
    options.put("connection.password", where.password());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    config = ConnectorOptions.parse(options);
    database = new Database(config.connection(), 1, "test-table");
    reader = new ChangeReader(config, new Targets(database::evolve, "test"));
  }

  SinkConfig config() {
    return config;
  }

  Database database() {
    return database;
  }

  List<Change> changes(List<SinkRecord> records) throws WriteException {
    List<Change> changes = new ArrayList<>();
    for (SinkRecord record : records) {
      reader.read(record, changes);
    }
    return changes;
  }

  @Override
  public void close() {
    database.close();
  }
}
