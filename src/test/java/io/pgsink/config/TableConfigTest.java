// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.FieldConfig.UnknownFields;
import io.pgsink.config.MetadataColumn.Source;
import io.pgsink.table.DeleteMode;
import io.pgsink.table.InsertCopy;
import io.pgsink.table.InsertMode;
import io.pgsink.table.TimestampUnits;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.UpdateWhen;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableConfigTest {

  @Test
  void hasDefaults() {
    TableConfig table = Options.table();

    assertEquals(List.of(), table.naming().topicsToTables());
    assertEquals(List.of(new NameFormat.Part.Topic()), table.naming().format().parts());
    assertEquals(NameCase.KEEP, table.naming().nameCase());
    assertEquals(InsertMode.UPSERT, table.insertMode());
    assertEquals(InsertCopy.AUTO, table.insertCopy());
    assertEquals(
        new ConflictConfig(Optional.empty(), KeySource.AUTO, Optional.empty(), Optional.empty()),
        table.conflict());
    assertEquals(
        new UpdateConfig(
            new UpdateColumns(Set.of(), UpdateColumns.Kind.ALL_BUT),
            Map.of(),
            new UpdateWhen.Always()),
        table.update());
    assertEquals(new DeleteMode.None(), table.deleteMode());
    assertFalse(table.truncateEnabled());
    assertEquals(Optional.of("anything"), table.fields().filter().target("anything"));
    assertEquals(UnknownFields.FAIL, table.fields().unknown());
    assertEquals(List.of(), table.fields().metadataColumns());
    assertEquals(Optional.empty(), table.fields().valueColumn());
    assertFalse(table.autoCreate());
    assertFalse(table.autoEvolve());
    assertEquals(ZoneId.of("UTC"), table.timestampZone());
    assertEquals(TimestampUnits.NONE, table.timestampUnits());
  }

  @Test
  void takesEveryOption() {
    TableConfig table =
        Options.table(
            "table.name.format", "raw.${topic.0}_${header.kind}",
            "topics.to.tables", "orders:sales.orders, raw\\.(.*)->stage.$1",
            "name.case", "LOWER",
            "insert.mode", "UpSert",
            "insert.copy", "Never",
            "conflict.keys", "region, id",
            "conflict.where", "active",
            "update.columns", "*,-created_at",
            "update.rules", "hits:add, tags:APPEND, a:b:keep",
            "update.when", "Newer:version",
            "delete.mode", "Soft: deleted_at",
            "truncate.enabled", "true",
            "fields.include", "id,region,pay*,version",
            "fields.exclude", "payment?",
            "fields.rename", "payload:Body",
            "unknown.fields", "Ignore",
            "metadata.columns", "topic:t,Partition:p,offset:o,timestamp:ts,key:k,header.Trace:tr",
            "auto.create", "true",
            "auto.evolve", "true",
            "timestamp.timezone", "Europe/Berlin",
            "timestamp.units", "created_at:us, *:S, a:b:ns");

    assertEquals("raw.${topic.0}_${header.kind}", table.naming().format().text());
    assertEquals(
        new TopicMapping.Named("orders", "sales.orders"), table.naming().topicsToTables().get(0));
    assertEquals(NameCase.LOWER, table.naming().nameCase());
    assertEquals(InsertCopy.NEVER, table.insertCopy());
    assertEquals(
        new ConflictConfig(
            Optional.of(List.of("region", "id")),
            KeySource.AUTO,
            Optional.empty(),
            Optional.of("active")),
        table.conflict());
    assertTrue(table.update().columns().updates("price"));
    assertFalse(table.update().columns().updates("created_at"));
    assertEquals(
        Map.of("hits", UpdateRule.ADD, "tags", UpdateRule.APPEND, "a:b", UpdateRule.KEEP),
        table.update().rules());
    assertEquals(new UpdateWhen.Newer("version"), table.update().when());
    assertEquals(new DeleteMode.Soft("deleted_at"), table.deleteMode());
    assertTrue(table.truncateEnabled());
    assertEquals(Optional.of("Body"), table.fields().filter().target("payload"));
    assertEquals(Optional.of("pay"), table.fields().filter().target("pay"));
    assertEquals(Optional.empty(), table.fields().filter().target("payment1"));
    assertEquals(Optional.empty(), table.fields().filter().target("note"));
    assertEquals("userid", table.fields().filter().renamed("userId"));
    assertEquals(UnknownFields.IGNORE, table.fields().unknown());
    assertEquals(
        List.of(
            new MetadataColumn(new Source.Topic(), "t"),
            new MetadataColumn(new Source.Partition(), "p"),
            new MetadataColumn(new Source.Offset(), "o"),
            new MetadataColumn(new Source.Timestamp(), "ts"),
            new MetadataColumn(new Source.Key(), "k"),
            new MetadataColumn(new Source.Header("Trace"), "tr")),
        table.fields().metadataColumns());
    assertTrue(table.autoCreate());
    assertTrue(table.autoEvolve());
    assertEquals(ZoneId.of("Europe/Berlin"), table.timestampZone());
    assertEquals(
        new TimestampUnits(
            Map.of("created_at", ChronoUnit.MICROS, "a:b", ChronoUnit.NANOS),
            Optional.of(ChronoUnit.SECONDS)),
        table.timestampUnits());
  }

  @Test
  void conflictConstraintAndValueColumnAreTaken() {
    TableConfig table =
        Options.table("conflict.constraint", "orders_key", "value.column", "document");

    assertEquals(Optional.of("orders_key"), table.conflict().constraint());
    assertEquals(Optional.of("document"), table.fields().valueColumn());
  }

  @Test
  void updateColumnsCanBeAList() {
    UpdateColumns columns = Options.table("update.columns", "a, b").update().columns();

    assertTrue(columns.updates("a"));
    assertTrue(columns.updates("b"));
    assertFalse(columns.updates("c"));
  }

  @Test
  void conflictKeysNoneMeansRowsWithoutIdentity() {
    TableConfig table = Options.table("insert.mode", "insert", "conflict.keys", "None");

    assertTrue(table.conflict().isKeyless());
    assertFalse(Options.table().conflict().isKeyless());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert.mode | replace",
        "delete.mode | soft",
        "delete.mode | soft:",
        "delete.mode | yes",
        "update.when | newer",
        "update.when | sometimes",
        "update.columns | *,created_at",
        "update.columns | a,-b",
        "update.columns | a,,b",
        "update.rules | hits",
        "update.rules | :add",
        "update.rules | hits:plus",
        "update.rules | hits:add,hits:keep",
        "conflict.keys | id,id",
        "conflict.keys | id,",
        "fields.rename | a",
        "fields.rename | a:",
        "fields.rename | a:x,b:x",
        "fields.rename | a:x,a:y",
        "fields.include | a,,b",
        "metadata.columns | offset",
        "metadata.columns | offsets:o",
        "metadata.columns | header.:h",
        "metadata.columns | topic:x,offset:x",
        "table.name.format | ${topics}",
        "table.name.format | ${topic",
        "table.name.format | ${topic.first}",
        "table.name.format | ${header.}",
        "table.name.format | ${source.}",
        "table.name.format | sales.",
        "topics.to.tables | orders",
        "topics.to.tables | orders:",
        "topics.to.tables | :orders",
        "topics.to.tables | orders->",
        "topics.to.tables | (orders->x",
        "topics.to.tables | (orders)->$2",
        "topics.to.tables | (orders)->${name}",
        "topics.to.tables | a:b,,c:d",
        "timestamp.timezone | Mars/Olympus",
        "auto.create | maybe",
        "unknown.fields | drop"
      })
  void whatCannotBeReadIsRefused(String option, String value) {
    Options.refusal(option, option, value);
  }

  @Test
  void namesLongerThanPostgresKeepsAreRefused() {
    String longName = "ü".repeat(32);
    for (String option :
        List.of("conflict.keys", "conflict.constraint", "value.column", "table.name.format")) {
      assertTrue(Options.refusal(option, option, longName).contains("64 bytes"), option);
    }
    Options.refusal("delete.mode", "delete.mode", "soft:" + longName);
    Options.refusal("metadata.columns", "metadata.columns", "offset:" + longName);
    Options.refusal("fields.rename", "fields.rename", "a:" + longName);
  }
}
