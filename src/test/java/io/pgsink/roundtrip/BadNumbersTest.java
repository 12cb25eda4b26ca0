// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static io.pgsink.roundtrip.Sources.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.rig.Records;
import io.pgsink.rig.TaskHarness;
import io.pgsink.rig.TestDatabase;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Family C of the bad inputs, numbers: stored as documented, or a dead letter alone. */
class BadNumbersTest {
  private static final String RANGE = "the number is out of the range";

  private static RoundTripStage stage;

  @BeforeAll
  static void start() {
    stage = new RoundTripStage("UTC");
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static TypeTable into(String type) {
    return TypeTable.someOf(type);
  }

  @Test
  void anIntegerTooLargeIsADeadLetter_B045() {
    stage.check(
        into("integer")
            .stores(INT64, 2147483647L, "2147483647")
            .refuses(INT64, 2147483648L, RANGE)
            .refuses(J_INTEGER, -2147483649L, RANGE));
  }

  @Test
  void aLongIntoASmallintIsADeadLetter_B046() {
    stage.check(
        into("smallint").refuses(INT64, Long.MAX_VALUE, RANGE).refuses(INT32, 32768, RANGE));
  }

  @Test
  void anUnsignedLongFitsNumericOnly_B047() {
    BigDecimal unsigned = new BigDecimal("18446744073709551615");
    stage.check(
        into("numeric").stores(decimal(0), unsigned, "18446744073709551615"),
        into("numeric(20,0)").stores(J_DECIMAL, unsigned.toBigInteger(), "18446744073709551615"),
        into("bigint")
            .refuses(decimal(0), unsigned, RANGE)
            .refuses(J_DECIMAL, BigInteger.ONE.shiftLeft(63), RANGE));
  }

  @Test
  void aFinerScaleIsRoundedHalfAwayFromZero_B048() {
    stage.check(
        into("numeric(6,2)")
            .stores(decimal(3), new BigDecimal("1.005"), "1.01")
            .stores(decimal(3), new BigDecimal("-1.005"), "-1.01")
            .stores(J_FLOAT, 1.005, "1.01"));
  }

  @Test
  void tooManyDigitsAreADeadLetter_B049() {
    stage.check(
        into("numeric(6,2)")
            .refuses(decimal(2), new BigDecimal("10000.00"), "22003")
            .refuses(decimal(3), new BigDecimal("9999.995"), "22003"));
  }

  @Test
  void nanFitsNumericAndFloatsOnly_B050() {
    stage.check(
        into("numeric").stores(FLOAT64, Double.NaN, "NaN"),
        into("real").stores(FLOAT64, Double.NaN, "NaN"),
        into("double precision").stores(FLOAT32, Float.NaN, "NaN"),
        into("integer").refuses(FLOAT64, Double.NaN, RANGE),
        into("bigint").refuses(FLOAT32, Float.NaN, RANGE));
  }

  @Test
  void infinityFitsWhatHasNoLimit_B051() {
    stage.check(
        into("double precision").stores(FLOAT64, Double.POSITIVE_INFINITY, "Infinity"),
        into("numeric").stores(FLOAT64, Double.NEGATIVE_INFINITY, "-Infinity"),
        into("numeric(6,2)").refuses(FLOAT64, Double.POSITIVE_INFINITY, "22003"),
        into("bigint").refuses(FLOAT64, Double.NEGATIVE_INFINITY, RANGE));
  }

  @Test
  void negativeZeroIsStored_B052() {
    stage.check(
        into("double precision").stores(FLOAT64, -0.0, "-0"),
        into("numeric").stores(FLOAT64, -0.0, "0"),
        into("integer").stores(FLOAT64, -0.0, "0"));
  }

  @Test
  void aDoubleTooLargeForRealIsADeadLetter_B053() {
    stage.check(into("real").refuses(FLOAT64, 1e300, RANGE).refuses(J_TEXT, "1e300", RANGE));
  }

  @Test
  void denormalNumbersAreStored_B054() {
    stage.check(
        into("double precision").stores(FLOAT64, Double.MIN_VALUE, "5e-324"),
        into("real").stores(FLOAT32, Float.MIN_VALUE, "1e-45"),
        into("real").refuses(FLOAT64, Double.MIN_VALUE, RANGE));
  }

  @Test
  void aScaleOfTwentyThousandIsADeadLetter_B055() {
    stage.check(
        into("numeric")
            .refuses(decimal(20_000), new BigDecimal("1e-20000"), "16383 digits after the point"));
  }

  @Test
  void aNumberLongerThanNumericIsADeadLetter_B056() {
    stage.check(
        into("numeric")
            .stores(J_DECIMAL, new BigDecimal("1e131071"), "1" + "0".repeat(131_071))
            .refuses(J_DECIMAL, new BigDecimal("1e140000"), "131072 digits before the point")
            .refuses(J_TEXT, "1e140000", "131072 digits before the point"));
  }

  @Test
  void aNegativeScaleIsStored_B057() {
    stage.check(into("numeric").stores(decimal(-3), new BigDecimal("12e3"), "12000"));
  }

  @Test
  void aDecimalWithoutScaleNeverBecomesARecord_B058() {
    Schema noScale = SchemaBuilder.bytes().name(Decimal.LOGICAL_NAME).optional().build();
    // converters turn bytes into decimals, and this is where they stop
    assertThrows(RuntimeException.class, () -> Decimal.toLogical(noScale, new byte[] {1}));
    // a decimal that a transform made has its own scale
    stage.check(into("numeric").stores(DECIMAL.with(noScale), new BigDecimal("1.50"), "1.50"));
  }

  @Test
  void aVariableScaleDecimalIsStored_B059() {
    Schema schema = D_VARIABLE_DECIMAL.schema();
    stage.check(
        into("numeric")
            .stores(D_VARIABLE_DECIMAL, variableDecimal("-1234.5600"), "-1234.5600")
            .refuses(
                D_VARIABLE_DECIMAL,
                new Struct(schema).put("scale", 1).put("value", new byte[0]),
                "the value of a VariableScaleDecimal is empty"));
    Schema odd =
        SchemaBuilder.struct()
            .name(schema.name())
            .optional()
            .field("scale", Schema.STRING_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    stage.check(
        into("numeric")
            .refuses(
                D_VARIABLE_DECIMAL.with(odd),
                new Struct(odd).put("scale", "1").put("value", new byte[] {1}),
                "needs an integer scale and a value"));
  }

  @Test
  void aBooleanIsNoIntegerButZeroAndOneAreBooleans_B060() {
    stage.check(
        into("integer").refuses(BOOLEAN, true, "a boolean can't be stored as integer"),
        into("boolean").stores(INT32, 1, "t").refuses(INT32, 2, RANGE));
  }

  @Test
  void aTextOfANumberIsThatNumber_B061() {
    stage.check(
        into("numeric")
            .stores(STRING, "12.50", "12.50")
            .refuses(STRING, "12,50", "the text is not a number"),
        into("integer").stores(STRING, "12", "12").refuses(STRING, "12.5", "fraction"));
  }

  @Test
  void aFloatingKeyIsOneKeyByItsValue_B062() {
    TestDatabase database = stage.database();
    database.execute("CREATE TABLE b062 (id double precision PRIMARY KEY, n integer)");
    Records records = new Records("b062", 0);
    try (TaskHarness task = TaskHarness.start(database)) {
      task.write(
          records.next(Schema.FLOAT64_SCHEMA, 0.1, null, Records.map("n", 1L)),
          records.next(Schema.FLOAT64_SCHEMA, 0.1, null, Records.map("n", 2L)),
          records.next(Schema.FLOAT64_SCHEMA, 0.1 + 1e-18, null, Records.map("n", 3L)),
          records.next(Schema.FLOAT64_SCHEMA, -0.0, null, Records.map("n", 4L)),
          records.next(Schema.FLOAT64_SCHEMA, 0.0, null, Records.map("n", 5L)));
    }
    assertEquals("3", database.value("SELECT n FROM b062 WHERE id = 0.1"));
    assertEquals("5", database.value("SELECT n FROM b062 WHERE id = 0"));
    assertEquals("2", database.value("SELECT count(*) FROM b062"));
    assertTrue(0.1 + 1e-18 == 0.1);
  }
}
