// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlobTest {
  @Test
  void aGlobMatchesAsTheRegularExpressionThatItStandsForDoes() {
    Random random = new Random(6);
    for (int i = 0; i < 100_000; i++) {
      String glob = word(random, "abA*?*", 8);
      String name = word(random, "abAB", 10);
      boolean expected =
          Pattern.compile(
                  glob.replace("*", ".*").replace("?", "."),
                  Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
              .matcher(name)
              .matches();
      assertEquals(expected, Glob.ofFields(glob).matches(name), glob + " on " + name);
    }
  }

  /** S5.2: a name of 50,000 characters took 12 s. */
  @Test
  void aLongNameCostsLittle() {
    long start = System.nanoTime();
    assertFalse(Glob.ofFields("*a*b*").matches("a".repeat(1_000_000)));
    assertTrue(System.nanoTime() - start < 1_000_000_000);
  }

  /** S6.4: what is excluded is excluded in every spelling that reaches its column. */
  @Test
  void excludedFieldsAreExcludedHoweverTheyAreSpelled() {
    FieldFilter filter = Options.table("fields.exclude", "is_admin,straße_*").fields().filter();

    for (String field : new String[] {"is_admin", "IS_ADMIN", "Is_Admin", "STRAßE_1"}) {
      assertFalse(filter.isIncluded(field), field);
    }
    assertTrue(filter.isIncluded("is_admin2"));
  }

  private static String word(Random random, String letters, int longest) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }
}
