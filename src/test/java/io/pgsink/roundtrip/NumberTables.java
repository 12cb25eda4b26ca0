// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.List;

/** Round trips into numbers, money and booleans. */
final class NumberTables {
  private static final String RANGE = "out of the range";
  private static final String FRACTION = "fraction";

  private NumberTables() {}

  static TypeTable smallint() {
    return whole(TypeTable.of("smallint"))
        .stores(INT16, Short.MIN_VALUE, "-32768")
        .stores(INT16, Short.MAX_VALUE, "32767")
        .stores(INT32, -32768, "-32768")
        .refuses(INT32, 32768, RANGE)
        .refuses(INT64, Long.MIN_VALUE, RANGE)
        .refuses(DECIMAL, new BigDecimal("32768.0"), RANGE)
        .refuses(J_INTEGER, -32769L, RANGE)
        .refuses(J_TEXT, "32768", RANGE)
        .refuses(FLOAT64, 32768d, RANGE)
        .refuses(D_ISO_DATE, "2024-02-29Z", "column \"v\"");
  }

  static TypeTable integer() {
    return whole(TypeTable.of("integer"))
        .stores(INT32, Integer.MIN_VALUE, "-2147483648")
        .stores(INT32, Integer.MAX_VALUE, "2147483647")
        .refuses(INT64, 2147483648L, RANGE)
        .refuses(J_INTEGER, -2147483649L, RANGE)
        .stores(D_DATE, 19782, "19782")
        .refuses(D_MICRO_TIME, 86_399_999_999L, RANGE);
  }

  static TypeTable bigint() {
    return whole(TypeTable.of("bigint"))
        .stores(INT64, Long.MIN_VALUE, "-9223372036854775808")
        .stores(INT64, Long.MAX_VALUE, "9223372036854775807")
        .stores(FLOAT64, -0x1p63, "-9223372036854775808")
        .refuses(FLOAT64, 0x1p63, RANGE)
        .stores(FLOAT64, Math.nextDown(0x1p63), "9223372036854774784")
        .stores(DECIMAL, new BigDecimal("9223372036854775807.0"), "9223372036854775807")
        .refuses(DECIMAL, new BigDecimal("9223372036854775808.0"), RANGE)
        .refuses(J_DECIMAL, new BigDecimal("1e400000"), RANGE)
        .stores(J_DECIMAL, new BigDecimal("9e18"), "9000000000000000000")
        .refuses(J_DECIMAL, new BigDecimal("1e-400000"), FRACTION)
        .stores(J_TEXT, "-9223372036854775808", "-9223372036854775808")
        .refuses(J_TEXT, "9223372036854775808", RANGE)
        .refuses(J_TEXT, "0x10", "the text is not an integer")
        .refuses(J_TEXT, "１２", "the text is not an integer")
        .stores(D_MICRO_TIMESTAMP, -1L, "-1")
        .stores(TIMESTAMP, new Date(-1), "-1");
  }

