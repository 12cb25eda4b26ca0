package io.pgsink.flow;

import io.pgsink.batch.RowBatch;
import io.pgsink.link.Change;
import io.pgsink.link.ChangeReader;
import io.pgsink.link.Refusal;
import io.pgsink.link.RowTarget;
import io.pgsink.link.Targets;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
   * @throws io.pgsink.table.EnvironmentException when a table can't be written any more
   * @throws WriteException when the database can't be asked
   */
  Relinked relink(LaneBatch stale) throws WriteException {
    List<Change> changes = stale.rows().changes();
    Set<RowTarget> known = new HashSet<>();
    for (Change change : changes) {
      known.add(change.target());
    }
    for (RowTarget target : known) {
      targets.refresh(target);
    }
    List<Change> relinked = new ArrayList<>(changes.size());
    List<Refusal> refusals = new ArrayList<>();
    for (Change change : changes) {
      try {
        reader.read(change.record(), relinked);
      } catch (BadRecordException | ChangeReader.RefusedForTable refused) {
        refusals.add(ChangeReader.refusal(change.record(), refused));
      }
    }
    boolean same = refusals.isEmpty();
    for (Change change : relinked) {
      same &= known.contains(change.target());
    }
    return new Relinked(stale.of(RowBatch.of(relinked)), refusals, same);
  }
}
