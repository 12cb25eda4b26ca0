// SPDX-License-Identifier: Apache-2.0
package io.pgsink.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgsink.json.FastJsonConverter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.StringConverter;

/** Records that want the task to fail: through the converters from bytes, or as Connect's data. */
final class HostileRecords {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random;
  private final HostileValues values;
  private final HostileStructs structs;
  private final Converter plain = json(new JsonConverter(), false);
  private final Converter typed = json(new JsonConverter(), true);
  private final Converter fast = json(new FastJsonConverter(), false);
  private final Converter fastTyped = json(new FastJsonConverter(), true);
  private final Converter text = new StringConverter();

  HostileRecords(Random random) {
    this.random = random;
    this.values = new HostileValues(random);
    this.structs = new HostileStructs(values);
    text.configure(Map.of(), false);
  }

  private static Converter json(Converter converter, boolean schemas) {
    converter.configure(Map.of("schemas.enable", String.valueOf(schemas)), false);
    return converter;
  }

  /** The next record; converters refuse some bytes, then it is another one. */
  SinkRecord next(long offset) {
    while (true) {
      Optional<SchemaAndValue> value = value();
      Optional<SchemaAndValue> key = value.flatMap(present -> key());
      if (key.isPresent()) {
        return record(offset, key.get(), value.get());
      }
    }
  }

  private SinkRecord record(long offset, SchemaAndValue key, SchemaAndValue value) {
    Long timestamp = values.pick(1_700_000_000_000L, 0L, -1L, Long.MAX_VALUE, null);
    SinkRecord record =
        new SinkRecord(
            "t",
            0,
            key.schema(),
            key.value(),
            value.schema(),
            value.value(),
            offset,
            timestamp,
            TimestampType.CREATE_TIME);
    for (String header : new String[] {"table", "h", "n"}) {
      if (random.nextInt(6) > 0) {
        Object content = header.equals("table") ? values.name() : values.any(2);
        record.headers().add(header, new SchemaAndValue(null, content));
      }
    }
    return record;
  }

  private Optional<SchemaAndValue> key() {
    return switch (random.nextInt(6)) {
      case 0 -> Optional.of(SchemaAndValue.NULL);
      case 1 -> Optional.of(new SchemaAndValue(null, values.any(1)));
      case 2 -> Optional.of(new SchemaAndValue(null, row("k", 0)));
      case 3 -> structs.row("k", 0);
      default -> Optional.of(new SchemaAndValue(Schema.STRING_SCHEMA, "k" + random.nextInt(50)));
    };
  }

  private Optional<SchemaAndValue> value() {
    return switch (random.nextInt(9)) {
      case 0 -> Optional.of(SchemaAndValue.NULL);
      case 1 -> structs.row("k", 1 + random.nextInt(6)).map(this::envelope);
      case 2 -> structs.row("k", 1 + random.nextInt(6));
      case 3 -> converted(values.pick(plain, fast), bytes(row("k", 4)));
      case 4 -> converted(values.pick(typed, fastTyped), structs.document(typed));
      case 5 ->
          random.nextBoolean()
              ? converted(text, bytes(row("k", 4)))
              // as ByteArrayConverter gives them
              : Optional.of(new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, bytes(row("k", 4))));
      case 6 -> Optional.of(new SchemaAndValue(null, envelope(row("k", 4))));
      default -> Optional.of(new SchemaAndValue(null, row("k", 1 + random.nextInt(8))));
    };
  }

  private Map<String, Object> row(String key, int fields) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(key, random.nextInt(3) > 0 ? (Object) random.nextInt(40) : values.any(1));
    for (int i = 0; i < fields; i++) {
      boolean known = random.nextInt(12) > 0;
      row.put(
          known ? Scenario.column(random.nextInt(Scenario.columns())) : values.name(),
          values.any(3));
    }
    if (random.nextInt(3) == 0) {
      row.put("x", values.name());
    }
    return row;
  }

  private Map<String, Object> envelope(Map<String, Object> row) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("op", values.pick((Object) "c", "u", "d", "r", "t", "m", "", 7, null));
    envelope.put("before", random.nextInt(3) == 0 ? values.any(1) : row);
    envelope.put("after", random.nextInt(4) == 0 ? values.any(1) : row);
    envelope.put(
        "source", random.nextBoolean() ? values.any(2) : Map.of("schema", "public", "table", "t"));
    return envelope;
  }

  private SchemaAndValue envelope(SchemaAndValue row) {
    return structs.envelope(
        (Struct) row.value(), values.pick("c", "u", "d", "r", "t", "m", "", null));
  }

  private Optional<SchemaAndValue> converted(Converter converter, byte[] bytes) {
    try {
      return Optional.ofNullable(converter.toConnectData("t", bytes));
    } catch (RuntimeException refused) {
      return Optional.empty();
    }
  }

  private byte[] bytes(Map<String, Object> row) {
    byte[] bytes;
    try {
      bytes = JSON.writeValueAsString(row).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException | StackOverflowError unwritable) {
      bytes = values.text().getBytes(StandardCharsets.UTF_8);
    }
    for (int i = random.nextInt(8) - 5; i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] =
          (byte) (int) values.pick(0, 0x22, 0x39, 0x65, 0x7B, 0xC0, 0x5C);
    }
    return bytes;
  }
}
