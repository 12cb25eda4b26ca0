// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.PgType;
import io.pgsink.table.WireType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeclaredSizeTest {
  private static PgType type(String name, int modifier) {
    return new PgType(
        name, "pg_catalog", name, PgType.Kind.BASE, modifier, Optional.empty(), List.of());
  }

  private static PgType numeric(int precision, int scale) {
    return type("numeric", (precision << 16 | scale & 0x7ff) + 4);
  }

  private static boolean holds(PgType type, BigDecimal value) {
    BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
    int mark = array.mark();
    NumericEncoder.add(value, array);
    return DeclaredSize.holds(type, array, mark);
  }

  private static boolean holds(PgType type, String value) {
    BinaryArray array = new BinaryArray(WireType.TEXT, 1);
    int mark = array.mark();
    array.addUtf8(value);
    return DeclaredSize.holds(type, array, mark);
  }

  /** Never yes for what PostgreSQL refuses; no for what it takes only where all digits are 9. */
  @Test
  void numbersAreJudgedAsWhenTheyAreAssigned() {
    Random random = new Random(18);
    for (int i = 0; i < 50_000; i++) {
      int precision = 1 + random.nextInt(9);
      int scale = random.nextInt(15) - 4;
      BigInteger digits = new BigInteger(1 + random.nextInt(40), random);
      BigDecimal value = new BigDecimal(digits, random.nextInt(12) - 2);
      value = random.nextBoolean() ? value.negate() : value;
      BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
      boolean fits = rounded.signum() == 0 || rounded.precision() <= precision;
      boolean held = holds(numeric(precision, scale), value);
      boolean isNine = value.abs().toPlainString().replaceFirst("^[0.]*", "").startsWith("9");
      boolean nines = isNine && Math.max(value.scale(), 0) > scale;
      assertTrue(held == fits || (fits && nines), value + " in " + precision + "," + scale);
    }
  }

  @Test
  void notANumberHasNoSizeAndInfinityNone() {
    for (double special : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
      int mark = array.mark();
      NumericEncoder.addSpecial(special, array);
      assertEquals(Double.isNaN(special), DeclaredSize.holds(numeric(4, 1), array, mark));
      assertTrue(DeclaredSize.holds(PgType.builtIn("numeric"), array, mark));
    }
  }

  @Test
  void textsAreMeasuredInCharacters() {
    PgType three = type("varchar", 7);
    assertTrue(holds(three, "\u00e4\u00f6\u00fc"));
    assertTrue(holds(three, "\ud83d\ude00ab"));
    assertFalse(holds(three, "\u00e4\u00f6\u00fcx"));
    assertTrue(holds(type("varchar", -1), "any length"));
  }

  @Test
  void bitsAreCounted() {
    assertTrue(holds(type("bit", 3), "101"));
    assertFalse(holds(type("bit", 3), "10"));
    assertTrue(holds(type("varbit", 3), "10"));
    assertFalse(holds(type("varbit", 3), "1010"));
  }
}
