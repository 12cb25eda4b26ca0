// SPDX-License-Identifier: Apache-2.0
package io.pgsink.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.PluginArchive;
import io.pgsink.rig.TestDatabase;
import io.pgsink.rig.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/pgsink explain} of the packaged archive, in a process of its own. */
final class ExplainIT {
  @TempDir private Path folder;
  private final TestDatabase database = TestPostgres.shared().createDatabase("explain");
  private Path kafkaHome;

  /** What a command printed, and how it ended. */
  private record Result(int status, String text) {}

  @BeforeEach
  void layOutKafka() throws IOException {
    kafkaHome = Files.createDirectory(folder.resolve("kafka"));
    Files.createSymbolicLink(kafkaHome.resolve("libs"), PluginArchive.workerJars());
  }

  @Test
  void aTableThatIsThereIsShownWithItsStatements() throws Exception {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, status text, amount numeric(12,2), tags"
            + " text[])");
    Result result =
        explain(connector("\"topics\": \"orders\", \"delete.mode\": \"hard\""), "--offline=no");
    assertEquals(2, result.status, "an unknown option is refused: " + result.text);
    result = explain(connector("\"topics\": \"orders\", \"delete.mode\": \"hard\""));
    assertEquals(0, result.status, result.text);
    assertContains(result, "Nothing is wrong.");
    assertContains(result, "topic orders -> table orders");
    assertContains(result, "id      bigint         int8[]        conflict key");
    assertContains(result, "tags    text[]         text[], cast  replace");
    assertContains(result, "ON CONFLICT (\"id\")");
    assertContains(result, "DELETE FROM \"public\".\"orders\"");
    assertContains(result, "not by COPY, because column \"tags\" is text[]");
  }

  @Test
  void schemalessRecordsShowMappingRefusalsAndTheBatch() throws Exception {
    database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, status text, paid date)");
    Path sample =
        file(
            "sample.json",
            """
            {"key": {"id": 1}, "value": {"id": 1, "status": "placed"}}
            {"key": {"id": 1}, "value": {"id": 1, "status": "paid"}}
            {"id": 2, "status": "placed"}
            {"id": 3, "paid": "not a date"}
            {"id": 4, "unknown": true}
            """);
    Result result = explain(connector("\"topics\": \"orders\""), "--sample", sample.toString());
    assertEquals(1, result.status, result.text);
    assertContains(result, "1  topic orders: write, table public.orders, 2 fields");
    assertContains(result, "4  record orders-0-3 for table public.orders refused: column \"paid\"");
    assertFalse(result.text.contains("4  topic orders: write"), "told twice: " + result.text);
    assertContains(result, "5  topic orders: refused: field \"unknown\" has no column");
    assertContains(result, "2 rows after folding");
    assertContains(result, "SELECT unnest(?::int8[]), unnest(?::text[])");
    assertContains(result, "new rows go by COPY where a batch has many of them");
    assertFalse(result.text.contains("not a date"), "a row value is shown: " + result.text);
    assertEquals(0, database.count("SELECT count(*) FROM orders"), "nothing is written");
  }

  /** What the table shows is checked here, and what only PostgreSQL knows is named. */
  @Test
  void lengthPrecisionAndNotNullAreChecked() throws Exception {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(3), amount numeric(5,2),"
            + " note text NOT NULL, tags text[])");
    Path sample =
        file(
            "sample.json",
            """
            {"id": 1, "code": "abc  ", "amount": 999.994, "note": "n", "tags": ["a"]}
            {"id": 2, "code": "abcd", "note": "n"}
            {"id": 3, "amount": 1000, "note": "n"}
            {"id": 4, "note": null}
            {"id": 5}
            """);
    Result result = explain(connector("\"topics\": \"orders\""), "--sample", sample.toString());
    assertEquals(1, result.status, result.text);
    assertContains(result, "1  topic orders: write");
    assertContains(result, "column \"code\": the text is longer than");
    assertContains(
        result, "3  record orders-0-2 for table public.orders refused: column \"amount\"");
    assertContains(result, "column \"note\" is NOT NULL, and the value is");
    assertContains(result, "column \"note\" is NOT NULL without a default");
    assertContains(result, "Only PostgreSQL reads the texts of: tags.");
    assertContains(result, "Only PostgreSQL checks CHECK constraints");
    assertContains(result, "1 changes, 1 rows after folding");
    assertTrue(result.text.lines().allMatch(line -> line.length() <= 100), result.text);
  }

  @Test
  void withoutASampleTheOptionsAloneAreShown() throws Exception {
    Path connector =
        connector(
            "\"topics\": \"orders\", \"auto.create\": true, \"conflict.keys\": \"id\","
                + " \"metadata.columns\": \"offset:at\"");
    Result result = explain(connector, "--offline");
    assertEquals(0, result.status, result.text);
    assertContains(result, "topic orders -> table orders");
    assertContains(result, "id      conflict key, from the record key or value");
    assertContains(result, "at      record's offset");
    assertContains(result, "INSERT INTO \"orders\" AS stored (\"id\", …)");
    assertContains(result, "ON CONFLICT (\"id\")");
  }

  @Test
  void anotherConnectorIsNamed() throws Exception {
    database.execute("CREATE TABLE orders (id bigint PRIMARY KEY)");
    Result result =
        explain(
            connector("\"topics\": \"orders\""),
            "--set",
            "connector.class=io.confluent.connect.jdbc.JdbcSinkConnector");
    assertContains(
        result, "connector.class is io.confluent.connect.jdbc.JdbcSinkConnector, another");
  }

  @Test
  void aDebeziumEnvelopeWithSchemasShowsTheTableThatWouldBeCreated() throws Exception {
    Path sample = Path.of("src/test/resources/explain/debezium.json");
    Result result =
        explain(
            connector(
                "\"topics\": \"shop.public.customers\", \"table.name.format\": \"${source.table}\","
                    + " \"auto.create\": true, \"delete.mode\": \"hard\""),
            "--sample",
            sample.toString());
    assertEquals(0, result.status, result.text);
    assertContains(result, "CREATE TABLE IF NOT EXISTS \"customers\" (");
    assertContains(result, "\"seen\" timestamp with time zone");
    assertContains(result, "key.id");
    assertContains(result, "io.debezium.time.ZonedTimestamp");
    assertContains(result, "PRIMARY KEY (\"id\")");
    assertContains(result, "delete, table");
    assertEquals(0, database.count("SELECT count(*) FROM pg_class WHERE relname = 'customers'"));
  }

  @Test
  void theArchivesConverterReadsTheSampleOfAConnectorThatNamesIt() throws Exception {
    Result result =
        explain(
            connector(
                "\"topics\": \"shop.public.customers\", \"table.name.format\": \"c\","
                    + " \"auto.create\": true, \"delete.mode\": \"hard\","
                    + " \"key.converter\": \"io.pgsink.json.FastJsonConverter\","
                    + " \"value.converter\": \"io.pgsink.json.FastJsonConverter\""),
            "--sample",
            "src/test/resources/explain/debezium.json");
    assertEquals(0, result.status, result.text);
    assertContains(result, "CREATE TABLE IF NOT EXISTS \"c\"");
    assertFalse(result.text.contains("read by the JSON converter"), result.text);
    assertFalse(result.text.contains("replaced by the JSON converter"), result.text);
  }

  @Test
  void transformsAreApplied() throws Exception {
    database.execute("CREATE TABLE renamed (id bigint PRIMARY KEY)");
    Path sample = file("sample.json", "{\"id\": 1}");
    Result result =
        explain(
            connector(
                "\"topics\": \"orders\", \"transforms\": \"r\", \"transforms.r.type\":"
                    + " \"org.apache.kafka.connect.transforms.RegexRouter\","
                    + " \"transforms.r.regex\": \"orders\", \"transforms.r.replacement\":"
                    + " \"renamed\""),
            "--sample",
            sample.toString());
    assertEquals(0, result.status, result.text);
    assertContains(result, "Write into table public.renamed, from topic renamed");
  }

  @Test
  void findingsAreListedByOption() throws Exception {
    Result result = explain(connector("\"topics\": \"missing\", \"delete.mod\": \"hard\""));
    assertEquals(1, result.status, result.text);
    assertContains(result, "did you mean delete.mode?");
    result = explain(connector("\"topics\": \"missing\""));
    assertEquals(1, result.status, result.text);
    assertContains(result, "table.name.format");
    assertContains(result, "doesn't exist; create it");
  }

  @Test
  void withoutADatabaseItExplainsWhatItCan() throws Exception {
    Path sample = Path.of("src/test/resources/explain/debezium.json");
    Path connector =
        connector("\"topics\": \"a\", \"auto.create\": true, \"table.name.format\": \"c\"");
    Result result =
        explain(
            connector,
            "--set",
            "connection.url=jdbc:postgresql://127.0.0.1:1/none",
            "--sample",
            sample.toString());
    assertEquals(1, result.status, result.text);
    assertContains(result, "connection.url");
    assertContains(result, "Without the database tables are taken as missing.");
    assertContains(result, "CREATE TABLE IF NOT EXISTS \"c\"");
    Result offline = explain(connector, "--offline", "--sample", sample.toString());
    assertEquals(0, offline.status, offline.text);
    assertContains(offline, "INSERT INTO \"c\"");
  }

  @Test
  void wrongCallsSayWhatToDo() throws Exception {
    Path broken = file("broken.json", "{\"config\": {\n  \"topics\": }}");
    Result result = explain(broken);
    assertEquals(2, result.status, result.text);
    assertContains(result, "broken.json, line 2, column ");
    assertContains(explain(folder.resolve("none.json")), "there is no such file");
    assertContains(
        explain(
            connector("\"topics\": \"t\""), "--sample", file("bad.json", "{\"id\": ").toString()),
        "bad.json, line 1");
    Result noKafka = call(Map.of("PATH", "/usr/bin:/bin"), "explain", "x.json");
    assertEquals(2, noKafka.status);
    assertContains(noKafka, "set KAFKA_HOME");
    Result wrongKafka = call(Map.of("KAFKA_HOME", folder.toString()), "explain", "x.json");
    assertContains(wrongKafka, "is it a Kafka installation?");
    Result help = call(Map.of("PATH", "/usr/bin:/bin"), "explain", "--help");
    assertEquals(0, help.status, help.text);
    assertContains(help, "KAFKA_HOME");
    assertTrue(help.text.lines().allMatch(line -> line.length() <= 100), help.text);
    assertContains(explain(folder), "it is a folder");
  }

  private Path connector(String options) throws IOException {
    return file(
        "connector.json",
        """
        {"name": "explained", "config": {
          "connector.class": "io.pgsink.PostgresSinkConnector",
          "connection.url": "%s", "connection.user": "%s", "connection.password": "%s",
          %s}}
        """
            .formatted(database.url(), database.user(), database.password(), options));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Result explain(Path connector, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("explain", connector.toString()));
    arguments.addAll(List.of(more));
    return call(Map.of("KAFKA_HOME", kafkaHome.toString()), arguments.toArray(String[]::new));
  }

  private Result call(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(PluginArchive.unpacked().resolve("bin/pgsink").toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("KAFKA_HOME");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs");
    return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private static void assertContains(Result result, String part) {
    assertTrue(result.text.contains(part), () -> "no \"" + part + "\" in\n" + result.text);
  }
}
