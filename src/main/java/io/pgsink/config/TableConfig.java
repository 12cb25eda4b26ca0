// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertCopy;
import io.pgsink.table.InsertMode;
import io.pgsink.table.TimestampUnits;
import io.pgsink.table.WriteOptions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;

/**
 * How the records of a topic become rows of a table. The same object for all topics without options
 * of their own, so that it can be compared by identity.
 *
 * @param naming which table
 * @param insertMode what a change does to its row
 * @param insertCopy whether rows that are new may go by COPY
 * @param conflict what identifies a row
 * @param update what happens to a row that exists
 * @param foldChanges whether the changes of one key in a batch become one
 * @param deleteMode what a tombstone or a Debezium delete does
 * @param truncateEnabled whether Debezium truncate events are applied
 * @param fields what of a record becomes columns
 * @param autoCreate whether missing tables are created
 * @param autoEvolve whether missing columns are added and types widened
 * @param constraintWait how long a change that a constraint refuses waits for one that helps
 * @param timestampZone the zone of instants written to {@code timestamp without time zone}
 * @param timestampUnits what whole numbers count in date and time columns
 */
public record TableConfig(
    TableNaming naming,
    InsertMode insertMode,
    InsertCopy insertCopy,
    ConflictConfig conflict,
    UpdateConfig update,
    FoldChanges foldChanges,
    DeleteMode deleteMode,
    boolean truncateEnabled,
    FieldConfig fields,
    boolean autoCreate,
    boolean autoEvolve,
    Duration constraintWait,
    ZoneId timestampZone,
    TimestampUnits timestampUnits) {

  static TableConfig parse(Values values, List<TopicMapping> topicsToTables) {
    return new TableConfig(
        new TableNaming(
            topicsToTables,
            NameFormat.parse(TableOptions.NAME_FORMAT, values.text(TableOptions.NAME_FORMAT)),
            values.choice(TableOptions.NAME_CASE, NameCase.class)),
        values.choice(TableOptions.INSERT_MODE, InsertMode.class),
        values.choice(TableOptions.INSERT_COPY, InsertCopy.class),
        ConflictConfig.parse(values),
        UpdateConfig.parse(values),
        values.choice(TableOptions.FOLD, FoldChanges.class),
        deleteMode(TableOptions.DELETE_MODE, values.text(TableOptions.DELETE_MODE)),
        values.flag("truncate.enabled"),
        FieldConfig.parse(values),
        values.flag(TableOptions.CREATE),
        values.flag("auto.evolve"),
        values.milliseconds(TableOptions.CONSTRAINT_WAIT),
        zone(TableOptions.TIMEZONE, values.text(TableOptions.TIMEZONE)),
        UnitOption.parse(UnitOption.NAME, values.textIfSet(UnitOption.NAME).orElse("")));
  }

  static DeleteMode deleteMode(String option, String text) {
    String trimmed = text.trim();
    return switch (trimmed.toLowerCase(Locale.ROOT)) {
      case "none" -> new DeleteMode.None();
      case "hard" -> new DeleteMode.Hard();
      case "soft", "soft:" ->
          throw new ConfigException(
              option + "=soft needs the column to set, for example soft:deleted_at");
      default ->
          Prefixed.argument(trimmed, "soft")
              .map(column -> new DeleteMode.Soft(Identifiers.name(option, column)))
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "%s must be none, hard or soft:<column>, not \"%s\""
                              .formatted(option, trimmed)));
    };
  }

  static ZoneId zone(String option, String text) {
    try {
      return ZoneId.of(text.trim());
    } catch (DateTimeException e) {
      throw new ConfigException(
          "%s: \"%s\" is no time zone; use UTC, an offset such as +02:00 or a name such as"
                  .formatted(option, text)
              + " Europe/Berlin");
    }
  }

  /** Whether a tombstone can't say which row it means, because keys are taken from the value. */
  public boolean hasKeysInValue() {
    return conflict.keysFrom() == KeySource.VALUE;
  }

  /** The options that the SQL of a table depends on. */
  public WriteOptions writeOptions() {
    return new WriteOptions(
        insertMode,
        conflict.keys(),
        conflict.constraint(),
        conflict.where(),
        column -> update.columns().updates(column),
        update.rules(),
        update.when(),
        deleteMode,
        insertCopy,
        timestampZone);
  }

  /** Finds options of one fragment that contradict each other. */
  void check(Findings findings) {
    conflict.check(findings);
    update.check(findings, conflict);
    fields.check(findings);
  }
}
