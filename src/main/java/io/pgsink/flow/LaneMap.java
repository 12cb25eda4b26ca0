// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.table.ForeignKeys;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which lane what belongs together goes through. Pure; task thread only.
 *
 * <p>What is spread over the lanes are sources: at least once a table, whose rows are spread by
 * key; exactly once a partition of a topic. Sources are bound when rows of their tables depend on
 * one another: by a foreign key between tables that are written, or by a second unique index or an
 * exclusion constraint. Sources that are bound to one another share one lane, so that their changes
 * are written in the order of arrival.
 *
 * <p>A table that becomes known may bind sources that were spread until then. Such a move is only
 * made by {@link #move}, when none of their changes is on its way.
 */
final class LaneMap {
  private final int lanes;
  private final Map<TableId, Table> tables = new LinkedHashMap<>();
  private final Map<Object, Set<TableId>> sources = new LinkedHashMap<>();
  private Map<Object, Integer> bound = Map.of();
  private Map<Object, Integer> wanted = Map.of();

  LaneMap(int lanes) {
    this.lanes = lanes;
  }

  /** A source writes a table. */
  void learn(Object source, Table table) {
    boolean fresh = !sources.containsKey(source);
    boolean writesMore =
        sources.computeIfAbsent(source, none -> new LinkedHashSet<>()).add(table.id());
    boolean changed = !table.equals(tables.put(table.id(), table));
    if (!writesMore && !changed) {
      return;
    }
    wanted = bind();
    Map<Object, Integer> now = new HashMap<>(bound);
    Integer lane = wanted.get(source);
    if (fresh && lane != null) {
      now.put(source, lane);
    }
    bound = now;
  }

  /** The lane of a source whose rows depend on one another or on those of others; null if none. */
  Integer lane(Object source) {
    return bound.get(source);
  }

  /** Whether nothing is bound, so that there is no need to ask for lanes. */
  boolean isFree() {
    return bound.isEmpty();
  }

  /** Whether sources that were spread, or in other lanes, now belong together. */
  boolean wantsMove() {
    return !wanted.equals(bound);
  }

  /** From now on, what belongs together is together. No change may be on its way. */
  void move() {
    bound = wanted;
  }

  private Map<Object, Integer> bind() {
    Map<TableId, TableId> groups = groups();
    Map<TableId, List<Object>> members = new LinkedHashMap<>();
    Map<Object, TableId> leaders = new HashMap<>();
    sources.forEach(
        (source, written) -> {
          for (TableId table : written) {
            TableId group = groups.get(table);
            if (group == null) {
              continue;
            }
            TableId leader = leaders.putIfAbsent(source, group);
            members.computeIfAbsent(group, none -> new ArrayList<>()).add(source);
            if (leader != null && !leader.equals(group)) {
              // one source writes tables of two groups, which thereby become one
              List<Object> joined = members.remove(group);
              joined.forEach(each -> leaders.put(each, leader));
              groups.replaceAll((each, old) -> old.equals(group) ? leader : old);
              members.computeIfAbsent(leader, none -> new ArrayList<>()).addAll(joined);
            }
          }
        });
    Map<Object, Integer> lanesOf = new HashMap<>();
    members.forEach(
        (group, some) -> {
          int lane = lane(group, some);
          some.forEach(source -> lanesOf.put(source, lane));
        });
    return lanesOf;
  }

  /** Where one of them is already, so that the others move. */
  private int lane(TableId group, List<Object> members) {
    for (Object source : members) {
      Integer lane = bound.get(source);
      if (lane != null) {
        return lane;
      }
    }
    return Math.floorMod(group.hashCode(), lanes);
  }

  /** For each table whose rows depend on others, the first known table of those. */
  private Map<TableId, TableId> groups() {
    ForeignKeys keys = ForeignKeys.of(tables.values());
    Map<TableId, TableId> first = new HashMap<>();
    Set<TableId> dependent = new HashSet<>();
    for (Table table : tables.values()) {
      first.put(table.id(), table.id());
    }
    for (Table table : tables.values()) {
      if (hasSecondIndex(table)) {
        dependent.add(table.id());
      }
      for (TableId above : keys.above(table.id())) {
        if (tables.containsKey(above)) {
          dependent.add(table.id());
          dependent.add(above);
          TableId mine = first.get(table.id());
          TableId theirs = first.get(above);
          first.replaceAll((each, old) -> old.equals(theirs) ? mine : old);
        }
      }
    }
    first.keySet().retainAll(dependent);
    return first;
  }

  private static boolean hasSecondIndex(Table table) {
    long unique =
        table.indexes().stream().map(UniqueIndex::columns).map(Set::copyOf).distinct().count();
    return unique > 1;
  }
}
