// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.MetadataColumn.Source;
import io.pgsink.config.NameFormat.Part;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertMode;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTranslationTest {

  @Test
  void ownOptionsAreLeftAlone() {
    SinkConfig config = Options.parse("batch.size", "10", "delete.mode", "hard");

    assertEquals(List.of(), config.notices());
    assertEquals(InsertMode.UPSERT, config.table("orders").insertMode());
  }

  @Test
  void typicalConfluentSinkRuns() {
    SinkConfig config =
        Options.parse(
            "connection.url", Options.URL + "?reWriteBatchedInserts=true",
            "connection.user", "sink",
            "connection.password", "x",
            "dialect.name", "PostgreSqlDatabaseDialect",
            "insert.mode", "upsert",
            "pk.mode", "record_key",
            "pk.fields", "id,region",
            "delete.enabled", "true",
            "fields.whitelist", "name,price",
            "table.name.format", "kafka_${topic}",
            "table.types", "TABLE,PARTITIONED TABLE",
            "quote.sql.identifiers", "always",
            "db.timezone", "Europe/Berlin",
            "auto.create", "true",
            "auto.evolve", "true",
            "batch.size", "3000",
            "max.retries", "10",
            "retry.backoff.ms", "3000",
            "connection.attempts", "3",
            "connection.backoff.ms", "10000",
            "mssql.use.merge.holdlock", "true",
            "date.timezone", "UTC",
            "replace.null.with.default", "false",
            "trim.sensitive.log", "true");
    TableConfig table = config.table("orders");

    assertEquals(InsertMode.UPSERT, table.insertMode());
    assertEquals(Optional.of(List.of("id", "region")), table.conflict().keys());
    assertEquals(new DeleteMode.Hard(), table.deleteMode());
    assertTrue(table.fields().filter().isIncluded("price"));
    assertFalse(table.fields().filter().isIncluded("cost"));
    assertEquals(
        List.of(new Part.Text("kafka_"), new Part.Topic()), table.naming().format().parts());
    assertEquals(NameCase.KEEP, table.naming().nameCase());
    assertEquals(ZoneId.of("Europe/Berlin"), table.timestampZone());
    assertTrue(table.autoCreate());
    assertEquals(3000, config.write().batchSize());
    assertEquals(10, config.errors().maxRetries());
    assertEquals(Duration.ofSeconds(3), config.errors().retryBackoff());
    assertTrue(config.notices().contains("pk.fields is used as conflict.keys=id,region"));
    assertTrue(config.notices().contains("delete.enabled is used as delete.mode=hard"));
    assertEquals(config.notices().size(), Set.copyOf(config.notices()).size());
    assertEquals(List.of(), config.warnings());
  }

  @Test
  void typicalDebeziumSinkRuns() {
    SinkConfig config =
        Options.parse(
            "connection.username",
            "sink",
            "connection.password",
            "x",
            "connection.pool.max_size",
            "8",
            "connection.restart.on.errors",
            "true",
            "insert.mode",
            "upsert",
            "primary.key.mode",
            "record_key",
            "primary.key.fields",
            "Id",
            "delete.enabled",
            "true",
            "truncate.enabled",
            "true",
            "schema.evolution",
            "basic",
            "use.time.zone",
            "UTC",
            "use.reduction.buffer",
            "true",
            "collection.name.format",
            "stage.${topic}",
            "field.exclude.list",
            "secret,orders:note",
            "flush.max.retries",
            "5",
            "flush.retry.delay.ms",
            "1000",
            "hibernate.c3p0.idle_test_period",
            "300",
            "dialect.postgres.postgis.schema",
            "gis",
            "dialect.postgres.unnest.insert.enabled",
            "true",
            "collection.naming.strategy",
            "io.debezium.connector.jdbc.naming.DefaultCollectionNamingStrategy");
    TableConfig table = config.table("orders");

    assertEquals(Optional.of("sink"), config.connection().user());
    assertEquals(Optional.of(List.of("id")), table.conflict().keys());
    assertEquals(new DeleteMode.Hard(), table.deleteMode());
    assertTrue(table.truncateEnabled());
    assertTrue(table.autoCreate());
    assertTrue(table.autoEvolve());
    assertEquals(
        List.of(new Part.Text("stage."), new Part.TopicUnderscored()),
        table.naming().format().parts());
    assertEquals(NameCase.LOWER, table.naming().nameCase());
    assertEquals("userid", table.fields().filter().renamed("userId"));
    assertFalse(table.fields().filter().isIncluded("secret"));
    assertFalse(table.fields().filter().isIncluded("note"));
    assertTrue(config.table("other").fields().filter().isIncluded("note"));
    assertFalse(config.table("other").fields().filter().isIncluded("secret"));
    assertEquals(5, config.errors().maxRetries());
    assertEquals(Duration.ofSeconds(1), config.errors().retryBackoff());
    assertEquals(List.of(), config.warnings());
  }

  @Test
  void absentOptionsHaveTheOthersDefaults() {
    TableConfig confluent = Options.table("pk.fields", "id");
    assertEquals(InsertMode.INSERT, confluent.insertMode());
    assertTrue(confluent.conflict().isKeyless());
    assertEquals(List.of(new Part.Topic()), confluent.naming().format().parts());

    TableConfig debezium = Options.table("connection.username", "sink");
    assertEquals(InsertMode.INSERT, debezium.insertMode());
    assertTrue(debezium.conflict().isKeyless());
    assertEquals(List.of(new Part.TopicUnderscored()), debezium.naming().format().parts());
  }

  @Test
  void quotedDebeziumNamesKeepTheirCase() {
    TableConfig table =
        Options.table(
            "primary.key.mode", "record_value",
            "primary.key.fields", "Id",
            "quote.identifiers", "true");

    assertEquals(NameCase.KEEP, table.naming().nameCase());
    assertEquals(Optional.of(List.of("Id")), table.conflict().keys());
  }

  @ParameterizedTest
  @CsvSource({"quote.sql.identifiers, NEVER", "sql.quote.identifiers, false"})
  void unquotedNamesBecomeLowerCase(String option, String value) {
    assertEquals(NameCase.LOWER, Options.table(option, value).naming().nameCase());
  }

  @Test
  void kafkaCoordinatesBecomeMetadataColumnsAndKeys() {
    TableConfig table = Options.table("pk.mode", "kafka", "insert.mode", "upsert");

    assertEquals(
        List.of(
            new MetadataColumn(new Source.Topic(), "__connect_topic"),
            new MetadataColumn(new Source.Partition(), "__connect_partition"),
            new MetadataColumn(new Source.Offset(), "__connect_offset")),
        table.fields().metadataColumns());
    assertEquals(
        Optional.of(List.of("__connect_topic", "__connect_partition", "__connect_offset")),
        table.conflict().keys());
  }

  @Test
  void kafkaCoordinatesCanBeNamed() {
    TableConfig table =
        Options.table(
            "pk.mode", "kafka", "pk.fields", "t, p ,o", "metadata.columns", "timestamp:ts");

    assertEquals(
        List.of("ts", "t", "p", "o"),
        table.fields().metadataColumns().stream().map(MetadataColumn::column).toList());
    assertEquals(Optional.of(List.of("t", "p", "o")), table.conflict().keys());
  }

  @Test
  void recordKeyWithoutFieldsIsAuto() {
    assertEquals(
        Optional.empty(),
        Options.table("pk.mode", "record_key", "insert.mode", "upsert").conflict().keys());
    assertEquals(
        Optional.empty(),
        Options.table("pk.mode", "record_value", "insert.mode", "update").conflict().keys());
  }

  @Test
  void aivenNamesAndMultiRowInsertsAreUnderstood() {
    TableConfig table =
        Options.table(
            "insert.mode", "multi",
            "table.name.normalize", "true",
            "table.name.format", "kafka-${topic}.x",
            "topics.to.tables.mapping", "a:b,c:s.d");

    assertEquals(InsertMode.INSERT, table.insertMode());
    assertEquals(
        List.of(new Part.Text("kafka_"), new Part.TopicNormalized(), new Part.Text("_x")),
        table.naming().format().parts());
    assertEquals(
        List.of(new TopicMapping.Named("a", "b"), new TopicMapping.Named("c", "s.d")),
        table.naming().topicsToTables());
  }

  @Test
  void driverPropertiesGoIntoTheUrl() {
    SinkConfig config =
        Options.parse(
            "connection.currentSchema", "a b",
            "connection.loginTimeout", "7",
            "connection.reWriteBatchedInserts", "true");

    assertEquals("a b", config.connection().driverProperties().getProperty("currentSchema"));
    assertEquals(Duration.ofSeconds(7), config.connection().connectTimeout());
    assertEquals(InsertMode.UPSERT, config.table("orders").insertMode());
  }

  @Test
  void driverPropertiesOutsideTheListAreRefused_B136() {
    Options.refusal("connection.socketFactory", "connection.socketFactory", "x");
  }

  @Test
  void credentialsInAnotherSinksUrlAreRefusedWithoutEcho_B137() {
    String message =
        Options.refusal(
            "connection.url",
            "connection.url",
            Options.URL + "?user=u&password=sekret",
            "pk.mode",
            "none");

    assertFalse(message.contains("sekret"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pk.mode | sideways",
        "primary.key.mode | record_header",
        "dialect.name | MySqlDatabaseDialect",
        "jdbc.credentials.provider.class | com.example.Vault",
        "timestamp.fields.list | a,,b",
        "timestamp.precision.mode | weeks",
        "replace.null.with.default | true",
        "connection.provider | com.example.Provider",
        "column.naming.strategy | com.example.Columns",
        "table.naming.strategy | com.example.Tables",
        "collection.naming.strategy | com.example.Tables",
        "cloud.events.schema.name.pattern | .*",
        "hibernate.connection.autocommit | true",
        "schema.evolution | advanced",
        "delete.enabled | true",
        "field.include.list | a,,b",
        "pk.fields | a,,b"
      })
  void whatCannotBeHonouredIsRefused(String option, String value) {
    Options.refusal(option, option, value);
  }

  @Test
  void fieldsOfTimestampsGetTheirUnit_K8_2() {
    SinkConfig config =
        Options.parse(
            "timestamp.fields.list", "at, seen", "timestamp.precision.mode", "NANOSECONDS");
    assertEquals(
        Map.of("at", ChronoUnit.NANOS, "seen", ChronoUnit.NANOS),
        config.table("orders").timestampUnits().columns());
    config = Options.parse("timestamp.fields.list", "At", "quote.sql.identifiers", "never");
    assertEquals(
        Map.of("at", ChronoUnit.MICROS), config.table("orders").timestampUnits().columns());
    assertTrue(
        config.notices().contains("timestamp.fields.list is used as timestamp.units=at:us"),
        config.notices().toString());
    config = Options.parse("timestamp.fields.list", "at", "timestamp.units", "seen:s");
    assertEquals(
        Map.of("at", ChronoUnit.MICROS, "seen", ChronoUnit.SECONDS),
        config.table("orders").timestampUnits().columns());
  }

  @Test
  void keyModesThatCannotBeHonouredAreRefused_B138() {
    Options.refusal("pk.fields", "pk.mode", "kafka", "pk.fields", "a,b");
    Options.refusal("pk.fields", "pk.mode", "record_value", "auto.create", "true");
    Options.refusal(
        "primary.key.fields", "primary.key.mode", "record_value", "schema.evolution", "basic");
    Options.refusal("pk.mode", "pk.mode", "none", "insert.mode", "upsert");
    Options.refusal("delete.enabled", "pk.mode", "kafka", "delete.enabled", "true");
  }

  @Test
  void bothNamesOfOneOptionAreRefused_B138() {
    String message =
        Options.refusal("connection.username", "connection.username", "a", "connection.user", "b");

    assertTrue(message.contains("connection.user "), message);
    Options.refusal("pk.fields", "pk.mode", "record_key", "pk.fields", "a", "conflict.keys", "b");
  }

  @Test
  void badValueIsRefusedUnderTheNameThatTheUserWrote() {
    Options.refusal("db.timezone", "db.timezone", "Mars/Olympus");
    Options.refusal("flush.max.retries", "flush.max.retries", "-7");
  }

  @Test
  void smallestValuesElsewhereAreOursHere() {
    SinkConfig config =
        Options.parse("pk.mode", "none", "batch.size", "0", "retry.backoff.ms", "0");

    assertEquals(1, config.write().batchSize());
    assertEquals(Duration.ofMillis(1), config.errors().retryBackoff());
  }

  @Test
  void aLongConstantBackoffStaysPossible() {
    SinkConfig config = Options.parse("flush.retry.delay.ms", "60000");

    assertEquals(Duration.ofSeconds(60), config.errors().retryBackoff());
    assertEquals(Duration.ofSeconds(60), config.errors().retryBackoffMax());
  }

  @ParameterizedTest
  @ValueSource(strings = {"//comment", "_note", "openlineage.integration.enabled"})
  void whatNobodyReadsDoesNotStopAMigration(String option) {
    Options.parse("pk.mode", "none", option, "x");
  }
}
