// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.migration.ConnectorOptions;
import io.pgsink.table.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class SinkConfigTest {

  @Test
  void writesAndErrorsHaveDefaults() {
    SinkConfig config = Options.parse();

    assertEquals(
        new WriteConfig(
            5000,
            8_388_608,
            Duration.ofMillis(5),
            1,
            DeliveryGuarantee.AT_LEAST_ONCE,
            new TableId("", "pgsink_offsets")),
        config.write());
    assertEquals(
        new ErrorConfig(-1, Duration.ofMillis(200), Duration.ofSeconds(30), false),
        config.errors());
    assertEquals("orders-sink", config.connectorName());
    assertEquals(0, config.taskId());
    assertEquals(List.of(), config.notices());
    assertEquals(List.of(), config.warnings());
  }

  @Test
  void writesAndErrorsTakeEveryOption() {
    SinkConfig config =
        Options.parse(
            "batch.size",
            "100",
            "batch.bytes",
            "65536",
            "linger.ms",
            "0",
            "writers",
            "4",
            "delivery.guarantee",
            "Exactly_Once",
            "consumer.override.isolation.level",
            "read_committed",
            "offsets.table",
            "sink.offsets",
            "max.retries",
            "3",
            "retry.backoff.ms",
            "10",
            "retry.backoff.max.ms",
            "20",
            "log.record.values",
            "true",
            SinkOptions.TASK_ID,
            "7");

    assertEquals(
        new WriteConfig(
            100,
            65_536,
            Duration.ZERO,
            4,
            DeliveryGuarantee.EXACTLY_ONCE,
            new TableId("sink", "offsets")),
        config.write());
    assertEquals(
        new ErrorConfig(3, Duration.ofMillis(10), Duration.ofMillis(20), true), config.errors());
    assertEquals(7, config.taskId());
    assertEquals(List.of(), config.warnings());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (String option :
        List.of(
            "batch.size=0",
            "batch.bytes=1023",
            "linger.ms=-1",
            "writers=0",
            "writers=65",
            "max.retries=-2",
            "retry.backoff.ms=0",
            "socket.timeout.ms=-1",
            "connection.prepare.threshold=-1",
            "batch.size=many")) {
      String[] parts = option.split("=", 2);
      Options.refusal(parts[0], parts[0], parts[1]);
    }
  }

  @Test
  void missingUrlIsNamed() {
    Map<String, String> options = Options.with();
    options.remove("connection.url");

    assertEquals(List.of("connection.url"), List.copyOf(ConnectorOptions.check(options).keySet()));
  }

  @Test
  void allFindingsAreToldAtOnce() {
    Map<String, List<String>> findings =
        ConnectorOptions.check(
            Options.with("insert.mode", "replace", "batch.size", "0", "delete.mod", "hard"));

    assertEquals(
        List.of("batch.size", "delete.mod", "insert.mode"),
        findings.keySet().stream().sorted().toList());
  }

  @Test
  void jsonNullIsAnOptionThatIsNotSet() {
    Map<String, String> options = new HashMap<>(Options.with());
    options.put("conflict.keys", null);

    assertTrue(ConnectorOptions.parse(options).table("orders").conflict().keys().isEmpty());
  }

  @Test
  void topicsWithoutOptionsShareOneTableConfig() {
    SinkConfig config = Options.parse("topic.orders.insert.mode", "ignore");

    assertSame(config.table("a"), config.table("b"));
    assertSame(config.table("orders"), config.table("orders"));
    assertNotSame(config.table("orders"), config.table("a"));
  }

  @Test
  void everyOptionCanBeShownInAForm() {
    for (ConfigDef.ConfigKey key : SinkOptions.definition().configKeys().values()) {
      assertFalse(key.documentation.isBlank(), key.name);
      assertFalse(key.displayName.isBlank(), key.name);
      assertFalse(key.group.isBlank(), key.name);
      assertTrue(key.orderInGroup > 0, key.name);
      for (String dependent : key.dependents) {
        assertTrue(SinkOptions.definition().names().contains(dependent), dependent);
      }
    }
  }

  @Test
  void formsHideWhatHasNoEffect() {
    assertFalse(validated(Options.with()).get("offsets.table").visible());
    assertTrue(
        validated(Options.with("delivery.guarantee", "EXACTLY_ONCE"))
            .get("offsets.table")
            .visible());
    assertTrue(validated(Options.with()).get("update.rules").visible());
    assertFalse(validated(Options.with("insert.mode", "ignore")).get("update.rules").visible());
    assertFalse(
        validated(Options.with("connection.sslmode", "disable"))
            .get("connection.sslcert")
            .visible());
    assertTrue(validated(Options.with()).get("unknown.fields").visible());
    assertFalse(validated(Options.with("auto.evolve", "true")).get("unknown.fields").visible());
    assertTrue(validated(Options.with()).get("retry.backoff.ms").visible());
    assertFalse(validated(Options.with("max.retries", "0")).get("retry.backoff.ms").visible());
  }

  @Test
  void formsOfferTheChoices() {
    assertEquals(
        List.of("upsert", "insert", "ignore", "update"),
        validated(Options.with()).get("insert.mode").recommendedValues());
  }

  /** Forms make a closed choice of what is recommended. */
  @Test
  void whatFormsOfferAsAChoiceIsAllThatIsValid() {
    int choices = 0;
    for (ConfigValue option : ConnectorOptions.validate(Options.with())) {
      if (!option.recommendedValues().isEmpty()) {
        choices++;
        Map<String, ConfigValue> other = validated(Options.with(option.name(), "some:other"));
        assertFalse(other.get(option.name()).errorMessages().isEmpty(), option.name());
        for (Object value : option.recommendedValues()) {
          Map<String, ConfigValue> one = validated(Options.with(option.name(), value.toString()));
          assertEquals(List.of(), one.get(option.name()).errorMessages(), option.name());
        }
      }
    }
    assertTrue(choices > 5, "only " + choices + " options offer a choice");
  }

  @Test
  void simpleFormsShowTheTenOptionsThatMostConnectorsSet() {
    List<String> important = new ArrayList<>();
    for (ConfigDef.ConfigKey key : SinkOptions.definition().configKeys().values()) {
      if (key.importance == ConfigDef.Importance.HIGH) {
        important.add(key.name);
      }
    }
    assertEquals(
        List.of(
            "connection.url",
            "connection.user",
            "connection.password",
            "table.name.format",
            "insert.mode",
            "delete.mode",
            "conflict.keys",
            "auto.create",
            "auto.evolve",
            "delivery.guarantee"),
        important);
  }

  @Test
  void validationPutsEachFindingOnItsOption() {
    Map<String, ConfigValue> values =
        validated(
            Options.with(
                "insert.mode", "ignore",
                "update.when", "changed",
                "conflict.key", "id",
                "pk.mode", "sideways"));

    assertEquals(1, values.get("update.when").errorMessages().size());
    assertEquals(1, values.get("conflict.key").errorMessages().size());
    assertEquals(1, values.get("pk.mode").errorMessages().size());
    assertEquals(List.of(), values.get("batch.size").errorMessages());
    assertTrue(values.keySet().containsAll(SinkOptions.definition().names()));
  }

  private static Map<String, ConfigValue> validated(Map<String, String> options) {
    return ConnectorOptions.validate(options).stream()
        .collect(Collectors.toMap(ConfigValue::name, Function.identity()));
  }
}
