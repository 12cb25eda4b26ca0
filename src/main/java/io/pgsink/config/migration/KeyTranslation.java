// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import io.pgsink.config.ConflictConfig;
import io.pgsink.config.FieldConfig;
import io.pgsink.config.NameCase;
import io.pgsink.config.TableOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where rows get their key from in other JDBC sinks, as conflict keys. */
final class KeyTranslation {
  private static final String COORDINATES = "__connect_topic,__connect_partition,__connect_offset";

  private final Rewrite rewrite;
  private final String modeOption;
  private final String fieldsOption;
  private final String mode;

  /** The prefix is the one that the two options have in common. */
  KeyTranslation(Rewrite rewrite, String prefix, String mode) {
    this.rewrite = rewrite;
    this.modeOption = prefix + ".mode";
    this.fieldsOption = prefix + ".fields";
    this.mode = mode.trim().toLowerCase(Locale.ROOT);
  }

  void translate(String fields, Optional<String> deleteEnabled) {
    List<String> names = rewrite.elements(fieldsOption, fields);
    switch (mode) {
      case "none" -> none();
      case "kafka" -> kafka(names);
      case "record_key" -> recordKey(names);
      case "record_value" -> recordValue(names);
      default ->
          rewrite.refuse(
              modeOption,
              "%s=%s can't be honoured; it must be none, kafka, record_key or record_value"
                  .formatted(modeOption, mode));
    }
    if (deleteEnabled.filter(text -> Boolean.parseBoolean(text.trim())).isPresent()) {
      deletes();
    }
  }

  private void none() {
    String insertMode = rewrite.option(TableOptions.INSERT_MODE).orElse("insert");
    if (insertMode.equalsIgnoreCase("upsert") || insertMode.equalsIgnoreCase("update")) {
      if (rewrite.option(ConflictConfig.KEYS).isEmpty()) {
        rewrite.refuse(
            modeOption,
            "%s=none leaves insert.mode=%s without a key; set %s=record_key or record_value"
                .formatted(modeOption, insertMode, modeOption));
      }
      return;
    }
    if (rewrite.option(ConflictConfig.KEYS).isEmpty()) {
      rewrite.set(modeOption, ConflictConfig.KEYS, "none");
    }
  }

  private void kafka(List<String> names) {
    List<String> columns = names.isEmpty() ? List.of(COORDINATES.split(",")) : names;
    if (columns.size() != 3) {
      rewrite.refuse(
          fieldsOption,
          "%s must name three columns, for topic, partition and offset".formatted(fieldsOption));
      return;
    }
    String metadata = "topic:%s,partition:%s,offset:%s".formatted(columns.toArray());
    rewrite.append(modeOption, FieldConfig.METADATA, metadata);
    keys(modeOption, columns);
  }

  private void recordKey(List<String> names) {
    rewrite.set(modeOption, ConflictConfig.KEYS_FROM, "key");
    if (!names.isEmpty()) {
      keys(fieldsOption, names);
    }
  }

  private void recordValue(List<String> names) {
    rewrite.set(modeOption, ConflictConfig.KEYS_FROM, "value");
    boolean creates =
        rewrite.option(TableOptions.CREATE).filter(Boolean::parseBoolean).isPresent()
            || rewrite.option("schema.evolution").filter("basic"::equals).isPresent();
    if (!names.isEmpty()) {
      keys(fieldsOption, names);
    } else if (creates) {
      rewrite.refuse(
          fieldsOption,
          "%s=record_value without %s would make all fields the key of a created table; name the key"
                  .formatted(modeOption, fieldsOption)
              + " fields");
    }
  }

  private void keys(String from, List<String> names) {
    NameCase nameCase = NameCase.of(rewrite.option(TableOptions.NAME_CASE));
    rewrite.set(
        from, ConflictConfig.KEYS, String.join(",", names.stream().map(nameCase::apply).toList()));
  }

  private void deletes() {
    if (mode.equals("none") || mode.equals("kafka")) {
      rewrite.refuse(
          "delete.enabled",
          "delete.enabled needs %s=record_key, so that a tombstone says which row to delete"
              .formatted(modeOption));
      return;
    }
    rewrite.set("delete.enabled", TableOptions.DELETE_MODE, "hard");
  }
}
