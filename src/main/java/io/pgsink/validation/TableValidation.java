// SPDX-License-Identifier: Apache-2.0
package io.pgsink.validation;

import io.pgsink.config.MetadataColumn;
import io.pgsink.config.TableConfig;
import io.pgsink.postgres.Preflight;
import io.pgsink.postgres.Preflight.Privilege;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.ConflictResolver;
import io.pgsink.table.ConflictTarget;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.EnvironmentException;
import io.pgsink.table.InsertMode;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UpdateWhen;
import io.pgsink.table.WritePlans;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the table of one topic: whether it is there, can be written, and fits the options. */
final class TableValidation {
  /** Options that a plan of writing refuses by name. */
  private static final List<String> PLANNED =
      List.of("update.rules", "update.when", "delete.mode", "insert.mode");

  private final Preflight preflight;
  private final TopicTables.Target target;
  private final TableConfig config;
  private final OptionFindings findings;

  TableValidation(Preflight preflight, TopicTables.Target target, OptionFindings findings) {
    this.preflight = preflight;
    this.target = target;
    this.config = target.config();
    this.findings = findings;
  }

  /** Checks the table, and tells what it is if it is there. */
  Optional<Table> check() throws WriteException {
    try {
      Optional<Table> table = preflight.table(target.table());
      if (table.isPresent()) {
        checkTable(table.get());
      } else {
        missing();
      }
      return table;
    } catch (EnvironmentException e) {
      add(target.namedBy(), e.getMessage());
    } catch (WriteException e) {
      if (!e.sqlState().equals("42501")) {
        throw e;
      }
      add(
          target.namedBy(),
          "role %s can't look into the schema; run GRANT USAGE ON SCHEMA %s TO %s"
              .formatted(role(), TableId.quote(target.table().schema()), role()));
    }
    return Optional.empty();
  }

  private void missing() throws WriteException {
    if (!config.autoCreate()) {
      add(
          target.namedBy(),
          ("topic \"%s\" goes to table %s%s, which doesn't exist; create it, correct %s or set"
                  + " auto.create=true")
              .formatted(
                  target.topic(),
                  target.table().sql(),
                  target.table().schema().isEmpty() ? "" : " (the first dot separates the schema)",
                  target.namedBy()));
      return;
    }
    Grants.toCreate(preflight, target.table())
        .ifPresent(
            message ->
                add(
                    "auto.create",
                    "table \"%s\" is missing; %s".formatted(target.table(), message)));
  }

  private void checkTable(Table table) throws WriteException {
    Optional<ConflictTarget> conflict = conflict(table);
    if (conflict.isPresent()) {
      rules(table);
    }
    privileges("insert.mode", writing(table, conflict));
    privileges("delete.mode", deleting());
    if (config.truncateEnabled()) {
      privileges("truncate.enabled", EnumSet.of(Privilege.TRUNCATE));
    }
    boolean owned =
        table.kind() == Table.Kind.TABLE || table.kind() == Table.Kind.PARTITIONED_TABLE;
    if (config.autoEvolve() && owned) {
      privileges("auto.evolve", EnumSet.of(Privilege.OWNER));
    }
    if (!config.autoEvolve()) {
      columns(table);
    }
  }

  private Optional<ConflictTarget> conflict(Table table) {
    try {
      return Optional.of(
          ConflictResolver.resolve(
              table,
              config.insertMode(),
              config.conflict().keys(),
              config.conflict().constraint(),
              config.conflict().where()));
    } catch (EnvironmentException e) {
      add(
          config.conflict().constraint().isPresent() ? "conflict.constraint" : "conflict.keys",
          e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether columns can be combined, marked and compared as the options ask. */
  private void rules(Table table) {
    try {
      WritePlans.resolve(table, config.writeOptions());
    } catch (EnvironmentException e) {
      // missing columns are another check's, and may still be added by auto.evolve
      PLANNED.stream()
          .filter(name -> e.getMessage().startsWith(name))
          .forEach(name -> add(name, e.getMessage()));
    }
  }

  private Set<Privilege> writing(Table table, Optional<ConflictTarget> conflict) {
    return switch (config.insertMode()) {
      case INSERT -> EnumSet.of(Privilege.INSERT);
      case IGNORE -> EnumSet.of(Privilege.INSERT, Privilege.SELECT);
      case UPDATE -> EnumSet.of(Privilege.UPDATE, Privilege.SELECT);
      case UPSERT ->
          // a table of keys only has nothing to update
          conflict.filter(keys -> keys.columns().size() == table.columns().size()).isPresent()
              ? EnumSet.of(Privilege.INSERT, Privilege.SELECT)
              : EnumSet.of(Privilege.INSERT, Privilege.SELECT, Privilege.UPDATE);
    };
  }

  private Set<Privilege> deleting() {
    if (config.deleteMode() instanceof DeleteMode.None) {
      return EnumSet.noneOf(Privilege.class);
    }
    return config.deleteMode() instanceof DeleteMode.Hard
        ? EnumSet.of(Privilege.DELETE, Privilege.SELECT)
        : EnumSet.of(Privilege.UPDATE, Privilege.SELECT);
  }

  private void privileges(String option, Set<Privilege> wanted) throws WriteException {
    Set<Privilege> missing = preflight.missing(target.table(), wanted);
    if (!missing.isEmpty()) {
      add(option, Grants.text(preflight, target.table(), missing));
    }
  }

  /** Columns that options name have to be there: no record brings them. */
  private void columns(Table table) {
    if (config.insertMode() == InsertMode.UPSERT || config.insertMode() == InsertMode.UPDATE) {
      config.update().columns().listed().forEach(column -> column(table, "update.columns", column));
      config.update().rules().keySet().forEach(column -> column(table, "update.rules", column));
      if (config.update().when() instanceof UpdateWhen.Newer newer) {
        column(table, "update.when", newer.column());
      }
    }
    if (config.deleteMode() instanceof DeleteMode.Soft soft) {
      column(table, "delete.mode", soft.column());
    }
    for (MetadataColumn metadata : config.fields().metadataColumns()) {
      column(table, "metadata.columns", metadata.column());
    }
    config.fields().valueColumn().ifPresent(column -> column(table, "value.column", column));
    for (String column : config.timestampUnits().columns().keySet()) {
      if (table.columns().keySet().stream().noneMatch(column::equalsIgnoreCase)) {
        column(table, "timestamp.units", column);
      }
    }
  }

  private void column(Table table, String option, String column) {
    if (table.column(column).isEmpty()) {
      add(
          option,
          "%s names column \"%s\", which table \"%s\" doesn't have; correct it, or add the column"
              .formatted(option, column, table.id()));
    }
  }

  private String role() {
    return TableId.quote(preflight.server().role());
  }

  private void add(String option, String message) {
    findings.add(target.topic(), option, message);
  }
}
