// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.RowBatch;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeReader;
import io.pgsink.link.Reading;
import io.pgsink.link.Refusal;
import io.pgsink.link.RowTarget;
import io.pgsink.link.Targets;
import io.pgsink.postgres.WriteException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Makes a batch again from its records, because a table isn't what it was when they were read: what
 * fields mean, how keys compare and how changes fold depends on the table. Used by one lane's
 * thread, with a reader of its own.
 */
final class Relinker {
  private final Targets targets;
  private final ChangeReader reader;

  Relinker(Targets targets, ChangeReader reader) {
    this.targets = targets;
    this.reader = reader;
  }

  /**
   * A batch that was made again.
   *
   * @param batch the batch, without the records that its tables refuse now
   * @param refusals these records
   * @param same whether all tables are what they were
   */
  record Relinked(LaneBatch batch, List<Refusal> refusals, boolean same) {}

  /**
   * Reads the tables of a batch again, and then its records.
   *
   * @param reported records that are dead letters already, whatever the tables would say now
   * @throws io.pgsink.table.EnvironmentException when a table can't be written any more
   * @throws WriteException when the database can't be asked
   */
  Relinked relink(LaneBatch stale, Set<SinkRecord> reported) throws WriteException {
    List<Change> changes = stale.rows().changes();
    Set<RowTarget> known = new HashSet<>();
    for (Change change : changes) {
      known.add(change.target());
    }
    for (RowTarget target : known) {
      targets.refresh(target);
    }
    List<SinkRecord> records = new ArrayList<>(changes.size());
    for (Change change : changes) {
      if (!reported.contains(change.record())) {
        records.add(change.record());
      }
    }
    Reading reading = reader.read(records);
    boolean same = reading.refusals().isEmpty();
    for (Change change : reading.changes()) {
      same &= known.contains(change.target());
    }
    return new Relinked(stale.of(RowBatch.of(reading.changes())), reading.refusals(), same);
  }
}
