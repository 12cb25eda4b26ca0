// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page that people look errors up in says what the code does. */
final class ErrorsDocumentationTest {
  @Test
  void thePageListsEveryStateAsTheCodeHasIt() throws IOException {
    List<String> listed =
        Files.readAllLines(Path.of("docs", "errors.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    List<String> known =
        SqlStates.all().stream().map(ErrorsDocumentationTest::line).sorted().toList();
    assertEquals(
        known.stream().collect(Collectors.joining("\n")),
        listed.stream().collect(Collectors.joining("\n")));
  }

  private static String line(SqlStates.Entry entry) {
    String state = entry.pattern();
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            state.length() == 2 ? state + "…" : state,
            entry.kind().name().toLowerCase(Locale.ROOT),
            entry.session().name().toLowerCase(Locale.ROOT),
            entry.meaning(),
            entry.fix().replace("{table}", "*table*"));
  }
}
