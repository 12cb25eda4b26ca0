// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static io.pgsink.type.Types.builtIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.BadRecordException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @Test
  void everyLongIsReadFromADecimalOfAnyScale() {
    ToLongFunction<Object> reader = Numbers.wide(Meaning.DECIMAL, builtIn("int8"));
    Random random = new Random(9);
    for (int round = 0; round < 10_000; round++) {
      long value = random.nextLong() >> random.nextInt(64);
      int zeros = random.nextInt(30);
      assertEquals(value, reader.applyAsLong(BigDecimal.valueOf(value).setScale(zeros)));
      assertEquals(value, reader.applyAsLong(BigInteger.valueOf(value)));
      if (value % 100 == 0) {
        assertEquals(
            value, reader.applyAsLong(new BigDecimal(BigInteger.valueOf(value / 100), -2)));
      }
    }
  }

  @Test
  void aLongEndsWhereItEnds() {
    ToLongFunction<Object> decimals = Numbers.wide(Meaning.DECIMAL, builtIn("int8"));
    ToLongFunction<Object> doubles = Numbers.wide(Meaning.DOUBLE, builtIn("int8"));
    BigInteger beyond = BigInteger.ONE.shiftLeft(63);
    assertEquals(Long.MIN_VALUE, decimals.applyAsLong(beyond.negate()));
    assertEquals(Long.MIN_VALUE, doubles.applyAsLong(-0x1p63));
    assertThrows(BadRecordException.class, () -> decimals.applyAsLong(beyond));
    assertThrows(BadRecordException.class, () -> doubles.applyAsLong(0x1p63));
    assertThrows(BadRecordException.class, () -> doubles.applyAsLong(Math.nextDown(-0x1p63)));
    assertThrows(
        BadRecordException.class, () -> decimals.applyAsLong(new BigDecimal("1e2147483647")));
    assertThrows(
        BadRecordException.class, () -> decimals.applyAsLong(new BigDecimal("1e-2147483647")));
  }

  @Test
  void anIntegerIsADoubleOnlyExactly() {
    var doubles = Numbers.doubles(Meaning.INTEGER, builtIn("float8"));
    var floats = Numbers.floats(Meaning.INTEGER, builtIn("float4"));
    Random random = new Random(10);
    for (int round = 0; round < 10_000; round++) {
      long value = random.nextLong() >> random.nextInt(64);
      boolean exact = new BigDecimal((double) value).compareTo(BigDecimal.valueOf(value)) == 0;
      if (exact) {
        assertEquals((double) value, doubles.applyAsDouble(value));
      } else {
        assertThrows(BadRecordException.class, () -> doubles.applyAsDouble(value));
      }
      boolean exactFloat = new BigDecimal((float) value).compareTo(BigDecimal.valueOf(value)) == 0;
      if (exactFloat) {
        assertEquals((double) (float) value, floats.applyAsDouble(value));
      } else {
        assertThrows(BadRecordException.class, () -> floats.applyAsDouble(value));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "1,5",
        "0x1",
        "1_000",
        "--1",
        "1e",
        "e1",
        ".",
        "١",
        "Infinity1",
        "1d"
      })
  void whatIsNoNumberIsRefused(String text) {
    assertThrows(BadRecordException.class, () -> Decimals.parse(text, builtIn("numeric")));
  }

  @Test
  void aTextLongerThanAnyNumericIsNotEvenRead() {
    String digits = "1".repeat(200_000);
    assertThrows(BadRecordException.class, () -> Decimals.parse(digits, builtIn("numeric")));
  }

  @Test
  void onlyTheWordsOfPostgresAreSpecial() {
    assertTrue(Double.isNaN(SpecialNumbers.of("nan")));
    assertEquals(Double.POSITIVE_INFINITY, SpecialNumbers.of("+Infinity"));
    assertEquals(Double.NEGATIVE_INFINITY, SpecialNumbers.of("-inf"));
    for (String none : new String[] {"", "in", "infinit", "1e5", "nan ", "infinity and more"}) {
      assertEquals(0, SpecialNumbers.of(none));
    }
  }

  @Test
  void aBooleanIsOneOfItsWords() {
    var words = Numbers.bools(Meaning.TEXT, builtIn("bool"));
    assertTrue(words.test("YES"));
    assertFalse(words.test("off"));
    assertThrows(BadRecordException.class, () -> words.test("2"));
    assertThrows(
        BadRecordException.class, () -> Numbers.bools(Meaning.INTEGER, builtIn("bool")).test(2L));
    assertThrows(BadRecordException.class, () -> Numbers.bools(Meaning.DOUBLE, builtIn("bool")));
  }

  @Test
  void aNumberTooSmallForItsTypeIsNotZero() {
    assertThrows(
        BadRecordException.class,
        () -> Numbers.floats(Meaning.DOUBLE, builtIn("float4")).applyAsDouble(1e-60));
    assertThrows(
        BadRecordException.class,
        () -> Numbers.doubles(Meaning.TEXT, builtIn("float8")).applyAsDouble("1e-999"));
    assertEquals(0, Numbers.doubles(Meaning.TEXT, builtIn("float8")).applyAsDouble("0e-999"));
  }
}
