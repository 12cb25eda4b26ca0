// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import io.pgsink.config.MetadataColumn;
import io.pgsink.config.TableConfig;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the options alone say of a table that isn't known: the columns that they name, and the form
 * of the statement. Where an option leaves it to the table or the records there are dots.
 *
 * @param columns the columns, and what fills each
 * @param sql the form of the statement
 */
record Outline(Map<String, String> columns, String sql) {
  private static final String REST = "…";

  static Outline of(TableConfig config, TableId id) {
    List<String> keys = config.conflict().keys().orElse(List.of());
    Map<String, String> columns = new LinkedHashMap<>();
    keys.forEach(key -> columns.put(key, "conflict key, from the record key or value"));
    for (MetadataColumn each : config.fields().metadataColumns()) {
      columns.put(
          each.column(),
          "record's " + each.source().getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }
    config.fields().valueColumn().ifPresent(column -> columns.put(column, "whole record value"));
    if (config.deleteMode() instanceof DeleteMode.Soft soft) {
      columns.put(soft.column(), "mark of deletes");
    }
    return new Outline(columns, sql(config, id, keys));
  }

  private static String sql(TableConfig config, TableId id, List<String> keys) {
    String all = list(keys, REST);
    String insert =
        "INSERT INTO %s AS stored (%s) SELECT %s"
            .formatted(
                id.sql(),
                all,
                keys.stream().map(key -> "unnest(?), ").collect(Collectors.joining()) + REST);
    String target =
        config
            .conflict()
            .constraint()
            .map(name -> "ON CONSTRAINT " + TableId.quote(name))
            .orElse("(" + (keys.isEmpty() ? REST : list(keys)) + ")");
    return switch (config.insertMode()) {
      case INSERT -> insert;
      case IGNORE ->
          config.conflict().isKeyless()
              ? insert
              : insert + " ON CONFLICT " + target + " DO NOTHING";
      case UPSERT -> insert + " ON CONFLICT " + target + " DO UPDATE SET … = excluded.…";
      case UPDATE ->
          "UPDATE %s AS stored SET … = excluded.… FROM (SELECT unnest(?) AS …) AS excluded WHERE %s"
              .formatted(
                  id.sql(),
                  keys.isEmpty()
                      ? "stored.… = excluded.…"
                      : keys.stream()
                          .map(TableId::quote)
                          .map(key -> "stored." + key + " = excluded." + key)
                          .collect(Collectors.joining(" AND ")));
    };
  }

  private static String list(List<String> names, String... more) {
    StringBuilder list =
        new StringBuilder(names.stream().map(TableId::quote).collect(Collectors.joining(", ")));
    for (String each : more) {
      list.append(list.isEmpty() ? "" : ", ").append(each);
    }
    return list.toString();
  }
}
