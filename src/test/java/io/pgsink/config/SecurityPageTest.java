// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SecurityPageTest {

  @Test
  void everyAllowedParameterIsListed() throws IOException {
    String page = Files.readString(Path.of("docs", "security.md"));

    for (String parameter : UrlParameters.names()) {
      assertTrue(page.contains("`" + parameter + "`"), parameter);
    }
  }
}
