// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config.migration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.Options;
import io.pgsink.config.SinkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/migrating.md says of each option is what happens to it. */
class MigratingPageTest {
  private static final Path PAGE = Path.of("docs", "migrating.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Values with which the page's word can be seen; any other option gets an x. */
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("connection.loginTimeout", "7"),
          Map.entry(
              "connection.provider", "org.hibernate.agroal.internal.AgroalConnectionProvider"),
          Map.entry("dialect.name", "PostgreSqlDatabaseDialect"),
          Map.entry("delete.enabled", "true"),
          Map.entry("table.name.normalize", "true"),
          Map.entry("topics.to.tables.mapping", "orders:t"),
          Map.entry("timestamp.precision.mode", "nanoseconds"),
          Map.entry("db.timezone", "Europe/Berlin"),
          Map.entry("use.time.zone", "UTC"),
          Map.entry("database.time_zone", "UTC"),
          Map.entry("quote.sql.identifiers", "never"),
          Map.entry("sql.quote.identifiers", "false"),
          Map.entry("quote.identifiers", "false"),
          Map.entry("primary.key.mode", "kafka"),
          Map.entry("schema.evolution", "basic"),
          Map.entry("collection.name.format", "a_${topic}"),
          Map.entry("flush.max.retries", "5"),
          Map.entry("flush.retry.delay.ms", "700"),
          Map.entry(
              "collection.naming.strategy",
              "io.debezium.sink.naming.DefaultCollectionNamingStrategy"),
          Map.entry(
              "column.naming.strategy", "io.debezium.sink.naming.DefaultColumnNamingStrategy"),
          Map.entry(
              "table.naming.strategy",
              "io.debezium.connector.jdbc.naming.DefaultTableNamingStrategy"));

  /** What an option makes no sense without. */
  private static final Map<String, Map<String, String>> COMPANIONS =
      Map.of(
          "pk.fields", Map.of("pk.mode", "record_key"),
          "primary.key.fields", Map.of("primary.key.mode", "record_key"),
          "timestamp.precision.mode", Map.of("timestamp.fields.list", "at"),
          "delete.enabled", Map.of("pk.mode", "record_key"));

  /**
   * A row of the page's tables.
   *
   * @param option one of the options in its first cell
   * @param value the value that it is about, or one that fits
   * @param becomes its second cell
   */
  record Row(String option, String value, String becomes) {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("| `")) {
        continue;
      }
      String[] cells = line.split("\\|", -1);
      for (String code : codes(cells[1])) {
        String name =
            code.replace("<driver property>", "ApplicationName").replace(".*", ".anything");
        String[] parts = name.split("=", 2);
        String value = parts.length == 2 ? parts[1] : VALUES.getOrDefault(parts[0], "x");
        rows.add(new Row(parts[0], value, cells[2].strip()));
      }
    }
    return rows;
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anOptionBecomesWhatThePageSays(Row row) {
    switch (row.becomes()) {
      case "the same" ->
          assertTrue(SinkOptions.definition().names().contains(row.option()), row.toString());
      case "refused" -> Options.refusal(row.option(), row.option(), row.value());
      case "nothing" -> assertHasNoEffect(row.option(), row.value());
      case "`false` only" -> {
        assertHasNoEffect(row.option(), "false");
        Options.refusal(row.option(), row.option(), "true");
      }
      default -> assertTranslated(row);
    }
  }

  private static void assertHasNoEffect(String option, String value) {
    List<String> notices = Options.parse(option, value).notices();
    assertTrue(
        notices.stream().anyMatch(notice -> notice.startsWith(option + " has no effect")),
        notices::toString);
  }

  private static void assertTranslated(Row row) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put(row.option(), row.value());
    options.putAll(COMPANIONS.getOrDefault(row.option(), Map.of()));
    String[] given =
        options.entrySet().stream()
            .flatMap(option -> Stream.of(option.getKey(), option.getValue()))
            .toArray(String[]::new);
    String notices = String.join("\n", Options.parse(given).notices());
    Pattern used =
        Pattern.compile(
            "^%s(=\\S+)? (is used as|is what)".formatted(Pattern.quote(row.option())),
            Pattern.MULTILINE);
    Matcher matcher = used.matcher(notices);
    assertTrue(matcher.find(), row + "\n" + notices);
    List<String> named =
        codes(row.becomes()).stream()
            .map(code -> code.replaceFirst("^….*", "fields.exclude"))
            .filter(code -> SinkOptions.definition().names().contains(code.split("=", 2)[0]))
            .toList();
    assertTrue(
        named.isEmpty() || named.stream().anyMatch(notices::contains), named + "\n" + notices);
  }

  @Test
  void everyOptionOfTheOthersIsExplained() throws IOException {
    String page = Files.readString(PAGE);

    for (String option : ForeignOptions.names()) {
      assertTrue(page.contains("`" + option + "`"), option + " is missing in docs/migrating.md");
    }
    for (String option : ForeignOptions.RENAMED.values()) {
      assertTrue(page.contains("`" + option), option + " is missing in docs/migrating.md");
    }
  }
}
