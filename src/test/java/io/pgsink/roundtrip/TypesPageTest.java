package io.pgsink.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TypesPageTest {
  private static final Path PAGE = Path.of("docs", "types.md");

  @Test
  void thePageShowsTheRoundTripsThatAreTested() throws IOException {
    String page = Files.readString(PAGE);
    String rules = page.substring(0, page.indexOf(TypesPage.MARK));
    if (Boolean.getBoolean("pgsink.docs.write")) {
      page = rules + TypesPage.generated();
      Files.writeString(PAGE, page);
    }
    assertEquals(
        rules + TypesPage.generated(),
        page,
        "docs/types.md is stale; run mvn test -Dtest=TypesPageTest -Dpgsink.docs.write=true");
  }
}
