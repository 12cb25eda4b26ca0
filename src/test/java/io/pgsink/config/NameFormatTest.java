package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.NameFormat.Part;
import java.util.List;
import java.util.Optional;
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

    assertEquals(Optional.of("x"), mappings.get(0).table("a.b"));
    assertEquals(Optional.empty(), mappings.get(0).table("a.bc"));
    assertEquals(Optional.of("s.abc"), mappings.get(1).table("raw.abc"));
    assertEquals(Optional.empty(), mappings.get(1).table("raw.abcd"));
    assertEquals(Optional.empty(), mappings.get(1).table("x.raw.abc"));
    assertEquals(Optional.of("orders"), mappings.get(3).table("orders_v2"));
  }

  @Test
  void lowerCaseIsThatOfPostgres() {
    assertEquals("abcÄİ", NameCase.LOWER.apply("aBCÄİ"));
    assertEquals("aBC", NameCase.KEEP.apply("aBC"));
  }

  private static NameFormat parse(String text) {
    return NameFormat.parse("table.name.format", text);
  }
}
