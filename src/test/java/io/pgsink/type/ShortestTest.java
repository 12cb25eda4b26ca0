// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.NumericEncoder;
import io.pgsink.table.WireType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortestTest {
  private static double random(Random random, int round) {
    return switch (round % 4) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> random.nextInt(1_000_000) / 100.0;
      case 2 -> random.nextDouble();
      default -> random.nextLong();
    };
  }

  @Test
  void theDecimalReadsBackAsTheSameDoubleAndNoShorterRoundingDoes() {
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      double value = random(random, round);
      if (!Double.isFinite(value)) {
        continue;
      }
      BigDecimal decimal = Shortest.decimal(value);
      assertEquals(value, decimal.doubleValue(), "reads back");
      int digits = decimal.stripTrailingZeros().precision();
      if (digits > 1) {
        BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits - 1));
        assertTrue(shorter.doubleValue() != value, () -> "shorter: " + shorter);
      }
    }
  }

  @Test
  void theDecimalReadsBackAsTheSameFloat() {
    Random random = new Random(4);
    for (int round = 0; round < 20_000; round++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        assertEquals(value, Shortest.decimal(value).floatValue());
      }
    }
  }

  @Test
  void theQuickWayWritesTheSameNumeric() {
    Random random = new Random(5);
    for (int round = 0; round < 20_000; round++) {
      double value = random(random, round);
      if (!Double.isFinite(value)) {
        continue;
      }
      BinaryArray quick = new BinaryArray(WireType.NUMERIC, 1);
      Shortest.encode(value, quick);
      BinaryArray exact = new BinaryArray(WireType.NUMERIC, 1);
      NumericEncoder.add(Shortest.decimal(value), exact);
      assertEquals(
          HexFormat.of().formatHex(exact.toBytes()), HexFormat.of().formatHex(quick.toBytes()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "2.0E-3, 0.002",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "2.0E23, 2e+23",
    "1.0E15, 1e+15",
    "999999999999999, 999999999999999",
    "1.0E-4, 0.0001",
    "1.0E-5, 1e-05",
    "-1.5E-300, -1.5e-300",
    "-0.0, -0",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void aDoubleIsShownAsPostgresShowsIt(double value, String text) {
    assertEquals(text, Shortest.text(value));
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.1", "999999, 999999", "1.0E6, 1e+06", "3.4028235E38, 3.4028235e+38"})
  void aFloatIsShownAsPostgresShowsIt(float value, String text) {
    assertEquals(text, Shortest.text(value));
  }
}