  /** What all whole numbers have in common. */
  private static TypeTable whole(TypeTable table) {
    String type = table.type();
    return table
        .stores(INT8, (byte) -128, "-128")
        .stores(INT8, (byte) 127, "127")
        .stores(INT16, (short) 0, "0")
        .stores(INT32, 1, "1")
        .stores(INT64, -1L, "-1")
        .stores(FLOAT32, -2f, "-2")
        .refuses(FLOAT32, 0.5f, FRACTION)
        .stores(FLOAT64, -0.0, "0")
        .refuses(FLOAT64, Double.NaN, RANGE)
        .refuses(FLOAT64, Double.POSITIVE_INFINITY, RANGE)
        .refuses(FLOAT64, 1e-300, FRACTION)
        .stores(DECIMAL, new BigDecimal("-12.0"), "-12")
        .refuses(DECIMAL, new BigDecimal("12.5"), FRACTION)
        .stores(J_DECIMAL, new BigDecimal("1.2e3"), "1200")
        .stores(J_DECIMAL, new BigDecimal("7.000"), "7")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("42.00"), "42")
        .refuses(D_VARIABLE_DECIMAL, variableDecimal("42.01"), FRACTION)
        .stores(STRING, "-17", "-17")
        .refuses(STRING, "", "the text is not a")
        .refuses(STRING, " 1", "the text is not a")
        .refuses(STRING, "1.5", FRACTION)
        .refuses(STRING, "NaN", "the text is not a")
        .stores(J_TEXT, "1e2", "100")
        .stores(J_INTEGER, 3L, "3")
        .stores(J_FLOAT, 3.0, "3")
        .refuses(J_FLOAT, 3.5, FRACTION)
        .stores(D_YEAR, 2024, "2024")
        .stores(D_DATE, 1, "1")
        .stores(DATE, new Date(86_400_000L * 2), "2")
        .stores(TIME, new Date(1000), "1000")
        .stores(D_TIME, 1, "1")
        .stores(D_MICRO_TIME, 1L, "1")
        .stores(D_NANO_TIME, 1L, "1")
        .stores(TIMESTAMP, new Date(1), "1")
        .stores(J_DATE, new Date(1), "1")
        .stores(D_TIMESTAMP, 1L, "1")
        .stores(D_MICRO_TIMESTAMP, 1L, "1")
        .stores(D_NANO_TIMESTAMP, 1L, "1")
        .stores(D_MICRO_DURATION, 1L, "1")
        .stores(D_NANO_DURATION, 1L, "1")
        .refuses(BOOLEAN, true, "a boolean can't be stored as " + type)
        .refuses(J_BOOLEAN, false, "a boolean can't be stored as " + type);
  }

  static TypeTable numeric() {
    return TypeTable.of("numeric")
        .stores(INT8, (byte) -1, "-1")
        .stores(INT16, (short) 10000, "10000")
        .stores(INT32, Integer.MIN_VALUE, "-2147483648")
        .stores(INT64, Long.MIN_VALUE, "-9223372036854775808")
        .stores(INT64, Long.MAX_VALUE, "9223372036854775807")
        .stores(FLOAT32, 0.1f, "0.1")
        .stores(FLOAT32, 16777216f, "16777216")
        .stores(FLOAT32, Float.MIN_VALUE, "0." + "0".repeat(44) + "1")
        .stores(FLOAT32, Float.NaN, "NaN")
        .stores(FLOAT64, 0.1, "0.1")
        .stores(FLOAT64, 0.1 + 0.2, "0.30000000000000004")
        .stores(FLOAT64, 1.1, "1.1")
        .stores(FLOAT64, 8239.78, "8239.78")
        .stores(FLOAT64, -0.0, "0")
        .stores(FLOAT64, 123456.789, "123456.789")
        .stores(FLOAT64, 9007199254740992d, "9007199254740992")
        .stores(FLOAT64, 1e22, "1" + "0".repeat(22))
        .stores(FLOAT64, 2e-323, "2e-323", "0." + "0".repeat(322) + "2")
        .stores(FLOAT64, Double.MIN_VALUE, "0." + "0".repeat(323) + "5")
        .stores(FLOAT64, Double.MAX_VALUE, "17976931348623157" + "0".repeat(292))
        .stores(FLOAT64, Double.NaN, "NaN")
        .stores(FLOAT64, Double.POSITIVE_INFINITY, "Infinity")
        .stores(FLOAT64, Double.NEGATIVE_INFINITY, "-Infinity")
        .stores(decimal(2), new BigDecimal("12.50"), "12.50")
        .stores(decimal(0), new BigDecimal("-0"), "0")
        .stores(decimal(20), new BigDecimal("0.00000000000000000001"), "0.00000000000000000001")
        .stores(
            decimal(9),
            new BigDecimal("-12345678901234567890.123456789"),
            "-12345678901234567890.123456789")
        .stores(decimal(-3), new BigDecimal("1e3"), "1000")
        .stores(decimal(-131071), new BigDecimal("1e131071"), "1e131071", "1" + "0".repeat(131071))
        .stores(
            decimal(0), new BigDecimal("9".repeat(131_072)), "131072 nines", "9".repeat(131_072))
        .refuses(decimal(-131072), new BigDecimal("1e131072"), "131072 digits before the point")
        .stores(
            decimal(16383), new BigDecimal("1e-16383"), "1e-16383", "0." + "0".repeat(16382) + "1")
        .refuses(decimal(20000), new BigDecimal("1e-20000"), "16383 digits after the point")
        .stores(J_DECIMAL, new BigDecimal("1.10"), "1.10")
        .stores(
            J_DECIMAL,
            new BigInteger("123456789012345678901234567890"),
            "123456789012345678901234567890")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("-0.0012300"), "-0.0012300")
        .stores(STRING, "12.50", "12.50")
        .stores(STRING, "+1.5E+3", "1500")
        .stores(STRING, "NaN", "NaN")
        .stores(STRING, "-Infinity", "-Infinity")
        .stores(STRING, "inf", "Infinity")
        .refuses(STRING, "", "the text is not a number")
        .refuses(STRING, "1,5", "the text is not a number")
        .refuses(STRING, "$5", "the text is not a number")
        .refuses(STRING, "1e999999999", "131072 digits before the point")
        .stores(J_TEXT, "12.5", "12.5")
        .stores(J_INTEGER, 12L, "12")
        .stores(J_FLOAT, 12.5, "12.5")
        .stores(D_YEAR, -44, "-44")
        .refuses(BOOLEAN, true, "a boolean can't be stored");
  }

  static TypeTable roundedNumeric() {
    return TypeTable.of("numeric(6,2)")
        .stores(INT8, (byte) 5, "5.00")
        .stores(INT16, (short) 5, "5.00")
        .stores(INT32, 9999, "9999.00")
        .refuses(INT32, 10000, "22003")
        .stores(INT64, -9999L, "-9999.00")
        .stores(FLOAT32, 0.125f, "0.13")
        .stores(FLOAT64, 1.005, "1.01")
        .stores(FLOAT64, -1.005, "-1.01")
        .stores(FLOAT64, Double.NaN, "NaN")
        .refuses(FLOAT64, Double.POSITIVE_INFINITY, "22003")
        .stores(decimal(3), new BigDecimal("2.344"), "2.34")
        .stores(decimal(3), new BigDecimal("2.345"), "2.35")
        .stores(decimal(3), new BigDecimal("-2.345"), "-2.35")
        .stores(decimal(3), new BigDecimal("9999.994"), "9999.99")
        .refuses(decimal(3), new BigDecimal("9999.995"), "22003")
        .stores(J_DECIMAL, new BigDecimal("1.999"), "2.00")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("0.005"), "0.01")
        .stores(STRING, "12.345", "12.35")
        .stores(J_TEXT, "0.004", "0.00")
        .stores(J_INTEGER, 7L, "7.00")
        .stores(J_FLOAT, 12.5, "12.50")
        .stores(D_YEAR, 2024, "2024.00");
  }

  static TypeTable negativeScale() {
    return TypeTable.of("numeric(3,-2)")
        .stores(INT8, (byte) 49, "0")
        .stores(INT16, (short) 50, "100")
        .stores(INT32, 12345, "12300")
        .stores(INT64, -12350L, "-12400")
        .stores(FLOAT32, 150f, "200")
        .stores(FLOAT64, 99_900d, "99900")
        .refuses(FLOAT64, 99_950d, "22003")
        .stores(decimal(1), new BigDecimal("250.0"), "300")
        .stores(J_DECIMAL, new BigDecimal("250"), "300")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("149.9"), "100")
        .stores(J_INTEGER, 7L, "0")
        .stores(J_FLOAT, 70.5, "100")
        .stores(D_YEAR, 2024, "2000");
  }

  static TypeTable real() {
    return floating(TypeTable.of("real"))
        .stores(FLOAT32, Float.MAX_VALUE, "3.4028235e+38")
        .stores(FLOAT32, Float.MIN_VALUE, "1e-45")
        .stores(FLOAT32, -0.0f, "-0")
        .stores(FLOAT32, 0.1f, "0.1")
        .stores(FLOAT64, 0.1, "0.1")
        .refuses(FLOAT64, 1e300, RANGE)
        .refuses(FLOAT64, 1e-300, RANGE)
        .refuses(INT32, 16_777_217, "without changing it")
        .stores(INT32, 16_777_216, "1.6777216e+07")
        .refuses(J_TEXT, "1e39", RANGE)
        .refuses(decimal(0), new BigDecimal("1e39"), RANGE);
  }

  static TypeTable doublePrecision() {
    return floating(TypeTable.of("double precision"))
        .stores(FLOAT64, Double.MAX_VALUE, "1.7976931348623157e+308")
        .stores(FLOAT64, Double.MIN_VALUE, "5e-324")
        .stores(FLOAT64, -0.0, "-0")
        .stores(FLOAT64, 0.1 + 0.2, "0.30000000000000004")
        .stores(FLOAT32, 0.1f, "0.10000000149011612")
        .stores(INT32, Integer.MIN_VALUE, "-2147483648")
        .stores(INT64, 9007199254740992L, "9.007199254740992e+15")
        .refuses(INT64, 9007199254740993L, "without changing it")
        .refuses(INT64, Long.MAX_VALUE, "without changing it")
        .stores(INT64, Long.MIN_VALUE, "-9.223372036854776e+18")
        .refuses(J_TEXT, "1e309", RANGE)
        .refuses(J_TEXT, "1e-400", RANGE)
        .stores(decimal(1), new BigDecimal("0.1"), "0.1")
        .refuses(J_DECIMAL, new BigDecimal("1e400"), RANGE);
  }

  private static TypeTable floating(TypeTable table) {
    return table
        .stores(INT8, (byte) 1, "1")
        .stores(INT16, (short) -1, "-1")
        .stores(INT32, 3, "3")
        .stores(INT64, 4L, "4")
        .stores(FLOAT32, Float.NaN, "NaN")
        .stores(FLOAT32, Float.NEGATIVE_INFINITY, "-Infinity")
        .stores(FLOAT64, Double.NaN, "NaN")
        .stores(FLOAT64, Double.POSITIVE_INFINITY, "Infinity")
        .stores(decimal(2), new BigDecimal("12.50"), "12.5")
        .stores(J_DECIMAL, new BigDecimal("0.25"), "0.25")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("1.5"), "1.5")
        .stores(STRING, "1.25", "1.25")
        .stores(STRING, "NaN", "NaN")
        .stores(STRING, "-infinity", "-Infinity")
        .refuses(STRING, "", "the text is not a number")
        .refuses(STRING, "1f", "the text is not a number")
        .stores(J_TEXT, "2.5", "2.5")
        .stores(J_INTEGER, 5L, "5")
        .stores(J_FLOAT, 2.5, "2.5")
        .stores(D_YEAR, 2024, "2024")
        .refuses(BOOLEAN, true, "a boolean can't be stored");
  }

  static TypeTable money() {
    return TypeTable.of("money")
        .stores(INT8, (byte) 5, "$5.00")
        .stores(INT16, (short) 5, "$5.00")
        .stores(INT32, -7, "-$7.00")
        .stores(INT64, 92233720368547758L, "$92,233,720,368,547,758.00")
        .refuses(INT64, Long.MAX_VALUE, "22003")
        .stores(FLOAT32, 0.5f, "$0.50")
        .stores(FLOAT64, 1234.565, "$1,234.57")
        .refuses(FLOAT64, Double.NaN, "column \"v\"")
        .stores(decimal(2), new BigDecimal("-12.34"), "-$12.34")
        .stores(decimal(3), new BigDecimal("0.005"), "$0.01")
        .stores(J_DECIMAL, new BigDecimal("92233720368547758.07"), "$92,233,720,368,547,758.07")
        .stores(D_VARIABLE_DECIMAL, variableDecimal("3.5"), "$3.50")
        .stores(STRING, "12.34", "$12.34")
        .refuses(STRING, "$12.34", "the text is not a number")
        .refuses(STRING, "1,234.00", "the text is not a number")
        .refuses(STRING, "NaN", "column \"v\"")
        .stores(J_TEXT, "-0.01", "-$0.01")
        .stores(J_INTEGER, 1L, "$1.00")
        .stores(J_FLOAT, 1.5, "$1.50")
        .stores(D_YEAR, 2024, "$2,024.00");
  }

  static TypeTable bool() {
    TypeTable table =
        TypeTable.of("boolean")
            .stores(BOOLEAN, true, "t")
            .stores(BOOLEAN, false, "f")
            .stores(J_BOOLEAN, true, "t")
            .stores(INT8, (byte) 0, "f")
            .stores(INT16, (short) 1, "t")
            .stores(INT32, 1, "t")
            .refuses(INT32, 2, RANGE)
            .stores(INT64, 0L, "f")
            .refuses(INT64, -1L, RANGE)
            .stores(J_INTEGER, 1L, "t")
            .refuses(STRING, "", "the text is not a boolean")
            .refuses(STRING, "yep", "the text is not a boolean");
    for (String yes : List.of("true", "T", "yes", "y", "ON", "1")) {
      table.stores(STRING, yes, "t");
    }
    for (String no : List.of("false", "f", "No", "n", "off", "0")) {
      table.stores(J_TEXT, no, "f");
    }
    return table;
  }

  static TypeTable oid() {
    return TypeTable.of("oid")
        .stores(INT8, (byte) 1, "1")
        .stores(INT16, (short) 1, "1")
        .stores(INT32, 1, "1")
        .stores(INT64, 4294967295L, "4294967295")
        .refuses(INT64, -1L, RANGE)
        .refuses(INT64, 4294967296L, RANGE)
        .stores(STRING, "4294967295", "4294967295")
        .refuses(STRING, "-1", RANGE)
        .stores(J_INTEGER, 26L, "26");
  }

  static TypeTable domainOfInteger() {
    return whole(TypeTable.of("no_13"))
        .stores(INT32, Integer.MIN_VALUE, "-2147483648")
        .refuses(INT32, 13, "23514")
        .refuses(J_INTEGER, 13L, "23514")
        .refuses(INT64, 2147483648L, RANGE);
  }
}
