// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.batch.EncodedBatch;
import io.pgsink.batch.RowGroup;
import io.pgsink.columnar.ColumnBatch;
import io.pgsink.link.Change;
import io.pgsink.postgres.Database;
import io.pgsink.postgres.Violation;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.Column;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.OrphanSql;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Finds the rows of a batch whose parents are neither stored nor in the batch, all in one round
 * trip. It is only a short cut: what it doesn't find, PostgreSQL still refuses.
 */
final class Orphans {
  private final Database database;

  Orphans(Database database) {
    this.database = database;
  }

  /**
   * The changes whose rows lack the parent that a foreign key asks for. Rows of several changes are
   * left to a search: an earlier one of them may be good.
   *
   * @param batch what is to be written
   * @param refusal the failure of a batch that the foreign key refused
   */
  List<Change> in(LaneBatch batch, WriteException refusal)
      throws WriteException, InterruptedException {
    EncodedBatch encoded = batch.encoded();
    if (encoded.apart() || refusal.violation().isEmpty()) {
      return List.of();
    }
    Violation violation = refusal.violation().get();
    Set<SinkRecord> alone = alone(batch.rows().changes());
    List<Change> orphans = new ArrayList<>();
    List<RowGroup> groups = encoded.rows().groups();
    for (int i = 0; i < groups.size(); i++) {
      RowGroup group = groups.get(i);
      Optional<ForeignKey> key = key(group, violation);
      if (key.isEmpty()) {
        continue;
      }
      ColumnBatch rows = encoded.statements().get(i).columns();
      List<Column> columns = columns(group.definition(), key.get().columns());
      if (rows.columns().containsAll(columns)) {
        for (int place : places(encoded, key.get(), rows.project(columns))) {
          Change orphan = group.first(place - 1);
          if (alone.contains(orphan.record())) {
            orphans.add(orphan);
          }
        }
      }
    }
    return orphans;
  }

  /** The changes that are the only ones of their rows. */
  private static Set<SinkRecord> alone(List<Change> changes) {
    Set<SinkRecord> alone = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Change> row : Waiting.rows(changes)) {
      if (row.size() == 1) {
        alone.add(row.get(0).record());
      }
    }
    return alone;
  }

  private static Optional<ForeignKey> key(RowGroup group, Violation violation) {
    TableId table = group.table();
    if (group.kind() != RowGroup.Kind.WRITE || !table.equals(violation.table())) {
      return Optional.empty();
    }
    return group.definition().foreignKeys().stream()
        .filter(key -> key.table().equals(table) && key.name().equals(violation.constraint()))
        .findFirst();
  }

  private static List<Column> columns(Table table, List<String> names) {
    return names.stream().map(name -> table.column(name).orElseThrow()).toList();
  }

  private int[] places(EncodedBatch encoded, ForeignKey key, ColumnBatch given)
      throws WriteException {
    List<ColumnBatch> parameters = new ArrayList<>(List.of(given));
    List<List<Column>> parents = new ArrayList<>();
    List<RowGroup> groups = encoded.rows().groups();
    for (int i = 0; i < groups.size(); i++) {
      RowGroup group = groups.get(i);
      if (group.kind() == RowGroup.Kind.WRITE && group.table().equals(key.parent())) {
        List<Column> columns = columns(group.definition(), key.parentColumns());
        ColumnBatch rows = encoded.statements().get(i).columns();
        if (rows.columns().containsAll(columns)) {
          parents.add(columns);
          parameters.add(rows.project(columns));
        }
      }
    }
    return database.numbers(key.table(), OrphanSql.of(key, given.columns(), parents), parameters);
  }
}
