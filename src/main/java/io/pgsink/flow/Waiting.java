// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Change;
import io.pgsink.postgres.Violation;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.ForeignKey;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** Which changes may wait for others, with what, and for changes of which table. Pure. */
final class Waiting {
  private static final String UNIQUE = "23505";
  private static final String EXCLUSION = "23P01";

  /** Foreign keys; what RESTRICT raises is a state of its own from PostgreSQL 18 on. */
  private static final Set<String> FOREIGN_KEY = Set.of("23503", "23001");

  private Waiting() {}

  private record Row(TableId table, Object key) {}

  /** The row that a change is of; one without a key is like no other. */
  static Object row(Change change) {
    TableId table = change.target().plan().table().id();
    if (!change.layout().keysAreExact()) {
      return table;
    }
    return change.key() == null ? change.record() : new Row(table, change.key());
  }

  static TopicPartition partition(Change change) {
    SinkRecord record = change.record();
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  static boolean isOfForeignKey(WriteException failure) {
    return FOREIGN_KEY.contains(failure.sqlState());
  }

  /** Whether a change of another row can make room for one that was refused. */
  static boolean canBeHelped(Change change, WriteException refusal) {
    Optional<Violation> violation = refusal.violation();
    if (violation.isEmpty()) {
      return false;
    }
    String state = refusal.sqlState();
    if (FOREIGN_KEY.contains(state)) {
      return true;
    }
    // whoever has the same key is the same row; rows without a key are never deleted
    return (state.equals(UNIQUE) || state.equals(EXCLUSION))
        && change.key() != null
        && !isKey(change, violation.get().constraint());
  }

  private static boolean isKey(Change change, String constraint) {
    Table table = change.target().plan().table();
    List<String> keys =
        change.target().plan().target().columns().stream().map(each -> each.name()).toList();
    boolean others = false;
    for (UniqueIndex index : table.indexes()) {
      boolean same = Set.copyOf(index.columns()).equals(Set.copyOf(keys));
      if (index.name().equals(constraint)) {
        return same;
      }
      others |= !same;
    }
    // a partition's index has a name of its own
    return !others;
  }

  /** The table whose changes may make room. */
  static TableId helper(Change change, WriteException refusal) {
    Table table = change.target().plan().table();
    Violation violation = refusal.violation().orElseThrow();
    if (!FOREIGN_KEY.contains(refusal.sqlState())) {
      return table.id();
    }
    for (ForeignKey key : table.foreignKeys()) {
      boolean own = key.table().equals(table.id());
      if (own
          && key.name().equals(violation.constraint())
          && key.table().equals(violation.table())) {
        return key.parent();
      }
    }
    return violation.table();
  }

  /** Last rows first, each row's changes in order: mostly what comes later is what was missing. */
  static List<Change> backwards(List<Change> some) {
    List<List<Change>> reversed = new ArrayList<>(rows(some));
    Collections.reverse(reversed);
    List<Change> backwards = new ArrayList<>(some.size());
    reversed.forEach(backwards::addAll);
    return backwards;
  }

  /** The changes of each row, in order. */
  static Collection<List<Change>> rows(List<Change> some) {
    Map<Object, List<Change>> rows = new LinkedHashMap<>();
    for (Change change : some) {
      rows.computeIfAbsent(row(change), none -> new ArrayList<>()).add(change);
    }
    return rows.values();
  }
}
