// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** S7: what comes from outside can't forge an event, steer a terminal or fill a disk. */
class OneLineTest {
  @Test
  void namesThatPeopleHaveStayAsTheyAre() {
    for (String name : new String[] {"", "id", "Straße", "注文", "naïve 🙂", "a \"b\" 'c' \\n"}) {
      assertSame(name, OneLine.of(name));
    }
  }

  @Test
  void whatIsNotToBeSeenIsEscaped() {
    assertEquals("a\\nb\\r\\tc", OneLine.of("a\nb\r\tc"));
    assertEquals("\\u{1b}[2Jx\\u{0}", OneLine.of("\u001b[2Jx\0"));
    assertEquals(
        "\\u{202e}txt\\u{2028}\\u{2029}\\u{85}", OneLine.of("\u202etxt\u2028\u2029\u0085"));
    assertEquals("\\u{d800}", OneLine.of("\ud800"));
    assertEquals("\\u{e0041}", OneLine.of(new StringBuilder().appendCodePoint(0xe0041).toString()));
  }

  @Test
  void anyTextIsOneBoundedLine() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20_000) >> random.nextInt(10); n > 0; n--) {
        text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0x110000));
      }
      String line = OneLine.of(text.toString());

      assertTrue(line.length() <= 4_000, () -> line.length() + " characters");
      assertEquals(
          0,
          line.codePoints()
              .filter(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
              .count());
      assertEquals(1, line.lines().count() + (line.isEmpty() ? 1 : 0));
    }
  }

  @Test
  void theEndOfALongTextIsKept() {
    String line = OneLine.of("what happened " + "x".repeat(369_123) + " what to do");

    assertTrue(line.startsWith("what happened xxx"));
    assertTrue(line.endsWith("xxx what to do"));
    assertTrue(line.contains("characters left out"));
  }
}
