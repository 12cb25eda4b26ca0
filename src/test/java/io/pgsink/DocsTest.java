package io.pgsink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.config.SinkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation says what the code does: configurations, option names and links. */
class DocsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLASS = "io.pgsink.PostgresSinkConnector";

  /** Added to a block that shows a few options only. */
  private static final Map<String, String> MINIMAL =
      Map.of(
          "name", "example",
          "connector.class", CLASS,
          "topics", "example",
          "connection.url", "jdbc:postgresql://localhost/example");

  /** Options of Kafka and Connect that share their first word with one of ours. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "max.poll.records",
          "max.poll.interval.ms",
          "topics.regex",
          "batch.max.rows",
          "value.converter",
          "value.converter.replace.null.with.default");

  @Test
  void everyConfigurationShownIsAccepted() throws IOException {
    List<String> faults = new ArrayList<>();
    int checked = 0;
    for (Markdown page : Markdown.pages()) {
      for (Markdown.Block block : page.blocks()) {
        if (block.language().equals("json")) {
          checked += check(page.path() + ":" + block.line(), block.text(), faults);
        }
      }
    }
    try (Stream<Path> files = Files.walk(Path.of("config"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        checked += check(file.toString(), Files.readString(file), faults);
      }
    }
    assertEquals("", String.join("\n", faults));
    assertTrue(checked > 20, "only " + checked + " configurations were found");
  }

  @Test
  void theStrimziExampleIsAccepted() throws IOException {
    Map<String, String> options = new LinkedHashMap<>(MINIMAL);
    boolean inConfig = false;
    for (String line : Files.readAllLines(Path.of("config/strimzi/connector.yaml"))) {
      if (line.equals("  config:")) {
        inConfig = true;
      } else if (inConfig && line.startsWith("    ") && !line.strip().startsWith("#")) {
        int colon = line.indexOf(": ");
        options.put(line.substring(4, colon), line.substring(colon + 2).replace("\"", ""));
      }
    }
    assertTrue(options.size() > MINIMAL.size(), "no options were found");
    assertEquals(Map.of(), SinkConfig.check(options));
  }

  @Test
  void noPageNamesAnOptionThatDoesNotExist() {
    Set<String> ours = SinkConfig.definition().names();
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
  void theReferenceNamesEveryOption() {
    List<String> code = Markdown.read(Path.of("docs/configuration.md")).code();
    Set<String> missing = new TreeSet<>(SinkConfig.definition().names());
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

  /** Checks a JSON text if it is a configuration of this connector, or a part of one. */
  private static int check(String place, String text, List<String> faults) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      faults.add(place + ": " + e.getOriginalMessage());
      return 0;
    }
    JsonNode options = node.has("config") ? node.get("config") : node;
    Map<String, String> given = new LinkedHashMap<>(MINIMAL);
    boolean anyOption = false;
    for (var field : options.properties()) {
      anyOption |= field.getKey().indexOf('.') > 0;
      given.put(field.getKey(), field.getValue().asText());
    }
    if (!anyOption || !given.get("connector.class").equals(CLASS)) {
      return 0;
    }
    SinkConfig.check(given).values().forEach(each -> faults.add(place + ": " + each));
    return 1;
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
