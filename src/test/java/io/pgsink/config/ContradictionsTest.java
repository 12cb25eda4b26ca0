// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal is on the first option of a row and names the second. */
class ContradictionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update.when=newer:v | insert.mode=insert",
        "update.when=newer:v | insert.mode=ignore",
        "update.when=changed | insert.mode=ignore",
        "update.rules=hits:add | insert.mode=insert",
        "update.rules=hits:add | insert.mode=ignore",
        "update.columns=a,b | insert.mode=ignore",
        "update.columns=*,-a | insert.mode=insert",
        "conflict.constraint=orders_key | conflict.keys=id",
        "conflict.where=active | conflict.keys=auto",
        "conflict.keys=none | insert.mode=upsert",
        "conflict.keys=none | insert.mode=update",
        "update.rules=id:add | conflict.keys=id",
        "update.rules=hits:add | update.columns=*,-hits",
        "update.rules=hits:add | update.columns=name",
        "update.when=newer:id | conflict.keys=id",
        "update.when=newer:v | update.columns=*,-v",
        "update.when=newer:v | update.rules=v:keep",
        "update.when=newer:v | update.rules=v:add",
        "delete.mode=soft:id | conflict.keys=id",
        "delete.mode=soft:gone | update.rules=gone:keep",
        "delete.mode=soft:gone | metadata.columns=offset:gone",
        "value.column=doc | fields.include=id",
        "value.column=doc | fields.exclude=id",
        "value.column=doc | fields.rename=a:b",
        "value.column=doc | metadata.columns=key:doc",
        "retry.backoff.ms=500 | retry.backoff.max.ms=499",
        "delivery.guarantee=exactly_once | consumer.override.isolation.level=read_uncommitted"
      })
  void isRefusedNamingBoth_B138(String first, String second) {
    String[] one = first.split("=", 2);
    String[] other = second.split("=", 2);

    String message = Options.refusal(one[0], one[0], one[1], other[0], other[1]);

    assertTrue(message.contains(other[0]), message);
  }

  @Test
  void conflictWhereWithConstraintIsRefused_B138() {
    String message =
        Options.refusal(
            "conflict.where", "conflict.where", "active", "conflict.constraint", "orders_key");

    assertTrue(message.contains("conflict.constraint"), message);
  }

  @Test
  void conflictWhereWithoutConflictClauseIsRefused_B138() {
    Options.refusal(
        "conflict.where",
        "conflict.where",
        "active",
        "conflict.keys",
        "id",
        "insert.mode",
        "update");
  }

  @Test
  void deletesWithoutKeyAreRefused_B138() {
    Options.refusal(
        "delete.mode", "delete.mode", "hard", "conflict.keys", "none", "insert.mode", "insert");
  }

  @Test
  void aTopicsOwnOptionsAreCheckedTogetherWithTheCommonOnes_B138() {
    String message =
        Options.refusal(
            "topic.orders.insert.mode",
            "topic.orders.insert.mode",
            "ignore",
            "update.when",
            "changed");

    assertTrue(message.contains("update.when"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert.mode=insert;delete.mode=hard",
        "insert.mode=update;update.when=changed;update.rules=hits:add",
        "insert.mode=ignore;conflict.keys=id;conflict.where=active",
        "insert.mode=ignore;conflict.keys=none",
        "update.rules=hits:keep;update.columns=name",
        "update.when=newer:v;update.rules=v:greatest",
        "value.column=doc;metadata.columns=key:id;delete.mode=hard",
        "auto.evolve=true;unknown.fields=ignore"
      })
  void whatMakesSenseTogetherIsTaken(String options) {
    List<String> namesAndValues = new ArrayList<>();
    for (String option : options.split(";", -1)) {
      namesAndValues.addAll(List.of(option.split("=", 2)));
    }

    assertEquals(List.of(), Options.parse(namesAndValues.toArray(String[]::new)).warnings());
  }

  @Test
  void exactlyOnceWithoutReadCommittedIsWarnedAbout_B138() {
    List<String> warnings = Options.parse("delivery.guarantee", "exactly_once").warnings();

    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("consumer.override.isolation.level"));
    assertTrue(warnings.get(0).contains("delivery.guarantee"));
  }

  @Test
  void deadLetterTopicWithoutToleranceIsWarnedAbout_B138() {
    List<String> warnings = Options.parse("errors.deadletterqueue.topic.name", "dead").warnings();

    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("errors.deadletterqueue.topic.name"));
    assertTrue(warnings.get(0).contains("errors.tolerance"));
    assertEquals(
        List.of(),
        Options.parse("errors.deadletterqueue.topic.name", "dead", "errors.tolerance", "all")
            .warnings());
  }
}
