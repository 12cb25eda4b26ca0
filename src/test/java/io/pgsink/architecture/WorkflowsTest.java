// SPDX-License-Identifier: Apache-2.0
package io.pgsink.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be said of the workflows without GitHub: nothing runs that isn't pinned and bounded. */
class WorkflowsTest {
  private static final Pattern USES = Pattern.compile("(?m)^ *(?:- )?uses: (.*)$");
  private static final Pattern PINNED =
      Pattern.compile("[\\w./-]+@[0-9a-f]{40} # v\\d+(?:\\.\\d+)*");

  private static List<Path> workflows() {
    try (Stream<Path> files = Files.list(Path.of(".github", "workflows"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void actionsArePinnedByCommit() throws IOException {
    List<String> loose = new ArrayList<>();
    int seen = 0;
    for (Path file : workflows()) {
      Matcher uses = USES.matcher(Files.readString(file));
      while (uses.find()) {
        seen++;
        if (!PINNED.matcher(uses.group(1)).matches()) {
          loose.add(file + ": " + uses.group(1));
        }
      }
    }
    assertEquals(List.of(), loose);
    assertTrue(seen > 10, "only " + seen + " actions were found");
  }

  /** By default a job gets a token that may write everything, and six hours. */
  @Test
  void everyWorkflowHasFewPermissionsAndEveryJobAnEnd() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : workflows()) {
      String text = Files.readString(file);
      if (!text.contains("\npermissions:\n  contents: read\n")) {
        faults.add(file + " doesn't begin with contents: read");
      }
      if (count(text, "runs-on: ") != count(text, "timeout-minutes: ")) {
        faults.add(file + " has a job without timeout-minutes");
      }
      if (text.contains("pull_request_target")) {
        faults.add(file + " runs strangers' code with our token");
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void everyScriptThatTheyRunIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file : workflows()) {
      Matcher script = Pattern.compile("\\.ci/[a-z-]+").matcher(Files.readString(file));
      while (script.find()) {
        if (!Files.isExecutable(Path.of(script.group()))) {
          missing.add(file + ": " + script.group());
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
