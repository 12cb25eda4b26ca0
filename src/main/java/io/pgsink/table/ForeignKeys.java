// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The foreign keys of some tables as a graph, from which the order of writing follows. Pure. */
public final class ForeignKeys {
  private final Map<TableId, Set<ForeignKey>> keys = new LinkedHashMap<>();

  private ForeignKeys() {}

  /** What some tables hang on, also through tables between them that aren't among them. */
  public static ForeignKeys of(Collection<Table> tables) {
    ForeignKeys graph = new ForeignKeys();
    for (Table table : tables) {
      for (ForeignKey key : table.foreignKeys()) {
        graph.keys.computeIfAbsent(key.table(), none -> new LinkedHashSet<>()).add(key);
      }
    }
    return graph;
  }

  /** The tables whose deletes change a table's rows, by what is known of that table alone. */
  public static Set<TableId> actingAbove(Table table) {
    return table.foreignKeys().isEmpty() ? Set.of() : of(List.of(table)).actingAbove(table.id());
  }

  /** The foreign keys of some tables that point to none of them. */
  public static List<ForeignKey> pointingOut(Collection<Table> tables) {
    Set<TableId> known = new LinkedHashSet<>();
    tables.forEach(table -> known.add(table.id()));
    List<ForeignKey> out = new ArrayList<>();
    for (Table table : tables) {
      for (ForeignKey key : table.foreignKeys()) {
        if (key.table().equals(table.id()) && !known.contains(key.parent())) {
          out.add(key);
        }
      }
    }
    return out;
  }

  private Collection<ForeignKey> of(TableId table) {
    return keys.getOrDefault(table, Set.of());
  }

  /** The tables that a table's rows hang on; itself only where they hang on one another. */
  public Set<TableId> above(TableId table) {
    return reach(table, key -> true);
  }

  /** The tables whose deletes change a table's rows: by CASCADE, SET NULL or SET DEFAULT. */
  public Set<TableId> actingAbove(TableId table) {
    return reach(table, key -> key.onDelete().changesRows());
  }

  private Set<TableId> reach(TableId from, Predicate<ForeignKey> follows) {
    Set<TableId> reached = new LinkedHashSet<>();
    Deque<TableId> left = new ArrayDeque<>(List.of(from));
    while (!left.isEmpty()) {
      for (ForeignKey key : of(left.poll())) {
        if (follows.test(key) && reached.add(key.parent())) {
          left.add(key.parent());
        }
      }
    }
    return reached;
  }

  /**
   * The given tables, each behind those that its rows hang on, as far as there is no circle; the
   * keys that can be deferred are what a circle is cut at.
   */
  public List<TableId> parentsFirst(Collection<TableId> tables) {
    Set<ForeignKey> cut = new LinkedHashSet<>(circular());
    Set<TableId> ordered = new LinkedHashSet<>();
    Set<TableId> seen = new LinkedHashSet<>();
    for (TableId table : tables) {
      visit(table, cut, seen, ordered);
    }
    ordered.retainAll(Set.copyOf(tables));
    return new ArrayList<>(ordered);
  }

  private void visit(TableId table, Set<ForeignKey> cut, Set<TableId> seen, Set<TableId> ordered) {
    if (!seen.add(table)) {
      return;
    }
    for (ForeignKey key : of(table)) {
      if (!cut.contains(key)) {
        visit(key.parent(), cut, seen, ordered);
      }
    }
    ordered.add(table);
  }

  /** Deferrable keys that are part of a circle of several tables, so that no order suits them. */
  public List<ForeignKey> circular() {
    List<ForeignKey> circular = new ArrayList<>();
    for (Set<ForeignKey> some : keys.values()) {
      for (ForeignKey key : some) {
        boolean several = !key.table().equals(key.parent());
        if (several && key.deferrable() && above(key.parent()).contains(key.table())) {
          circular.add(key);
        }
      }
    }
    return circular;
  }
}
