package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MigratingPageTest {

  @Test
  void everyOptionOfTheOthersIsExplained() throws IOException {
    String page = Files.readString(Path.of("docs", "migrating.md"));

    for (String option : ForeignOptions.names()) {
      assertTrue(page.contains("`" + option + "`"), option + " is missing in docs/migrating.md");
    }
    for (String option : ForeignOptions.RENAMED.values()) {
      assertTrue(page.contains("`" + option), option + " is missing in docs/migrating.md");
    }
  }
}
