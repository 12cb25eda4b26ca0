// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.InsertMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownOptionsTest {

  @ParameterizedTest
  @CsvSource({
    "insert.mod, insert.mode",
    "insert_mode, insert.mode",
    "Insert.Mode, insert.mode",
    "inster.mode, insert.mode",
    "conflict.key, conflict.keys",
    "confilct.keys, conflict.keys",
    "delete.modes, delete.mode",
    "batchsize, batch.size",
    "batch-size, batch.size",
    "conection.url, connection.url",
    "conection.user, connection.user",
    "topics.to.table, topics.to.tables",
    "task.max, tasks.max",
    "delivery.guarantees, delivery.guarantee"
  })
  void misspeltOptionIsRefusedWithASuggestion_B135(String option, String meant) {
    String message = Options.refusal(option, option, "x");

    assertTrue(message.contains("did you mean " + meant + "?"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "connection.foo, connection.user",
    "conflict.target, conflict.keys",
    "update.set, update.columns",
    "fields.only, fields.include",
    "batch.rows, batch.size"
  })
  void unknownOptionAmongOursIsRefusedWithTheOnesThereAre_B135(String option, String neighbour) {
    String message = Options.refusal(option, option, "x");

    assertTrue(message.contains(neighbour), message);
  }

  @Test
  void optionLikeNoneOfOursIsWarnedAbout_B135() {
    assertEquals(
        List.of("license.server is unknown and has no effect"),
        Options.parse("license.server", "x").warnings());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks.max",
        "tasks.max.enforce",
        "topics.regex",
        "key.converter",
        "key.converter.schemas.enable",
        "key.converter.plugin.version",
        "value.converter",
        "value.converter.schema.registry.url",
        "header.converter",
        "header.converter.x",
        "transforms",
        "transforms.route.type",
        "transforms.route.plugin.version",
        "predicates",
        "predicates.isTombstone.type",
        "errors.tolerance",
        "errors.retry.timeout",
        "errors.deadletterqueue.topic.name",
        "errors.deadletterqueue.context.headers.enable",
        "errors.log.include.messages",
        "consumer.override.max.poll.records",
        "producer.override.linger.ms",
        "admin.override.security.protocol",
        "config.action.reload",
        "connector.plugin.version"
      })
  void connectsOwnOptionsAreNeverFlagged(String option) {
    SinkConfig config = Options.parse(option, "x", "errors.tolerance", "all");

    assertEquals(List.of(), config.warnings());
  }

  @Test
  void topicOptionIsTheLongestSuffix() {
    SinkConfig config =
        Options.parse(
            "topic.shop.orders.insert.mode", "ignore",
            "topic.conflict.keys.conflict.keys", "id",
            "topic.x.table.name.format", "y",
            "topic.a.fields.rename", "b:c");

    assertEquals(InsertMode.IGNORE, config.table("shop.orders").insertMode());
    assertEquals(InsertMode.UPSERT, config.table("orders").insertMode());
    assertEquals(List.of("id"), config.table("conflict.keys").conflict().keys().orElseThrow());
    assertEquals("y", config.table("x").naming().format().text());
    assertEquals("c", config.table("a").fields().filter().renamed("b"));
  }

  @Test
  void topicsOwnTableNameComesBeforeTheMappings() {
    SinkConfig config =
        Options.parse("topics.to.tables", ".*->all", "topic.x.table.name.format", "y");

    assertEquals(List.of(), config.table("x").naming().topicsToTables());
    assertEquals(1, config.table("z").naming().topicsToTables().size());
  }

  @ParameterizedTest
  @CsvSource({
    "topic.shop.orders.insert.mod, topic.shop.orders.insert.mode",
    "topic.orders.conflict.key, topic.orders.conflict.keys",
    "topic.orders.delete-mode, topic.orders.delete.mode"
  })
  void misspeltTopicOptionIsRefusedWithASuggestion_B135(String option, String meant) {
    String message = Options.refusal(option, option, "x");

    assertTrue(message.contains("did you mean " + meant + "?"), message);
  }

  @Test
  void topicOptionThatExistsForTheConnectorOnlyIsRefused_B135() {
    String message = Options.refusal("topic.orders.batch.size", "topic.orders.batch.size", "1");

    assertTrue(message.contains("can't be set per topic"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic.orders", "topic.insert.mode", "topic.orders.xyz"})
  void topicOptionLikeNoneIsRefused_B135(String option) {
    Options.refusal(option, option, "x");
  }

  @Test
  void badValueOfATopicOptionIsRefusedThere() {
    Options.refusal("topic.orders.insert.mode", "topic.orders.insert.mode", "replace");
  }
}
