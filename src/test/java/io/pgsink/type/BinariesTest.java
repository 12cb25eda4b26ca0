// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pgsink.table.BadRecordException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BinariesTest {
  private static final String TEXT = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";

  @Test
  void everyCharacterOfAUuidCountsAtEveryPlace() {
    for (int place = 0; place < TEXT.length(); place++) {
      for (char c = 0; c < 0x180; c++) {
        String text = TEXT.substring(0, place) + c + TEXT.substring(place + 1);
        boolean fits =
            TEXT.charAt(place) == '-' ? c == '-' : c < 0x80 && Character.digit(c, 16) >= 0;
        if (fits) {
          assertEquals(UUID.fromString(text), Binaries.uuid(text));
        } else {
          assertThrows(BadRecordException.class, () -> Binaries.uuid(text), text);
        }
      }
    }
  }

  @Test
  void aUuidMayHaveAllThatPostgresqlReads() {
    UUID uuid = UUID.fromString(TEXT);
    assertEquals(uuid, Binaries.uuid(TEXT.toUpperCase(java.util.Locale.ROOT)));
    assertEquals(uuid, Binaries.uuid("{" + TEXT + "}"));
    assertEquals(uuid, Binaries.uuid(TEXT.replace("-", "")));
    assertEquals(uuid, Binaries.uuid("a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11"));
    // 36 characters, with hyphens where the usual form has other ones
    assertEquals(uuid, Binaries.uuid("a0ee-bc99-9c0b4ef8bb6d-6bb9-bd380a11"));
  }
}
