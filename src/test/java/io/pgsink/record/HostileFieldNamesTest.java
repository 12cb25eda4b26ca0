// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.record;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static io.pgsink.record.Samples.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.TableConfig;
import io.pgsink.table.BadRecordException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Field names come from whoever may write to the topic. */
class HostileFieldNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"b",
        "x\" OR 1=1 --",
        "a;b",
        "a\nb",
        "/*",
        "$$",
        "a?b",
        ":x",
        "user",
        "order",
        "ctid",
        "${topic}",
        "'); DROP TABLE x; --",
        "a.b",
        " ",
        "表",
        "😀",
        "__deleted ",
        "$1",
        "%s"
      })
  void b109NamesThatAColumnCanHaveAreTakenAsTheyAre(String name) {
    RowChange ofMap = read(table(), row(name, 1), row(name, 2));
    assertEquals(name, ofMap.schema().field(0).name());
    assertEquals(name, ofMap.schema().field(1).name());
    RowChange ofStruct = read(table(), struct(name, 1), struct(name, 2));
    assertEquals(name, ofStruct.schema().field(1).name());
    assertEquals(2, ofStruct.value(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\0b",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
      })
  void b112NamesThatNoColumnCanHaveAreRefusedOrLeftOut(String name) {
    List<Object> values = new ArrayList<>(List.of(row("id", 1, name, 2)));
    if (!name.isEmpty()) {
      // Connect itself refuses a Struct's field without a name
      values.add(struct("id", 1, name, 2));
    }
    for (Object value : values) {
      String message =
          assertThrows(BadRecordException.class, () -> read(table(), null, value)).getMessage();
      assertTrue(message.contains("fields.rename"), message);
      RowChange ignored = read(table("unknown.fields", "ignore"), null, value);
      assertEquals(1, ignored.schema().size());
      assertEquals(1, ignored.value(0));
      assertEquals(1, read(table("fields.exclude", "*"), row("id", 1), row(name, 2)).value(0));
    }
    assertThrows(BadRecordException.class, () -> read(table(), row(name, 1), row("id", 2)));
  }

  @Test
  void b026HalfASurrogatePairIsNoName() {
    assertThrows(BadRecordException.class, () -> read(table(), null, row("a\ud800", 1)));
  }

  @Test
  void b112AnImpossibleNameIsNotDroppedFromATableThatFollowsItsStream() {
    TableConfig config = table("unknown.fields", "ignore", "auto.evolve", "true");
    assertThrows(BadRecordException.class, () -> read(config, null, row("id", 1, "", 2)));
  }

  @Test
  void b113AnImpossibleNameMayBeRenamed() {
    String tooLong = "x".repeat(64);
    RowChange change = read(table("fields.rename", tooLong + ":short"), null, row(tooLong, 1));
    assertEquals("short", change.schema().field(0).name());
  }

  private static RowChange read(TableConfig config, Object key, Object value) {
    return new RowReader(config).read(ChangeEvent.of(record(key, value), config));
  }
}
