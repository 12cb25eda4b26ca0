// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.WireType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes of numeric, read back by their definition: the sum of digits times 10000^weight. */
class NumericEncoderTest {
  private static final int NEGATIVE = 0x4000;

  private static ByteBuffer encode(BigDecimal value) {
    BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
    NumericEncoder.add(value, array);
    return element(array);
  }

  private static ByteBuffer element(BinaryArray array) {
    ByteBuffer bytes = ByteBuffer.wrap(array.toBytes());
    bytes.position(20);
    assertEquals(bytes.getInt(), bytes.remaining(), "the size of the element");
    return bytes.slice();
  }

  /** What PostgreSQL reads, and that it reads it in the only form that it writes itself. */
  private static BigDecimal decode(ByteBuffer bytes) {
    int count = bytes.getShort() & 0xffff;
    int weight = bytes.getShort();
    int sign = bytes.getShort() & 0xffff;
    int scale = bytes.getShort();
    StringBuilder digits = new StringBuilder("0");
    for (int i = 0; i < count; i++) {
      int digit = bytes.getShort();
      assertEquals(true, digit >= 0 && digit < 10_000, "a digit of base 10000");
      assertEquals(true, digit != 0 || (i > 0 && i < count - 1), "no zero at either end");
      digits.append(digit + 10_000).deleteCharAt(digits.length() - 5);
    }
    BigDecimal sum = new BigDecimal(new BigInteger(digits.toString()), 4 * (count - 1 - weight));
    assertEquals(0, bytes.remaining());
    assertEquals(true, count > 0 || sign == 0, "zero has no sign");
    return (sign == NEGATIVE ? sum.negate() : sum).setScale(scale);
  }

  private static void assertExact(BigDecimal value) {
    BigDecimal expected = value.scale() < 0 ? value.setScale(0) : value;
    assertEquals(expected, decode(encode(value)));
  }

  @Test
  void everyDecimalKeepsItsDigitsAndItsScale() {
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      int bits = random.nextInt(round % 10 == 0 ? 400 : 70);
      BigInteger unscaled = new BigInteger(bits, random);
      if (random.nextBoolean()) {
        unscaled = unscaled.negate();
      }
      if (random.nextInt(4) == 0) {
        unscaled = unscaled.multiply(BigInteger.TEN.pow(random.nextInt(20)));
      }
      assertExact(new BigDecimal(unscaled, random.nextInt(60) - 20));
    }
  }

  @Test
  void longsAtTheEdges() {
    for (long value :
        new long[] {0, 1, -1, 9999, 10_000, -10_000, 99_999_999, Long.MAX_VALUE, Long.MIN_VALUE}) {
      for (int scale = 0; scale < 9; scale++) {
        BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
        NumericEncoder.add(value, scale, array);
        assertEquals(BigDecimal.valueOf(value, scale), decode(element(array)));
      }
      BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
      NumericEncoder.add(value, array);
      assertEquals(BigDecimal.valueOf(value), decode(element(array)));
    }
  }

  @Test
  void theLargestAndTheFinestThatNumericHolds() {
    assertExact(new BigDecimal("9".repeat(131_072)));
    assertExact(new BigDecimal("1e131071"));
    assertExact(new BigDecimal("-1e-16383"));
    assertExact(new BigDecimal("1." + "3".repeat(16_383)));
  }

  @Test
  void moreDigitsThanNumericHoldsAreRefused_B055_B056() {
    for (String tooMuch :
        new String[] {"1e131072", "1e140000", "1e-16384", "1e-20000", "0e-16384", "1e2147483647"}) {
      assertThrows(BadRecordException.class, () -> encode(new BigDecimal(tooMuch)), tooMuch);
      assertThrows(
          BadRecordException.class,
          () -> NumericEncoder.requireStorable(new BigDecimal(tooMuch)),
          tooMuch);
    }
  }

  @Test
  void nanAndInfinitiesAreSignsWithoutDigits() {
    assertSpecial(Double.NaN, 0xc000);
    assertSpecial(Double.POSITIVE_INFINITY, 0xd000);
    assertSpecial(Double.NEGATIVE_INFINITY, 0xf000);
  }

  private static void assertSpecial(double value, int sign) {
    BinaryArray array = new BinaryArray(WireType.NUMERIC, 1);
    NumericEncoder.addSpecial(value, array);
    ByteBuffer bytes = element(array);
    assertEquals(8, bytes.remaining());
    assertEquals(sign, bytes.getShort(4) & 0xffff);
    assertEquals(0, bytes.getShort(0));
  }
}
