// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.bench.Envelope;
import io.pgsink.rig.FixedSchemaAvroConverter;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;

/** Writes keys and values in the format of a scenario. */
final class RecordEncoder {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  private final TopicSetup.Format format;
  private final Converter keys;
  private final Converter values;
  private final Envelope envelope;

  RecordEncoder(TopicSetup scenario) {
    this.format = scenario.format();
    this.keys = converter(format);
    this.values = converter(format);
    this.envelope = new Envelope(scenario.shape().schema());
    keys.configure(options(format.converter(RowShape.keySchema())), true);
    values.configure(options(format.converter(scenario.shape().schema())), false);
  }

  private static Converter converter(TopicSetup.Format format) {
    return switch (format) {
      case JSON_WITH_SCHEMAS, ENVELOPES, JSON -> new JsonConverter();
      case AVRO -> new FixedSchemaAvroConverter();
    };
  }

  private static Map<String, String> options(Map<String, String> converter) {
    return converter.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .collect(Collectors.toMap(entry -> entry.getKey().substring(1), Map.Entry::getValue));
  }

  byte[] key(String topic, long id) {
    return switch (format) {
      case JSON_WITH_SCHEMAS, ENVELOPES, AVRO ->
          keys.fromConnectData(topic, RowShape.keySchema(), RowShape.key(id));
      case JSON -> plain(Map.of("id", id));
    };
  }

  byte[] value(String topic, Struct value) {
    return switch (format) {
      case JSON_WITH_SCHEMAS, AVRO -> values.fromConnectData(topic, value.schema(), value);
      case ENVELOPES ->
          values.fromConnectData(
              topic, envelope.schema(), envelope.inserted(value, value.getInt64("seq")));
      case JSON -> plain(RowShape.plain(value));
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
