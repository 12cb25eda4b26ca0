// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.table.TableId;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedTablesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "orders, '', orders, true",
        "orders, '', Orders, false",
        "orders, public, orders, false",
        "orders, '', orders2, false",
        "'orders, clicks', '', clicks, true",
        "*, '', anything, true",
        "*, sales, anything, false",
        "*.*, sales, anything, true",
        "*.*, '', anything, false",
        "sales.*, sales, orders, true",
        "sales.*, sales_secret, orders, false",
        "sales.*, Sales, orders, false",
        "sales.orders, '', sales.orders, false",
        "*.log, a, b.log, false",
        "*.*.log, a, b.log, true",
        "order_?, '', order_1, true",
        "order_?, '', order_12, false",
        "'\"sales.v1\".\"*\"', sales.v1, *, true",
        "'\"sales.v1\".\"*\"', sales.v1, orders, false",
        "'\"a,b\"', '', 'a,b', true",
        "'\"a.b\"', '', a.b, true",
        "'\"a.b\"', a, b, false",
      })
  void aPatternIsForWholeNamesWithOrWithoutASchema(
      String option, String schema, String name, boolean allowed) {
    assertEquals(
        allowed, AllowedTables.parse("tables.allowed", option).allow(new TableId(schema, name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a,,b", ".", "a.", ".a", "\"a", "\"\".a"})
  void aListThatNamesNothingIsRefused(String option) {
    String message =
        assertThrows(ConfigException.class, () -> AllowedTables.parse("tables.allowed", option))
            .getMessage();
    assertTrue(message.contains("tables.allowed"), message);
  }

  @Test
  void withoutTheOptionAllAreAllowed() {
    assertTrue(Options.parse().allowedTables().allow(new TableId("s", "t")));
  }
}
