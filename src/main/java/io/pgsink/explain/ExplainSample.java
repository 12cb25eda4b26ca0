// SPDX-License-Identifier: Apache-2.0
package io.pgsink.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.json.FastJsonConverter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.StringConverter;

/**
 * Records from a file of JSON texts, turned into what a task would get: by the connector's
 * converters where these read JSON or text, else by Connect's JSON converter.
 */
final class ExplainSample {
  private static final Set<String> PARTS =
      Set.of("topic", "partition", "offset", "timestamp", "headers", "key", "value");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String JSON_CONVERTER = "org.apache.kafka.connect.json.JsonConverter";
  private static final Set<String> JSON_CONVERTERS =
      Set.of(JSON_CONVERTER, FastJsonConverter.class.getName());

  private final Map<String, String> options;
  private final Path file;
  private final List<String> notes = new ArrayList<>();

  ExplainSample(Map<String, String> options, Path file) {
    this.options = options;
    this.file = file;
  }

  /** What has to be said about how the records were read. */
  List<String> notes() {
    return notes;
  }

  /** The records in order. */
  List<SinkRecord> records() {
    List<SinkRecord> records = new ArrayList<>();
    for (JsonNode node : nodes()) {
      records.add(record(node, records.size()));
    }
    if (records.isEmpty()) {
      throw new Trouble(file + " holds no record");
    }
    return records;
  }

  private List<JsonNode> nodes() {
    List<JsonNode> nodes = new ArrayList<>();
    try (MappingIterator<JsonNode> texts =
        JSON.readerFor(JsonNode.class).readValues(JsonFile.text(file))) {
      while (texts.hasNextValue()) {
        JsonNode node = texts.nextValue();
        if (node.isArray()) {
          node.forEach(nodes::add);
        } else {
          nodes.add(node);
        }
      }
    } catch (JsonProcessingException e) {
      throw JsonFile.unreadable(file, e);
    } catch (IOException e) {
      throw new Trouble("can't read " + file + ": " + e.getClass().getSimpleName());
    }
    return nodes;
  }

  private SinkRecord record(JsonNode node, int index) {
    boolean whole = isRecord(node);
    JsonNode key = whole ? node.path("key") : JSON.missingNode();
    JsonNode value = whole ? node.path("value") : node;
    String topic = whole && node.has("topic") ? node.get("topic").asText() : onlyTopic();
    SchemaAndValue keyData = convert("key", topic, key, index);
    SchemaAndValue valueData = convert("value", topic, value, index);
    ConnectHeaders headers = new ConnectHeaders();
    if (whole) {
      JsonNode given = node.path("headers");
      given
          .fieldNames()
          .forEachRemaining(name -> headers.addString(name, given.get(name).asText()));
    }
    return new SinkRecord(
        topic,
        whole ? node.path("partition").asInt(0) : 0,
        keyData.schema(),
        keyData.value(),
        valueData.schema(),
        valueData.value(),
        whole ? node.path("offset").asLong(index) : index,
        whole && node.has("timestamp") ? node.get("timestamp").asLong() : 0L,
        TimestampType.CREATE_TIME,
        headers);
  }

  /** Whether a JSON is a record with its parts, and not a value alone. */
  private static boolean isRecord(JsonNode node) {
    if (!node.isObject() || !node.has("value")) {
      return false;
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return PARTS.containsAll(names);
  }

  private String onlyTopic() {
    String topics = options.getOrDefault("topics", "").trim();
    if (topics.isEmpty() || topics.contains(",")) {
      throw new Trouble(
          file + ": records need a \"topic\", because the connector doesn't name exactly one");
    }
    return topics;
  }

  private SchemaAndValue convert(String part, String topic, JsonNode node, int index) {
    Converter converter = converter(part, node);
    byte[] bytes = null;
    if (!node.isMissingNode() && !node.isNull()) {
      boolean text = node.isTextual() && !isJson(converter);
      bytes = (text ? node.asText() : node.toString()).getBytes(StandardCharsets.UTF_8);
    }
    try {
      return converter.toConnectData(topic, bytes);
    } catch (DataException e) {
      throw new Trouble(
          "record %d of %s: its %s can't be read by %s: %s"
              .formatted(index + 1, file, part, converter.getClass().getName(), e.getMessage()));
    }
  }

  private Converter converter(String part, JsonNode node) {
    String option = part + ".converter";
    String name = options.getOrDefault(option, JSON_CONVERTER);
    Map<String, String> config = new HashMap<>();
    options.forEach(
        (key, value) -> {
          if (key.startsWith(option + '.')) {
            config.put(key.substring(option.length() + 1), value);
          }
        });
    if (name.equals(StringConverter.class.getName())) {
      return configured(new StringConverter(), config, part);
    }
    if (options.containsKey(option) && JSON_CONVERTERS.contains(name)) {
      return configured(ExplainTransforms.instance(option, name, Converter.class), config, part);
    }
    note(
        options.containsKey(option)
            ? option + " " + name + " is replaced by the JSON converter: samples are JSON"
            : option + " is the worker's; the sample is read by the JSON converter");
    boolean schemas = node.has("schema") && node.has("payload");
    config.put("schemas.enable", String.valueOf(schemas));
    return configured(
        ExplainTransforms.instance(option, JSON_CONVERTER, Converter.class), config, part);
  }

  private void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  private static Converter configured(
      Converter converter, Map<String, String> config, String part) {
    converter.configure(config, part.equals("key"));
    return converter;
  }

  private static boolean isJson(Converter converter) {
    return JSON_CONVERTERS.contains(converter.getClass().getName());
  }

  /**
   * A schema in a few letters: its name where it has one, else its type; optional with a {@code ?}.
   */
  static String describe(Schema schema) {
    if (schema == null) {
      return "no schema";
    }
    String type = schema.name() == null ? schema.type().getName() : shortName(schema.name());
    return schema.isOptional() ? type + '?' : type;
  }

  private static String shortName(String name) {
    return name.startsWith("org.apache.kafka.connect.data.")
        ? name.substring(name.lastIndexOf('.') + 1)
        : name;
  }
}
