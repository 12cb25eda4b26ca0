// SPDX-License-Identifier: Apache-2.0
package io.pgsink.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.config.TableConfig;
import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.table.CatalogNames;
import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.Table;
import io.pgsink.table.TableId;
import io.pgsink.table.UniqueIndex;
import io.pgsink.table.WriteOptions;
import io.pgsink.table.WritePlan;
import io.pgsink.table.WritePlans;
import io.pgsink.table.WriteSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL that the how-tos show behind a configuration is the SQL that it makes. */
class DocsSqlTest {
  /** The table {@code page} of the how-tos. */
  private static final Table PAGE =
      Table.of(
          new TableId("public", "page"),
          Table.Kind.TABLE,
          List.of(
              column("url", "text"),
              column("title", "text"),
              column("hits", "int8"),
              column("first_seen", "timestamptz"),
              column("last_seen", "timestamptz"),
              column("tags", "jsonb"),
              column("deleted_at", "timestamptz")),
          List.of(
              new UniqueIndex(
                  "page_pkey",
                  List.of("url"),
                  UniqueIndex.Kind.PRIMARY_KEY,
                  false,
                  false,
                  Optional.empty())));

  /** What the records of the how-tos hold. */
  private static final List<String> FIELDS = List.of("url", "title", "hits", "last_seen");

  @ParameterizedTest
  @ValueSource(strings = {"conflict-rules.md", "deletes.md"})
  void theSqlShownIsTheSqlThatRuns(String name) throws JsonProcessingException {
    int compared = 0;
    Map<String, String> options = Map.of();
    for (Markdown.Block block : Markdown.read(Path.of("docs/how-to", name)).blocks()) {
      if (block.language().equals("json")) {
        options = options(block.text());
      } else if (block.language().equals("sql") && !options.isEmpty()) {
        assertEquals(sql(options, block.text()), normal(block.text()), name + ":" + block.line());
        compared++;
      }
    }
    assertTrue(compared >= 2, "only " + compared + " statements were found");
  }

  @Test
  void whiteSpaceAndCommentsAreLayout() {
    assertEquals("SELECT 1, 2", normal("-- a comment\nSELECT\n  1,\n  2\n"));
  }

  private static Map<String, String> options(String json) throws JsonProcessingException {
    Map<String, String> options = new HashMap<>();
    options.put("name", "example");
    options.put("connection.url", "jdbc:postgresql://localhost/example");
    for (var field : new ObjectMapper().readTree(json).properties()) {
      options.put(field.getKey(), field.getValue().asText());
    }
    return options;
  }

  private static String sql(Map<String, String> options, String shown) {
    TableConfig config = ConnectorOptions.parse(options).table("page");
    WritePlan plan =
        WritePlans.resolve(
            PAGE,
            new WriteOptions(
                config.insertMode(),
                config.conflict().keys(),
                config.conflict().constraint(),
                config.conflict().where(),
                column -> config.update().columns().updates(column),
                config.update().rules(),
                config.update().when(),
                config.deleteMode(),
                config.insertCopy(),
                config.timestampZone()));
    List<String> fields = new ArrayList<>(FIELDS);
    if (config.update().rules().containsKey("tags")) {
      fields.add("tags");
    }
    if (!shown.startsWith("-- tombstone")) {
      return normal(CatalogNames.plain(WriteSql.upsert(plan, columns(fields))));
    }
    return normal(CatalogNames.plain(WriteSql.delete(plan)));
  }

  private static List<Column> columns(List<String> names) {
    return names.stream().map(name -> PAGE.column(name).orElseThrow()).toList();
  }

  private static Column column(String name, String type) {
    return new Column(
        name, PgType.builtIn(type), name.equals("url"), false, Column.Origin.PLAIN, true);
  }

  private static String normal(String sql) {
    return sql.replaceAll("--[^\n]*\n", "")
        .replaceAll("\\s+", " ")
        .replace("( ", "(")
        .replace(" )", ")")
        .strip();
  }
}
