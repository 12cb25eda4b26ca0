package io.pgsink.flow;

import io.pgsink.batch.Change;
import io.pgsink.batch.RowBatch;
import io.pgsink.batch.RowGroup;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.postgres.BatchWriter.Statement;
import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns changes into statements, and tells the changes that can't be turned into any. */
final class Batches {
  private Batches() {}

  /**
   * Statements that are ready to run.
   *
   * @param rows what they write
   * @param statements the statements, in order
   * @param refusals the changes that were left out, because a value has no place in its column
   * @param apart whether the rows can't be folded, and must be written one change at a time
   */
  record Encoded(
      RowBatch rows, List<Statement> statements, List<Refusal> refusals, boolean apart) {}

  /** Encodes a batch without the changes that can't be encoded. */
  static Encoded encode(RowBatch batch) {
    Map<Change, BadRecordException> refused = new LinkedHashMap<>();
    RowBatch rows = batch;
    while (true) {
      RowBatch.Encoded encoded = rows.encode();
      if (encoded.suspects().isEmpty()) {
        return new Encoded(rows, statements(rows, encoded), refusals(refused), false);
      }
      Map<Change, BadRecordException> found = RowBatch.refused(encoded.suspects());
      if (found.isEmpty()) {
        // each change is fine alone: only what folding made of them is not
        return new Encoded(rows, List.of(), refusals(refused), true);
      }
      refused.putAll(found);
      Set<Change> dropped = new HashSet<>(found.keySet());
      rows = rows.without(dropped::contains);
    }
  }

  private static List<Statement> statements(RowBatch rows, RowBatch.Encoded encoded) {
    List<RowGroup> groups = rows.groups();
    List<Statement> statements = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      ColumnBatch parameters = encoded.parameters().get(i);
      statements.add(new Statement(groups.get(i).sql(), parameters));
    }
    return statements;
  }

  private static List<Refusal> refusals(Map<Change, BadRecordException> refused) {
    List<Refusal> refusals = new ArrayList<>();
    refused.forEach((change, reason) -> refusals.add(refusal(change, reason.getMessage())));
    return refusals;
  }

  static Refusal refusal(Change change, String reason) {
    return new Refusal(change.record(), Optional.of(change.target().plan().table().id()), reason);
  }
}
