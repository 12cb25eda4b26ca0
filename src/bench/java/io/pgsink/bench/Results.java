// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All measurements of a run, and of runs before it that are to be reported with it.
 *
 * @param measurements one for each level, workload, contender and unit
 */
record Results(List<Measurement> measurements) {
  private static final String FILE = "results.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static Results none() {
    return new Results(List.of());
  }

  /** What an earlier run left in a folder; empty when there was none. */
  static Results read(Path folder) throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    if (Files.exists(folder.resolve(FILE))) {
      for (JsonNode each : JSON.readTree(folder.resolve(FILE).toFile()).get("measurements")) {
        List<Double> rounds = new ArrayList<>();
        each.get("rounds").forEach(round -> rounds.add(round.asDouble()));
        measurements.add(
            new Measurement(
                each.get("level").asText(),
                each.get("workload").asText(),
                each.get("contender").asText(),
                each.get("unit").asText(),
                rounds));
      }
    }
    return new Results(measurements);
  }

  /** These and more: further rounds of what was measured before, and what is new. */
  Results and(List<Measurement> more) {
    Map<List<String>, Measurement> merged = new LinkedHashMap<>();
    for (List<Measurement> part : List.of(measurements, more)) {
      for (Measurement each : part) {
        merged.merge(
            List.of(each.level(), each.workload(), each.contender(), each.unit()),
            each,
            Measurement::and);
      }
    }
    return new Results(List.copyOf(merged.values()));
  }

  void write(Path folder) throws IOException {
    ObjectNode file = JSON.createObjectNode();
    file.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("java", System.getProperty("java.version"));
    for (Measurement each : measurements) {
      file.withArray("measurements").addPOJO(each);
    }
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve(FILE).toFile(), file);
  }
}
