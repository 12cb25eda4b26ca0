// SPDX-License-Identifier: Apache-2.0
package io.pgsink.relations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A database whose constraints hold after each transaction, and the log of its changes: customers
 * with a unique mail address, their orders, the lines of these, and a tree of categories in one
 * table. What a copy must end as, whatever the order in which its changes arrive.
 */
final class Shop {
  static final List<String> TABLES = List.of("customer", "orders", "line", "category");

  /** A row's new state, or null when it is deleted. */
  record Event(String table, long id, Map<String, Object> row) {}

  private final Random random;
  private final Map<String, Map<Long, Map<String, Object>>> tables = new LinkedHashMap<>();
  private final List<Event> log = new ArrayList<>();
  private long nextId = 1;

  Shop(Random random) {
    this.random = random;
    TABLES.forEach(table -> tables.put(table, new TreeMap<>()));
  }

  List<Event> log() {
    return log;
  }

  /** The rows of a table by id. */
  Map<Long, Map<String, Object>> rows(String table) {
    return tables.get(table);
  }

  /** One transaction. */
  void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> {
        long customer = put("customer", nextId++, "mail", "m" + nextId);
        long order = put("orders", nextId++, "customer", customer);
        put("line", nextId++, "orders", order);
        put("line", nextId++, "orders", order);
      }
      case 2 -> any("customer").ifPresent(it -> put("orders", nextId++, "customer", it));
      case 3 -> any("orders").ifPresent(it -> put("line", nextId++, "orders", it));
      case 4 -> move("orders", "customer");
      case 5 -> move("line", "orders");
      case 6 -> any("customer").ifPresent(this::deleteTree);
      case 7 -> any("customer").ifPresent(this::changeKey);
      case 8 -> handOverMail();
      case 9 ->
          put("category", nextId++, "up", any("category").map(Object.class::cast).orElse(null));
      case 10 -> any("category").ifPresent(this::deleteCategory);
      default -> any("line").ifPresent(it -> delete("line", it));
    }
  }

  private java.util.Optional<Long> any(String table) {
    List<Long> ids = new ArrayList<>(tables.get(table).keySet());
    return ids.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(ids.get(random.nextInt(ids.size())));
  }

  private long put(String table, long id, String column, Object value) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put(column, value);
    tables.get(table).put(id, row);
    log.add(new Event(table, id, row));
    return id;
  }

  private void delete(String table, long id) {
    tables.get(table).remove(id);
    log.add(new Event(table, id, null));
  }

  private void move(String table, String column) {
    any(table).ifPresent(it -> any(column).ifPresent(to -> put(table, it, column, to)));
  }

  private List<Long> children(String table, String column, long parent) {
    List<Long> children = new ArrayList<>();
    tables
        .get(table)
        .forEach(
            (id, row) -> {
              if (Long.valueOf(parent).equals(row.get(column))) {
                children.add(id);
              }
            });
    return children;
  }

  /** All rows of a tree in one transaction, in any order, as deferred constraints allow. */
  private void deleteTree(long customer) {
    List<Runnable> deletes = new ArrayList<>();
    deletes.add(() -> delete("customer", customer));
    for (long order : children("orders", "customer", customer)) {
      deletes.add(() -> delete("orders", order));
      for (long line : children("line", "orders", order)) {
        deletes.add(() -> delete("line", line));
      }
    }
    Collections.shuffle(deletes, random);
    deletes.forEach(Runnable::run);
  }

  /** A customer without orders gets another key and keeps the unique address. */
  private void changeKey(long customer) {
    if (children("orders", "customer", customer).isEmpty()) {
      Object mail = tables.get("customer").get(customer).get("mail");
      delete("customer", customer);
      put("customer", nextId++, "mail", mail);
    }
  }

  /** One customer gives an address up, another one takes it. */
  private void handOverMail() {
    any("customer")
        .ifPresent(
            from -> {
              Object mail = tables.get("customer").get(from).get("mail");
              put("customer", from, "mail", "m" + nextId++);
              any("customer")
                  .filter(to -> !to.equals(from))
                  .ifPresent(to -> put("customer", to, "mail", mail));
            });
  }

  private void deleteCategory(long category) {
    List<Long> tree = new ArrayList<>(List.of(category));
    for (int i = 0; i < tree.size(); i++) {
      tree.addAll(children("category", "up", tree.get(i)));
    }
    Collections.shuffle(tree, random);
    tree.forEach(each -> delete("category", each));
  }
}
