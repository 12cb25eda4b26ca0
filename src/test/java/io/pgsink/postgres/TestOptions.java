// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertCopy;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WriteOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@link WriteOptions} that differ from the defaults in what a test is about. */
final class TestOptions {
  private InsertMode mode = InsertMode.UPSERT;
  private Optional<List<String>> keys = Optional.empty();
  private Optional<String> constraint = Optional.empty();
  private Optional<String> where = Optional.empty();
  private Set<String> excluded = Set.of();
  private final Map<String, UpdateRule> rules = new HashMap<>();
  private UpdateWhen when = new UpdateWhen.Always();
  private DeleteMode delete = new DeleteMode.None();
  private InsertCopy copy = InsertCopy.AUTO;

  TestOptions mode(InsertMode value) {
    mode = value;
    return this;
  }

  TestOptions keys(String... columns) {
    keys = Optional.of(List.of(columns));
    return this;
  }

  TestOptions constraint(String name) {
    constraint = Optional.of(name);
    return this;
  }

  TestOptions where(String predicate) {
    where = Optional.of(predicate);
    return this;
  }

  TestOptions notUpdated(String... columns) {
    excluded = Set.of(columns);
    return this;
  }

  TestOptions rule(String column, UpdateRule rule) {
    rules.put(column, rule);
    return this;
  }

  TestOptions when(UpdateWhen value) {
    when = value;
    return this;
  }

  TestOptions delete(DeleteMode value) {
    delete = value;
    return this;
  }

  TestOptions copy(InsertCopy value) {
    copy = value;
    return this;
  }

  WriteOptions build() {
    return new WriteOptions(
        mode,
        keys,
        constraint,
        where,
        column -> !excluded.contains(column),
        rules,
        when,
        delete,
        copy,
        WriteOptions.defaults().zone());
  }
}
