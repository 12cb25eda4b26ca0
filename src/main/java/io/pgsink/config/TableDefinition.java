// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.InsertCopy;
import io.pgsink.table.InsertMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The options of {@link TableConfig}: those that can be set per topic. */
final class TableDefinition {
  private static final ConfigDef DEFINITION = new ConfigDef();

  static {
    define(DEFINITION);
  }

  private TableDefinition() {}

  /** These options alone. */
  static ConfigDef definition() {
    return DEFINITION;
  }

  static Set<String> names() {
    return DEFINITION.names();
  }

  /** These options, and others that a form shows first among those of the same group. */
  static void define(ConfigDef definition, Option... first) {
    Option.define(definition, "Tables", joined(List.of(first), naming(), writing()));
    Option.define(definition, "Conflicts", joined(conflicts(), updating(), folding()));
    Option.define(definition, "Fields", joined(fields(), values()));
    Option.define(definition, "Table changes", changes());
  }

  @SafeVarargs
  private static List<Option> joined(List<Option>... parts) {
    List<Option> all = new ArrayList<>();
    for (List<Option> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private static List<Option> naming() {
    return List.of(
        Option.text(TableOptions.NAME_FORMAT, "Table name")
            .defaultsTo("${topic}")
            .parsedBy(NameFormat::parse, "a name with placeholders")
            .importance(Importance.HIGH)
            .width(Width.LONG)
            .documentation(
                "The table of a topic. `${topic}` is the topic's name, `${topic.0}`,",
                "`${topic.-1}` one of its dot-separated segments from the start or the end,",
                "`${topic.underscored}` the name with `_` for each dot, `${topic.normalized}` with",
                "`_` for all but ASCII letters, digits and underscores, `${source.schema}` and",
                "`${source.table}` where a Debezium event comes from, `${header.NAME}` a record",
                "header, `${value.FIELD}` and `${key.FIELD}` a field of the row or of the record",
                "key, `${value.schema}` the name of the row's schema without its namespace,",
                "`${value.schema.full}` with it. `a.b` means table `b` in schema `a`; without a"
                    + " schema the connection's",
                "search path decides. Names may stand in double quotes, as in SQL: `\"a.b\"` is"
                    + " one",
                "name."),
        Option.text(TableOptions.NAME_CASE, "Case of names")
            .defaultsTo("keep")
            .oneOf(NameCase.class)
            .width(Width.SHORT)
            .documentation(
                "Case of table names and of column names that are made from fields: `keep`, or",
                "`lower` for tables whose names were never quoted, which PostgreSQL stores in",
                "lower case. Columns named in options are taken as they are."));
  }

  private static List<Option> writing() {
    return List.of(
        Option.text(TableOptions.INSERT_MODE, "Insert mode")
            .defaultsTo("upsert")
            .oneOf(InsertMode.class)
            .importance(Importance.HIGH)
            .width(Width.SHORT)
            .dependents(
                ConflictConfig.WHERE, UpdateConfig.COLUMNS, UpdateConfig.RULES, UpdateConfig.WHEN)
            .documentation(
                "What a record does: `upsert` inserts a row or updates the one with the same key,",
                "`insert` only inserts and takes a row that exists for an error, `ignore` leaves a",
                "row that exists as it is, `update` changes rows that exist and leaves out"
                    + " others."),
        Option.text(TableOptions.INSERT_COPY, "Insert by COPY")
            .defaultsTo("auto")
            .oneOf(InsertCopy.class)
            .width(Width.SHORT)
            .documentation(
                "Whether rows that are new go by binary `COPY`, which takes the database about"
                    + " half",
                "the time: `auto` where that stores the same and is worth it, or `never`."),
        Option.text(TableOptions.DELETE_MODE, "Delete mode")
            .defaultsTo("none")
            .parsedBy(TableConfig::deleteMode, "none, hard, soft:<column>")
            .importance(Importance.HIGH)
            .documentation(
                "What a tombstone or a Debezium delete does: `none` skips and counts it, `hard`",
                "deletes the row, `soft:<column>` sets a boolean column to true or a timestamp",
                "column to now."),
        Option.flag("truncate.enabled", "Apply truncates")
            .defaultsTo(false)
            .documentation(
                "Whether Debezium truncate events empty the table; otherwise they are skipped."));
  }

  private static List<Option> conflicts() {
    return List.of(
        Option.text(ConflictConfig.KEYS, "Conflict keys")
            .defaultsTo("auto")
            .parsedBy(ConflictConfig::keys, "auto, none or a list of columns")
            .importance(Importance.HIGH)
            .width(Width.LONG)
            .dependents(ConflictConfig.WHERE)
            .documentation(
                "Columns of the conflict target, comma-separated. `auto` is the table's primary",
                "key, else its only unique index; for a table to be created, the fields of the",
                "record key. `none` means rows have no key, for `insert.mode` `insert` and",
                "`ignore`. `conflict.keys.from` says where their values come from."),
        Option.text(ConflictConfig.KEYS_FROM, "Conflict keys from")
            .defaultsTo("auto")
            .oneOf(KeySource.class)
            .importance(Importance.MEDIUM)
            .width(Width.SHORT)
            .documentation(
                "Where the values of the conflict columns come from: `key` is the record key",
                "only, `value` the record value only, `auto` a field of the column's name in the",
                "record key, else in the record value, else, for a single column that the value",
                "has no field for, the record key itself when it is one value without a name.",
                "With `value` a tombstone, which has only its record key, deletes nothing."),
        Option.text(ConflictConfig.CONSTRAINT, "Conflict constraint")
            .parsedBy(Identifiers::name, "a constraint's name")
            .documentation(
                "Name of the constraint for `ON CONFLICT ON CONSTRAINT`, instead of",
                "`conflict.keys`."),
        Option.text(ConflictConfig.WHERE, "Partial index predicate")
            .width(Width.LONG)
            .visibleWhen(
                values -> isAnyOf(values.get(TableOptions.INSERT_MODE), "upsert", "ignore"))
            .documentation(
                "Predicate of a partial unique index on `conflict.keys`, as SQL. It is part of",
                "the statement as it stands here."));
  }

  private static List<Option> updating() {
    return List.of(
        Option.text(UpdateConfig.COLUMNS, "Updated columns")
            .defaultsTo("*")
            .parsedBy(UpdateColumns::parse, "a list of columns, or * with exclusions")
            .importance(Importance.MEDIUM)
            .width(Width.LONG)
            .visibleWhen(TableDefinition::updates)
            .documentation(
                "Columns that are set on conflict: a list, or `*` with exclusions such as",
                "`*,-created_at`."),
        Option.text(UpdateConfig.RULES, "Update rules")
            .parsedBy(UpdateConfig::rules, "column:rule pairs")
            .width(Width.LONG)
            .visibleWhen(TableDefinition::updates)
            .documentation(
                "How stored and new values of a column are combined, as `column:rule` pairs.",
                "Rules: `replace`, `keep` (the first value stays), `coalesce` (null keeps the",
                "stored value), `add`, `greatest`, `least`, `append` (text, arrays), `merge`",
                "(jsonb). Other columns are replaced."),
        Option.text(UpdateConfig.WHEN, "Update when")
            .defaultsTo("always")
            .parsedBy(UpdateConfig::when, "always, changed, newer:<column>")
            .importance(Importance.MEDIUM)
            .visibleWhen(TableDefinition::updates)
            .documentation(
                "When a row that exists is updated: `always`, `changed` (at least one column would",
                "get another value) or `newer:<column>` (the greater value of that column wins)."));
  }

  private static List<Option> folding() {
    return List.of(
        Option.text(TableOptions.FOLD, "Fold changes")
            .defaultsTo("auto")
            .oneOf(FoldChanges.class)
            .width(Width.SHORT)
            .documentation(
                "Whether the changes of one key in a batch become one before they are written:",
                "`auto`, except in tables with row triggers or rules, where each change is",
                "written, in the order of arrival; `always`; `never`. The table ends the same",
                "either way, but triggers and rules see each change only when it is written. For a",
                "trigger that only stamps `updated_at`, `always` is right and faster."),
        Option.milliseconds(TableOptions.CONSTRAINT_WAIT, "Wait for constraints")
            .defaultsTo(60_000L)
            .between(0L, 86_400_000L)
            .importance(Importance.MEDIUM)
            .documentation(
                "How long a change that a foreign key, a unique or an exclusion constraint refuses",
                "waits for the change that makes room for it, in milliseconds, before it is an",
                "errant record. Later changes of its row wait behind it, everything else goes on;",
                "0: not at all."));
  }

  private static List<Option> fields() {
    return List.of(
        Option.text(FieldFilter.INCLUDE, "Included fields")
            .parsedBy(FieldFilter::globs, "a list of names or globs")
            .width(Width.LONG)
            .documentation(
                "Fields of the record value that become columns, as names or globs (`*`, `?`);",
                "empty = all. Fields that fill the conflict columns are always taken."),
        Option.text(FieldFilter.EXCLUDE, "Excluded fields")
            .parsedBy(FieldFilter::globs, "a list of names or globs")
            .width(Width.LONG)
            .documentation(
                "Fields of the record value that are left out, as names or globs. Case is ignored,",
                "so that no spelling of a field reaches its column."),
        Option.text(FieldFilter.RENAME, "Renamed fields")
            .parsedBy(FieldFilter::renames, "from:to pairs")
            .width(Width.LONG)
            .documentation(
                "Fields whose column has another name, as `from:to` pairs. `fields.include` and",
                "`fields.exclude` use the names in front of the colon."),
        Option.text(FieldConfig.UNKNOWN, "Unknown fields")
            .defaultsTo("fail")
            .oneOf(FieldConfig.UnknownFields.class)
            .width(Width.SHORT)
            .visibleWhen(values -> !isTrue(values.get(TableOptions.EVOLVE)))
            .documentation(
                "What happens to a field without a column, when `auto.evolve` is false: `fail`",
                "refuses the record, `ignore` leaves the field out."));
  }

  private static List<Option> values() {
    return List.of(
        Option.text(FieldConfig.METADATA, "Metadata columns")
            .parsedBy(MetadataColumn::parseList, "source:column pairs")
            .width(Width.LONG)
            .documentation(
                "Columns filled from the record's coordinates, as `source:column` pairs. Sources:",
                "`topic`, `partition`, `offset`, `timestamp`, `key`, `header.NAME`."),
        Option.text(FieldConfig.VALUE_COLUMN, "Value column")
            .parsedBy(Identifiers::name, "a column")
            .documentation(
                "Column (json, jsonb, text or bytea) that takes the whole record value, instead of",
                "a column per field."),
        Option.text(FieldConfig.PLACEHOLDER, "Placeholder of unavailable values")
            .defaultsTo("__debezium_unavailable_value")
            .parsedBy(FieldConfig::placeholder, "a text, or hex: and hexadecimal digits")
            .width(Width.LONG)
            .documentation(
                "What a Debezium source sends for a value that its database didn't send, as its",
                "option of the same name says. The column keeps its value."),
        Option.text(TableOptions.TIMEZONE, "Time zone")
            .defaultsTo("UTC")
            .parsedBy(TableConfig::zone, "a time zone")
            .documentation(
                "Time zone of instants that are written to `timestamp without time zone`."),
        Option.text(UnitOption.NAME, "Units of numbers")
            .parsedBy(UnitOption::parse, "column:unit pairs, units s, ms, us, ns")
            .width(Width.LONG)
            .documentation(
                "What a whole number without a semantic type counts in a date, time or timestamp",
                "column, as `column:unit` pairs, `*` for all other columns; units: `s`, `ms`,"
                    + " `us`,",
                "`ns`. What is finer than a microsecond is cut off. Without it days in `date`",
                "columns, milliseconds elsewhere, and a number that would be after the year 9999",
                "is refused. `auto.create` makes a timestamp column of a whole number that is",
                "named here."));
  }

  private static List<Option> changes() {
    return List.of(
        Option.flag(TableOptions.CREATE, "Create tables")
            .defaultsTo(false)
            .importance(Importance.HIGH)
            .documentation("Whether missing tables are created from the records' schemas."),
        Option.flag(TableOptions.EVOLVE, "Change tables")
            .defaultsTo(false)
            .dependents(FieldConfig.UNKNOWN)
            .importance(Importance.HIGH)
            .documentation(
                "Whether missing columns are added and types widened where nothing can be lost."));
  }

  private static boolean updates(Map<String, Object> values) {
    return isAnyOf(values.get(TableOptions.INSERT_MODE), "upsert", "update");
  }

  private static boolean isTrue(Object value) {
    return value != null && value.toString().trim().equalsIgnoreCase("true");
  }

  private static boolean isAnyOf(Object value, String... texts) {
    return value == null
        || List.of(texts).contains(value.toString().trim().toLowerCase(Locale.ROOT));
  }
}
