// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import static io.pgsink.record.Samples.named;
import static io.pgsink.record.Samples.record;
import static io.pgsink.record.Samples.row;
import static io.pgsink.record.Samples.struct;
import static io.pgsink.record.Samples.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.TableConfig;
import io.pgsink.table.BadRecordException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** K16: records that another converter or a transform should have read. */
class MisreadTest {
  private static final TableConfig KEEP = table();

  private static Map<String, Object> withSchema(Object payload) {
    return row("schema", row("type", "struct", "fields", List.of()), "payload", payload);
  }

  private static String refusal(Object key, Object value) {
    return assertThrows(BadRecordException.class, () -> ChangeEvent.of(record(key, value), KEEP))
        .getMessage();
  }

  @Test
  void jsonWithItsSchemaNamesTheOptionOfItsConverter_K16_1() {
    String message = refusal(null, withSchema(row("id", 1)));
    assertTrue(message.contains("value.converter.schemas.enable=true"), message);
    message = refusal(withSchema(1), row("id", 1));
    assertTrue(message.contains("key.converter.schemas.enable=true"), message);
    message = refusal(null, row("schema", row("type", "int32"), "payload", 5));
    assertTrue(message.contains("value.converter.schemas.enable=true"), message);
  }

  @Test
  void aRowMayHaveColumnsOfTheseNames() {
    for (Object schema : List.of("public", row("name", "x"), row("type", "own"))) {
      ChangeEvent event = ChangeEvent.of(record(null, row("schema", schema, "payload", 1)), KEEP);
      assertEquals(Op.UPSERT, event.op());
    }
    assertEquals(
        Op.UPSERT,
        ChangeEvent.of(record(null, withSchema(row("id", 1))), table("value.column", "body")).op());
  }

  @Test
  void aListIsToBeSplit_K16_2() {
    String message = refusal(null, List.of(row("id", 1, "v", "secret")));
    assertTrue(message.contains("split"), message);
    assertFalse(message.contains("converter") || message.contains("secret"), message);
  }

  @Test
  void anEventOfMongoDbNamesItsTransform_K16_3() {
    String wanted = "ExtractNewDocumentState";
    Object source = struct("db", "shop", "collection", "orders");
    String document = "{\"_id\": 1}";
    for (String op : List.of("c", "r", "u")) {
      String message =
          refusal(
              struct("id", "1"),
              named("shop.orders.Envelope", "after", document, "source", source, "op", op));
      assertTrue(message.contains(wanted), message);
    }
    String message =
        refusal(
            row("id", "1"),
            row("after", document, "op", "c", "source", row("connector", "mongodb")));
    assertTrue(message.contains(wanted), message);
    message =
        refusal(
            row("id", "1"),
            row(
                "before",
                document,
                "after",
                null,
                "op",
                "d",
                "source",
                row("connector", "mongodb")));
    assertTrue(message.contains(wanted), message);
  }

  @Test
  void anUpdateOfMongoDbWithoutItsDocumentNamesItsTransform_K16_3() {
    Map<String, Object> event = row("before", null, "after", null, "op", "u");
    event.put("source", row("connector", "mongodb"));
    event.put("updateDescription", row("updatedFields", "{}"));
    String message = refusal(row("id", "1"), event);
    assertTrue(message.contains("ExtractNewDocumentState"), message);
    event.remove("updateDescription");
    event.put("patch", "{}");
    assertTrue(refusal(row("id", "1"), event).contains("ExtractNewDocumentState"));
  }
}
