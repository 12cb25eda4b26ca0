// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.NameFormat.Part;
import io.pgsink.table.TableId;
import io.pgsink.table.TableName;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class NameFormatTest {

  @Test
  void isTakenApart() {
    assertEquals(
        List.of(
            new Part.Source("schema"),
            new Part.Text("."),
            new Part.TopicSegment(-1),
            new Part.TopicSegment(12),
            new Part.Text("_$x_"),
            new Part.Topic(),
            new Part.TopicUnderscored(),
            new Part.TopicNormalized(),
            new Part.Header("a.b")),
        parse(
                "${source.schema}.${topic.-1}${topic.12}_$x_${topic}${topic.underscored}"
                    + "${topic.normalized}${header.a.b}")
            .parts());
  }

  @Test
  void aConstantNameHasOnePart() {
    assertEquals(List.of(new Part.Text("sales.orders")), parse("sales.orders").parts());
  }

  @Test
  void tellsWhetherTheTopicAloneDecides() {
    assertTrue(parse("x.${topic.0}_${topic.normalized}").dependsOnTopicOnly());
    assertFalse(parse("${topic}_${source.table}").dependsOnTopicOnly());
    assertFalse(parse("${header.table}").dependsOnTopicOnly());
  }

  @Test
  void firstMappingOfATopicDecides() {
    List<TopicMapping> mappings =
        TopicMapping.parseList(
            "topics.to.tables",
            "a.b:x, (?:raw|stage)\\.(\\w{1,3})->s.$1, [ab,]->$0, (?<t>.*)_v\\d->${t}");

    assertEquals(Optional.of("x"), table(mappings.get(0), "a.b"));
    assertEquals(Optional.empty(), table(mappings.get(0), "a.bc"));
    assertEquals(Optional.of("s.abc"), table(mappings.get(1), "raw.abc"));
    assertEquals(Optional.empty(), table(mappings.get(1), "raw.abcd"));
    assertEquals(Optional.empty(), table(mappings.get(1), "x.raw.abc"));
    assertEquals(Optional.of("orders"), table(mappings.get(3), "orders_v2"));
  }

  @Test
  void lowerCaseIsThatOfPostgres() {
    assertEquals("abcÄİ", NameCase.LOWER.apply("aBCÄİ"));
    assertEquals("aBC", NameCase.KEEP.apply("aBC"));
  }

  private static Optional<String> table(TopicMapping mapping, String topic) {
    return mapping.table(topic, NameCase.KEEP).map(name -> name.id().toString());
  }

  private static String refusal(String text) {
    return assertThrows(ConfigException.class, () -> parse(text)).getMessage();
  }

  @Test
  void whatStandsInQuotesIsAPartOfItsOwn_K11() {
    assertEquals(
        List.of(
            new Part.Quoted(List.of(new Part.Text("a.b"))),
            new Part.Text("."),
            new Part.Quoted(List.of(new Part.Text("T\""), new Part.Topic()))),
        parse("\"a.b\".\"T\"\"${topic}\"").parts());
    assertTrue(parse("\"${topic}\"").dependsOnTopicOnly());
    assertFalse(parse("\"${source.table}\"").dependsOnTopicOnly());
    assertTrue(refusal("\"a").contains("table.name.format: a quote isn't closed"));
    assertTrue(refusal("\"\".t").contains("empty name"));
  }

  @Test
  void mappingsMayBeQuoted_K11() {
    List<TopicMapping> mappings =
        TopicMapping.parseList(
            "topics.to.tables", "a:\"s q\".\"T,1\", raw\\.(.*)->x.\"R.$1\", c:\"o->p\", d:S.\"D\"");
    assertEquals(
        Optional.of(new TableId("s q", "T,1")),
        mappings.get(0).table("a", NameCase.LOWER).map(TableName::id));
    assertEquals(
        Optional.of(new TableId("x", "R.q.w")),
        mappings.get(1).table("raw.q.w", NameCase.LOWER).map(TableName::id));
    assertEquals(
        Optional.of(new TableId("", "o->p")),
        mappings.get(2).table("c", NameCase.KEEP).map(TableName::id));
    assertEquals(
        Optional.of(new TableId("s", "D")),
        mappings.get(3).table("d", NameCase.LOWER).map(TableName::id));
  }

  private static NameFormat parse(String text) {
    return NameFormat.parse("table.name.format", text);
  }
}
