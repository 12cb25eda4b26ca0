// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TypesPageTest {
  private static final Path TYPES = Path.of("docs", "types.md");
  private static final Path VALUES = Path.of("docs", "type-values.md");

  @Test
  void theOverviewShowsWhatIsTested() throws IOException {
    String page = Files.readString(TYPES);
    String before = page.substring(0, page.indexOf(TypesPage.BEGIN));
    String after = page.substring(page.indexOf(TypesPage.END) + TypesPage.END.length());
    check(TYPES, before + TypesPage.overview() + after);
  }

  @Test
  void theValuesAreThoseOfTheRoundTrips() throws IOException {
    check(VALUES, TypesPage.values());
  }

  private static void check(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("pgsink.docs.write")) {
      Files.writeString(file, expected);
    }
    assertEquals(
        expected,
        Files.readString(file),
        file + " is stale; run mvn test -Dtest=TypesPageTest -Dpgsink.docs.write=true");
  }
}
