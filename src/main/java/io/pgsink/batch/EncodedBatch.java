// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import io.pgsink.columnar.Statement;
import io.pgsink.link.Change;
import io.pgsink.link.Refusal;
import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Statements that are ready to run, and the changes that can't be turned into any.
 *
 * @param rows what the statements write
 * @param statements the statements, in order
 * @param refusals the changes that were left out, because a value has no place in its column
 * @param apart whether the rows can't be folded, and must be written one change at a time
 */
public record EncodedBatch(
    RowBatch rows, List<Statement> statements, List<Refusal> refusals, boolean apart) {

  /** Encodes a batch without the changes that can't be encoded. */
  public static EncodedBatch of(RowBatch batch) {
    Map<Change, BadRecordException> refused = new LinkedHashMap<>();
    RowBatch rows = batch;
    while (true) {
      RowBatch.Encoded encoded = rows.encode();
      if (encoded.suspects().isEmpty()) {
        return new EncodedBatch(rows, statements(rows, encoded), refusals(refused), false);
      }
      Map<Change, BadRecordException> found = RowBatch.refused(encoded.suspects());
      if (found.isEmpty()) {
        // each change is fine alone: only what folding made of them is not
        return new EncodedBatch(rows, List.of(), refusals(refused), true);
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
      RowGroup group = groups.get(i);
      statements.add(new Statement(group.sql(), encoded.parameters().get(i), group.copy()));
    }
    return statements;
  }

  private static List<Refusal> refusals(Map<Change, BadRecordException> refused) {
    List<Refusal> refusals = new ArrayList<>();
    refused.forEach((change, reason) -> refusals.add(Refusal.of(change, reason.getMessage())));
    return refusals;
  }
}
