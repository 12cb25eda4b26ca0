// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import io.pgsink.table.UpdateWhen;
import java.util.Locale;

/** Options of a table that can't both be meant, each finding naming both and the way out. */
final class TableContradictions {
  private TableContradictions() {}

  static void check(TableConfig table, Findings findings) {
    table.check(findings);
    checkMode(table, findings);
    checkIdentity(table, findings);
    if (table.deleteMode() instanceof DeleteMode.Soft soft) {
      checkSoftDelete(table, soft.column(), findings);
    }
  }

  /** Plain inserts never touch a row that exists, so nothing may say how to. */
  private static void checkMode(TableConfig table, Findings findings) {
    InsertMode mode = table.insertMode();
    if (mode == InsertMode.INSERT || mode == InsertMode.IGNORE) {
      UpdateConfig update = table.update();
      if (!(update.when() instanceof UpdateWhen.Always)) {
        refuseUpdate(findings, UpdateConfig.WHEN, mode);
      }
      if (!update.rules().isEmpty()) {
        refuseUpdate(findings, UpdateConfig.RULES, mode);
      }
      if (!update.columns().isEverything()) {
        refuseUpdate(findings, UpdateConfig.COLUMNS, mode);
      }
    }
    boolean hasConflictClause = mode == InsertMode.UPSERT || mode == InsertMode.IGNORE;
    if (!hasConflictClause && table.conflict().where().isPresent()) {
      findings.error(
          ConflictConfig.WHERE,
          "conflict.where is part of ON CONFLICT, which insert.mode=%s doesn't have; take it away"
              .formatted(text(mode)));
    }
  }

  private static void refuseUpdate(Findings findings, String option, InsertMode mode) {
    findings.error(
        option,
        "%s is about rows that exist, which insert.mode=%s never changes; set insert.mode=upsert or"
                .formatted(option, text(mode))
            + " take it away");
  }

  private static void checkIdentity(TableConfig table, Findings findings) {
    if (!table.conflict().isKeyless()) {
      return;
    }
    InsertMode mode = table.insertMode();
    if (mode == InsertMode.UPSERT || mode == InsertMode.UPDATE) {
      findings.error(
          ConflictConfig.KEYS,
          "conflict.keys=none leaves insert.mode=%s without a row to find; set insert.mode=insert or"
                  .formatted(text(mode))
              + " name the key columns");
    }
    if (!(table.deleteMode() instanceof DeleteMode.None)) {
      findings.error(
          TableOptions.DELETE_MODE,
          "delete.mode needs a key to find the row by, but conflict.keys=none; name the key columns"
              + " or set delete.mode=none");
    }
  }

  private static void checkSoftDelete(TableConfig table, String column, Findings findings) {
    boolean isKey = table.conflict().keys().filter(keys -> keys.contains(column)).isPresent();
    if (isKey) {
      findings.error(
          TableOptions.DELETE_MODE,
          "delete.mode=soft:%s marks a column of conflict.keys; name another column"
              .formatted(column));
    }
    if (table.update().rules().containsKey(column)) {
      findings.error(
          TableOptions.DELETE_MODE,
          ("delete.mode=soft:%s sets and clears the column itself, so update.rules can't have a"
                  + " rule for it; take the rule away")
              .formatted(column));
    }
    boolean isMetadata =
        table.fields().metadataColumns().stream().anyMatch(m -> m.column().equals(column));
    if (isMetadata) {
      findings.error(
          TableOptions.DELETE_MODE,
          "delete.mode=soft:%s and metadata.columns both fill that column; name another one"
              .formatted(column));
    }
  }

  private static String text(InsertMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
