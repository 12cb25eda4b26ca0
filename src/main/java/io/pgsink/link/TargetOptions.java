// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.config.FieldConfig.UnknownFields;
import io.pgsink.config.KeySource;
import io.pgsink.config.TableConfig;
import io.pgsink.config.TableNaming;
import io.pgsink.table.InsertMode;
import io.pgsink.table.Table;
import io.pgsink.table.TableTraits;
import java.time.Duration;

/**
 * What a topic's options say about linking records to its table.
 *
 * @param keysFrom where the values of the conflict target's columns come from
 * @param makesKeys whether a key column that no field is named for may be left to its default,
 *     because rows are only added and nothing says that the record key is the row's key
 * @param ignoresUnknown whether fields without a column are left out instead of refused
 * @param folds whether the changes of one key in a batch may become one
 * @param naming how topics and records choose this table
 * @param inOneLane whether all rows must go through one lane
 * @param constraintWait how long a change that a constraint refuses waits for one that helps
 */
public record TargetOptions(
    KeySource keysFrom,
    boolean makesKeys,
    boolean ignoresUnknown,
    boolean folds,
    TableNaming naming,
    boolean inOneLane,
    Duration constraintWait) {

  /** Those of a topic for a table. */
  public static TargetOptions of(TableConfig config, Table table) {
    KeySource from = config.conflict().keysFrom();
    boolean adds =
        config.insertMode() == InsertMode.INSERT || config.insertMode() == InsertMode.IGNORE;
    return new TargetOptions(
        from,
        adds && from == KeySource.AUTO && config.conflict().keys().isEmpty(),
        config.fields().unknown() == UnknownFields.IGNORE,
        folds(config, table.traits()),
        config.naming(),
        config.truncateEnabled(),
        config.constraintWait());
  }

  /** A trigger or rule must see every change that it could see if each came alone. */
  private static boolean folds(TableConfig config, TableTraits traits) {
    return switch (config.foldChanges()) {
      case AUTO -> !traits.rowTriggers() && !traits.rules();
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }
}
