// SPDX-License-Identifier: Apache-2.0
package io.pgsink.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pgsink.config.SinkOptions;
import io.pgsink.config.migration.ConnectorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation says what the code does: configurations, option names and links. */
class DocsTest {
  /** Options of Kafka and Connect that share their first word with one of ours. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "max.poll.records",
          "max.poll.interval.ms",
          "topics.regex",
          "batch.max.rows",
          "value.converter",
          "value.converter.schemas.enable",
          "value.converter.replace.null.with.default");

  @Test
  void everyConfigurationShownIsAccepted() {
    List<String> faults = new ArrayList<>();
    List<ShownConfig> shown = ShownConfig.all();
    for (ShownConfig each : shown) {
      ConnectorOptions.check(each.options())
          .values()
          .forEach(text -> faults.add(each + ": " + text));
    }
    assertEquals("", String.join("\n", faults));
    assertTrue(shown.size() > 20, "only " + shown.size() + " configurations were found");
  }

  @Test
  void theStrimziExampleIsAccepted() throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("name", "orders");
    boolean inConfig = false;
    for (String line : Files.readAllLines(Path.of("config/strimzi/connector.yaml"))) {
      if (line.equals("  config:")) {
        inConfig = true;
      } else if (inConfig && line.startsWith("    ") && !line.strip().startsWith("#")) {
        int colon = line.indexOf(": ");
        options.put(line.substring(4, colon), line.substring(colon + 2).replace("\"", ""));
      }
    }
    assertTrue(options.size() > 5, "no options were found");
    assertEquals(Map.of(), ConnectorOptions.check(options));
  }

  @Test
  void noPageNamesAnOptionThatDoesNotExist() {
    Set<String> ours = SinkOptions.definition().names();
    Set<String> firstWords =
        ours.stream().map(DocsTest::firstWord).collect(Collectors.toCollection(TreeSet::new));
    List<String> unknown = new ArrayList<>();
    for (Markdown page : Markdown.pages()) {
      if (page.path().endsWith("migrating.md")) {
        continue; // it is about the options of others
      }
      for (String code : page.code()) {
        String name = code.replaceFirst("=.*", "");
        boolean looksLikeAnOption =
            name.matches("[a-z]+(\\.[a-z]+)+") && firstWords.contains(firstWord(name));
        if (looksLikeAnOption && !ours.contains(name) && !NOT_OURS.contains(name)) {
          unknown.add(page.path() + ": " + name);
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void everyMessageToLookUpIsOneThatTheCodeWrites() throws IOException {
    StringBuilder sources = new StringBuilder();
    Pattern texts = Pattern.compile(".*\\.(java|txt)");
    try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
      for (Path file : files.filter(path -> texts.matcher(path.toString()).matches()).toList()) {
        sources.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    List<String> messages = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("docs/troubleshooting.md"))) {
      if (line.equals("## Connect's own messages")) {
        break;
      }
      if (line.startsWith("| `")) {
        messages.add(line.substring(3, line.indexOf('`', 3)));
      }
    }
    assertTrue(messages.size() > 10, "only " + messages);
    messages.removeIf(message -> sources.indexOf(message) >= 0);
    assertEquals(List.of(), messages);
  }

  @Test
  void theReferenceNamesEveryOption() {
    List<String> code = Markdown.read(Path.of("docs/configuration.md")).code();
    Set<String> missing = new TreeSet<>(SinkOptions.definition().names());
    code.forEach(missing::remove);
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Markdown page : Markdown.pages()) {
      for (String link : page.links()) {
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          broken.add(page.path() + ": " + link);
        }
      }
    }
    assertEquals(List.of(), broken);
  }

  private static boolean leadsSomewhere(Markdown page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || Markdown.read(target).anchors().contains(link.substring(hash + 1));
  }

  private static String firstWord(String option) {
    int dot = option.indexOf('.');
    return dot < 0 ? option : option.substring(0, dot);
  }
}
