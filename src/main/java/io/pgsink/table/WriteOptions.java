// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The options that decide how changes are written, before they meet a real table.
 *
 * @param mode {@code insert.mode}
 * @param keys {@code conflict.keys}: empty for auto, an empty list for rows without identity
 * @param constraint {@code conflict.constraint}
 * @param where {@code conflict.where}
 * @param updates {@code update.columns}: whether a column is set on conflict
 * @param rules {@code update.rules} by column; others are replaced
 * @param when {@code update.when}
 * @param delete {@code delete.mode}
 * @param copy {@code insert.copy}
 * @param zone {@code timestamp.timezone}
 */
public record WriteOptions(
    InsertMode mode,
    Optional<List<String>> keys,
    Optional<String> constraint,
    Optional<String> where,
    Predicate<String> updates,
    Map<String, UpdateRule> rules,
    UpdateWhen when,
    DeleteMode delete,
    InsertCopy copy,
    ZoneId zone) {

  /** Upsert by the table's own key, everything replaced, deletes skipped: the defaults. */
  public static WriteOptions defaults() {
    return new WriteOptions(
        InsertMode.UPSERT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        column -> true,
        Map.of(),
        new UpdateWhen.Always(),
        new DeleteMode.None(),
        InsertCopy.AUTO,
        ZoneOffset.UTC);
  }
}
