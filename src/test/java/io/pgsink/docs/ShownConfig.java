// SPDX-License-Identifier: Apache-2.0
package io.pgsink.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.PostgresSinkConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A configuration of this connector that the documentation or a file of {@code config/} shows.
 *
 * @param place the file, and for pages the line
 * @param options the options shown; a few lines of a configuration are completed with the least
 *     that a connector needs
 */
public record ShownConfig(String place, Map<String, String> options) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLASS = PostgresSinkConnector.class.getName();

  /** Added to what shows a few options only. */
  private static final Map<String, String> LEAST =
      Map.of(
          "name", "example",
          "connector.class", CLASS,
          "topics", "example",
          "connection.url", "jdbc:postgresql://localhost/example");

  /** All of them: the blocks of the pages, and the files. */
  public static List<ShownConfig> all() {
    List<ShownConfig> shown = new ArrayList<>();
    for (Markdown page : Markdown.pages()) {
      for (Markdown.Block block : page.blocks()) {
        if (block.language().equals("json")) {
          read(page.path() + ":" + block.line(), block.text()).ifPresent(shown::add);
        }
      }
    }
    for (Path file : files()) {
      try {
        read(file.toString(), Files.readString(file)).ifPresent(shown::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shown;
  }

  private static List<Path> files() {
    List<Path> files = new ArrayList<>(List.of(Path.of("docker", "connector.json")));
    try (Stream<Path> all = Files.walk(Path.of("config"))) {
      all.filter(path -> path.toString().endsWith(".json")).sorted().forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The configuration, unless the JSON is about something else: a record, another connector. */
  private static Optional<ShownConfig> read(String place, String text) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(place + ": " + e.getOriginalMessage(), e);
    }
    Map<String, String> options = new LinkedHashMap<>(LEAST);
    boolean anyOption = false;
    for (var field : (node.has("config") ? node.get("config") : node).properties()) {
      anyOption |= field.getKey().indexOf('.') > 0;
      options.put(field.getKey(), field.getValue().asText());
    }
    if (options.containsKey("topics.regex")) {
      options.remove("topics");
    }
    return anyOption && options.get("connector.class").equals(CLASS)
        ? Optional.of(new ShownConfig(place, options))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return place;
  }
}
