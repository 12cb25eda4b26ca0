package io.pgsink.link;

import io.pgsink.config.FieldConfig.UnknownFields;
import io.pgsink.config.KeySource;
import io.pgsink.config.TableConfig;
import io.pgsink.table.InsertMode;

/**
 * What a topic's options say about linking records to its table.
 *
 * @param keysFrom where the values of the conflict target's columns come from
 * @param makesKeys whether a key column that no field is named for may be left to its default,
 *     because rows are only added and nothing says that the record key is the row's key
 * @param ignoresUnknown whether fields without a column are left out instead of refused
 * @param inOneLane whether all rows must go through one lane
 */
public record TargetOptions(
    KeySource keysFrom, boolean makesKeys, boolean ignoresUnknown, boolean inOneLane) {

  /** Those of a topic. */
  public static TargetOptions of(TableConfig config) {
    KeySource from = config.conflict().keysFrom();
    boolean adds =
        config.insertMode() == InsertMode.INSERT || config.insertMode() == InsertMode.IGNORE;
    return new TargetOptions(
        from,
        adds && from == KeySource.AUTO && config.conflict().keys().isEmpty(),
        config.fields().unknown() == UnknownFields.IGNORE,
        config.truncateEnabled());
  }
}
