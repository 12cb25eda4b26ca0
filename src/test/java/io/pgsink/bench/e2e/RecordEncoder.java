package io.pgsink.bench.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;

/** Writes keys and values in the format of a scenario. */
final class RecordEncoder {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  private final Scenario.Format format;
  private final JsonConverter keys = new JsonConverter();
  private final JsonConverter values = new JsonConverter();

  RecordEncoder(Scenario.Format format) {
    this.format = format;
    keys.configure(Map.of("schemas.enable", "true"), true);
    values.configure(Map.of("schemas.enable", "true"), false);
  }

  byte[] key(String topic, long id) {
    return switch (format) {
      case JSON_WITH_SCHEMAS -> keys.fromConnectData(topic, Shape.keySchema(), Shape.key(id));
      case JSON -> plain(Map.of("id", id));
    };
  }

  byte[] value(String topic, Struct value) {
    return switch (format) {
      case JSON_WITH_SCHEMAS -> values.fromConnectData(topic, value.schema(), value);
      case JSON -> plain(Shape.plain(value));
    };
  }

  private static byte[] plain(Map<String, Object> content) {
    try {
      return PLAIN.writeValueAsBytes(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
