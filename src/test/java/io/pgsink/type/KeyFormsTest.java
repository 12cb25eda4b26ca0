// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static io.pgsink.type.Types.builtIn;
import static io.pgsink.type.Types.column;
import static io.pgsink.type.Types.extension;
import static io.pgsink.type.Types.numeric;
import static io.pgsink.type.Types.withModifier;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Comparator;
import org.apache.kafka.connect.data.Schema;
import org.junit.jupiter.api.Test;

/** What is one key for PostgreSQL is one key here. */
class KeyFormsTest {
  private final TypeMapper mapper = new TypeMapper(ZoneId.of("UTC"));

  private Object key(Object value, PgType type) {
    return mapper.keyForm(null, column(type)).canonical().apply(value);
  }

  private void assertSame(Object left, Object right, PgType type) {
    assertEquals(key(left, type), key(right, type));
    assertEquals(key(left, type).hashCode(), key(right, type).hashCode());
  }

  private void assertDifferent(Object left, Object right, PgType type) {
    assertNotEquals(key(left, type), key(right, type));
  }

  @Test
  void numbersAreOneKeyByTheirValue() {
    assertSame(1L, "1.00", builtIn("numeric"));
    assertSame(new BigDecimal("100"), new BigDecimal("1E+2"), builtIn("numeric"));
    assertSame(0L, new BigDecimal("0.000"), builtIn("numeric"));
    assertSame("1.005", "1.01", numeric(6, 2));
    assertDifferent("1.004", "1.01", numeric(6, 2));
    assertSame(149L, 51L, numeric(3, -2));
    assertSame(1L, "1", builtIn("int4"));
    assertSame(0.0, -0.0, builtIn("float8"));
    assertSame("0.1", 0.1f, builtIn("float4"));
    assertSame(Double.NaN, "NaN", builtIn("float8"));
  }

  @Test
  void textsAreOneKeyAsTheColumnComparesThem() {
    assertSame("a", "a  ", builtIn("bpchar"));
    assertDifferent("a", " a", builtIn("bpchar"));
    assertSame("abc", "abc  ", withModifier("varchar", 3 + 4));
    assertDifferent("ab", "ab ", withModifier("varchar", 3 + 4));
    assertDifferent("a", "a ", builtIn("varchar"));
    assertDifferent("a", "A", builtIn("text"));
    assertSame("AbC", "aBc", extension("citext"));
    assertDifferent("e\u0301", "\u00e9", builtIn("text"));
  }

  @Test
  void theFormSaysWhetherDifferentKeysAreDifferentForTheDatabase() {
    assertTrue(exact(builtIn("text")));
    assertTrue(exact(builtIn("uuid")));
    assertTrue(exact(builtIn("numeric")));
    assertTrue(exact(builtIn("varbit")));
    assertFalse(exact(builtIn("interval")));
    assertFalse(exact(builtIn("jsonb")));
    assertFalse(exact(builtIn("money")));
    assertFalse(exact(extension("citext")));
    Column loose =
        new Column(
            "c", builtIn("text"), false, false, Column.Origin.PLAIN, /* deterministic= */ false);
    assertFalse(mapper.keyForm(null, loose).exact());
  }

  private boolean exact(PgType type) {
    return mapper.keyForm(null, column(type)).exact();
  }

  @Test
  void uuidsAndTimesAreOneKeyHoweverTheyAreWritten() {
    assertSame(
        "7D444840-9DC0-11D1-B245-5FFDCE74FAD2",
        "{7d4448409dc011d1b2455ffdce74fad2}",
        builtIn("uuid"));
    assertSame("2024-02-29T01:00:00+01:00", "2024-02-29T00:00:00Z", builtIn("timestamptz"));
    assertSame(1000L, "1970-01-01T00:00:01", builtIn("timestamp"));
    assertSame("2024-02-29T00:00:00.4", "2024-02-29T00:00:00", withModifier("timestamptz", 0));
    assertDifferent("2024-02-29T00:00:00.5", "2024-02-29T00:00:00", withModifier("timestamptz", 0));
    assertSame("1999-12-31T23:59:59.5", "1999-12-31T23:59:59", withModifier("timestamp", 0));
    assertSame("23:59:59.999", "24:00", withModifier("time", 2));
    assertSame("0001-01-01 BC", "0000-01-01".replace("0000", "+0000"), builtIn("date"));
    assertSame("\\x00FF", new byte[] {0, -1}, builtIn("bytea"));
    assertSame(true, "yes", builtIn("bool"));
  }

  @Test
  void valuesAreInTheOrderOfTheDatabase() {
    assertOrder(builtIn("numeric"), "-1", 0L, "0.1", new BigDecimal("1E+2"));
    assertOrder(
        builtIn("float8"),
        Double.NEGATIVE_INFINITY,
        -1.0,
        0.0,
        1e300,
        Double.POSITIVE_INFINITY,
        Double.NaN);
    assertOrder(
        builtIn("uuid"),
        "00000000-0000-0000-0000-000000000001",
        "7fffffff-0000-0000-0000-000000000000",
        "80000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff");
    assertOrder(
        builtIn("bytea"),
        new byte[0],
        new byte[] {0},
        new byte[] {1},
        new byte[] {1, 0},
        new byte[] {-1});
    assertOrder(
        builtIn("timestamptz"),
        "-infinity",
        "0001-01-01 BC",
        "2024-01-01",
        "2024-01-01T00:00:00-01:00",
        "infinity");
    assertOrder(builtIn("bool"), false, true);
    assertTrue(
        mapper.order(null, column(builtIn("text"))).isEmpty(), "texts depend on a collation");
    assertTrue(mapper.order(null, column(builtIn("interval"))).isEmpty());
  }

  private void assertOrder(PgType type, Object... ascending) {
    Comparator<Object> order = mapper.order(null, column(type)).orElseThrow();
    for (int i = 0; i < ascending.length; i++) {
      for (int j = 0; j < ascending.length; j++) {
        assertEquals(
            Integer.signum(Integer.compare(i, j)),
            Integer.signum(order.compare(ascending[i], ascending[j])),
            type + " " + i + " " + j);
      }
    }
  }

  @Test
  void aSchemaSaysTheSameAsTheClassOfAValue() {
    Object schemaless = key(5L, builtIn("int8"));
    Object typed =
        mapper.keyForm(Schema.INT32_SCHEMA, column(builtIn("int8"))).canonical().apply(5);
    assertEquals(schemaless, typed);
  }
}
