// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static io.pgsink.type.Types.array;
import static io.pgsink.type.Types.builtIn;
import static io.pgsink.type.Types.column;
import static io.pgsink.type.Types.numeric;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import io.pgsink.table.UpdateRule;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Two values of the buffer as one: only where the database would come to the same. */
class FoldsTest {
  private static final Schema DECIMAL = Decimal.schema(3);
  private static final Schema STRINGS = SchemaBuilder.array(Schema.STRING_SCHEMA).build();
  private static final Schema MAP =
      SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA).build();

  private final TypeMapper mapper = new TypeMapper(ZoneId.of("UTC"));

  private Optional<BinaryOperator<Object>> find(UpdateRule rule, Schema schema, PgType type) {
    return mapper.fold(rule, schema, column(type));
  }

  private Object fold(UpdateRule rule, Schema schema, PgType type, Object older, Object newer) {
    return find(rule, schema, type).orElseThrow().apply(older, newer);
  }

  private void assertNotFolded(UpdateRule rule, Schema schema, PgType type) {
    assertTrue(find(rule, schema, type).isEmpty(), rule + " " + type);
  }

  @Test
  void oneOfTheTwoStays() {
    assertEquals("b", fold(UpdateRule.REPLACE, null, builtIn("text"), "a", "b"));
    assertEquals("b", fold(UpdateRule.COALESCE, null, builtIn("text"), "a", "b"));
    assertEquals("a", fold(UpdateRule.KEEP, null, builtIn("text"), "a", "b"));
  }

  @Test
  void sumsOfIntegersEndWhereTheColumnEnds() {
    assertEquals(
        3L, fold(UpdateRule.ADD, Schema.INT16_SCHEMA, builtIn("int2"), (short) 1, (short) 2));
    assertEquals(3L, fold(UpdateRule.ADD, null, builtIn("int8"), 1L, "2"));
    assertThrows(
        BadRecordException.class,
        () -> fold(UpdateRule.ADD, Schema.INT32_SCHEMA, builtIn("int4"), Integer.MAX_VALUE, 1));
    assertThrows(
        BadRecordException.class,
        () -> fold(UpdateRule.ADD, Schema.INT64_SCHEMA, builtIn("int8"), Long.MIN_VALUE, -1L));
    assertThrows(
        BadRecordException.class,
        () -> fold(UpdateRule.ADD, Schema.INT64_SCHEMA, builtIn("int8"), Long.MAX_VALUE, 1L));
  }

  @Test
  void decimalsAreRoundedBeforeTheyAreAdded() {
    BigDecimal half = new BigDecimal("0.005");
    assertEquals(new BigDecimal("0.02"), fold(UpdateRule.ADD, DECIMAL, numeric(6, 2), half, half));
    assertEquals(
        new BigDecimal("0.010"), fold(UpdateRule.ADD, DECIMAL, builtIn("numeric"), half, half));
    assertEquals(
        new BigDecimal("3"),
        fold(
            UpdateRule.ADD,
            DECIMAL,
            builtIn("int4"),
            new BigDecimal("1.000"),
            new BigDecimal("2")));
    // the database rounds money to digits that are not known here
    assertNotFolded(UpdateRule.ADD, DECIMAL, builtIn("money"));
  }

  @Test
  void sumsThatDependOnTheirOrderAreLeftToTheDatabase() {
    assertNotFolded(UpdateRule.ADD, Schema.FLOAT64_SCHEMA, builtIn("float8"));
    assertNotFolded(UpdateRule.ADD, Schema.FLOAT64_SCHEMA, builtIn("numeric"));
    assertNotFolded(UpdateRule.ADD, Schema.INT32_SCHEMA, builtIn("float8"));
    assertNotFolded(UpdateRule.ADD, Schema.STRING_SCHEMA, builtIn("interval"));
  }

  @Test
  void theGreaterAndTheLesserByTheDatabasesOrder() {
    assertEquals("10", fold(UpdateRule.GREATEST, null, builtIn("int8"), "10", "9"));
    assertEquals("9", fold(UpdateRule.LEAST, null, builtIn("int8"), "10", "9"));
    assertEquals(Double.NaN, fold(UpdateRule.GREATEST, null, builtIn("float8"), 1.0, Double.NaN));
    assertNotFolded(UpdateRule.GREATEST, null, builtIn("text"));
  }

  @Test
  void ofTwoEqualValuesTheOlderStays() {
    BigDecimal older = new BigDecimal("1.0");
    assertEquals(
        older, fold(UpdateRule.GREATEST, null, builtIn("numeric"), older, new BigDecimal("1.00")));
  }

  @Test
  void textsBytesAndListsAreAppended() {
    assertEquals("ab", fold(UpdateRule.APPEND, Schema.STRING_SCHEMA, builtIn("text"), "a", "b"));
    assertArrayEquals(
        new byte[] {1, 2},
        (byte[])
            fold(
                UpdateRule.APPEND,
                Schema.BYTES_SCHEMA,
                builtIn("bytea"),
                new byte[] {1},
                ByteBuffer.wrap(new byte[] {2})));
    assertEquals(
        Arrays.asList("a", null),
        fold(
            UpdateRule.APPEND,
            STRINGS,
            array(builtIn("text")),
            List.of("a"),
            Arrays.asList((Object) null)));
    assertNotFolded(UpdateRule.APPEND, Schema.STRING_SCHEMA, Types.withModifier("varchar", 9));
    assertNotFolded(UpdateRule.APPEND, Schema.STRING_SCHEMA, builtIn("bpchar"));
    assertNotFolded(
        UpdateRule.APPEND, SchemaBuilder.array(STRINGS).build(), array(builtIn("text")));
    assertNotFolded(UpdateRule.APPEND, null, builtIn("text"));
  }

  @Test
  void mapsMergeByName() {
    assertEquals(
        Map.of("a", 1, "b", 3),
        fold(UpdateRule.MERGE, MAP, builtIn("jsonb"), Map.of("a", 1, "b", 2), Map.of("b", 3)));
    assertNotFolded(UpdateRule.MERGE, Schema.STRING_SCHEMA, builtIn("jsonb"));
    assertNotFolded(UpdateRule.MERGE, MAP, builtIn("json"));
    assertNotFolded(UpdateRule.MERGE, null, builtIn("jsonb"));
  }
}
