// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("docs", "configuration.md");

  @Test
  void pageSaysWhatTheCodeDoes() throws IOException {
    if (Boolean.getBoolean("pgsink.docs.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, ConfigurationReference.text());
    }

    assertEquals(
        ConfigurationReference.text(),
        Files.readString(PAGE),
        "docs/configuration.md is stale; run mvn test -Dtest=ConfigurationReferenceTest"
            + " -Dpgsink.docs.write=true");
  }
}
