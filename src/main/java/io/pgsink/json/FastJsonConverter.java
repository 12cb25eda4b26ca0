// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.ConverterConfig;
import org.apache.kafka.connect.storage.ConverterType;
import org.apache.kafka.connect.storage.HeaderConverter;

/**
 * Reads JSON as Kafka's {@link JsonConverter} does, several times as fast: the same options, the
 * same results, the same exceptions.
 *
 * <p>A document takes the fast way if it is certain what Kafka's converter would make of it:
 * spelled in UTF-8, its schema (if it has one) known by its bytes, its values of the kinds that the
 * schema says. Every other document is read by the worker's own {@code JsonConverter}, once it has
 * passed the limits of {@link DocumentScan}. Kafka's converter writes, too.
 *
 * <p>For one thread at a time, as Connect uses converters: each task has its own.
 */
public final class FastJsonConverter implements Converter, HeaderConverter, Versioned {
  private static final String VERSION = readVersion();

  /** Longer documents are rare, and the memory for them isn't kept. */
  private static final int LONGEST = 4 << 20;

  private final JsonConverter kafkas = new JsonConverter();
  private FastWay fastWay;

  /** Called by Connect. */
  public FastJsonConverter() {}

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public ConfigDef config() {
    return kafkas.config();
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    ConverterType type = isKey ? ConverterType.KEY : ConverterType.VALUE;
    Map<String, Object> typed = new HashMap<>(configs);
    typed.put(ConverterConfig.TYPE_CONFIG, type.getName());
    configure(typed);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    kafkas.configure(configs);
    fastWay = FastWays.of(kafkas, configs);
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    if (value == null) {
      return SchemaAndValue.NULL;
    }
    if (!isOrdinary(value)) {
      DocumentScan.payloadStart(value);
      return kafkas.toConnectData(topic, value);
    }
    try {
      return fastWay.read(topic, value);
    } catch (IOException | RuntimeException undecided) {
      // Kafka's converter decides, and says what is wrong if anything is
      return readAndLearn(topic, value);
    }
  }

  private SchemaAndValue readAndLearn(String topic, byte[] value) {
    int payloadStart = DocumentScan.payloadStart(value);
    SchemaAndValue result = kafkas.toConnectData(topic, value);
    fastWay.learn(topic, value, payloadStart, result);
    return result;
  }

  /**
   * Whether the fast way may be tried. UTF-16 and UTF-32 have a zero in the first two bytes or a
   * mark in front, as a UTF-8 text with a mark has.
   */
  private static boolean isOrdinary(byte[] document) {
    int length = document.length;
    return length > 0 && length <= LONGEST && document[0] > 0 && (length == 1 || document[1] != 0);
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    return kafkas.fromConnectData(topic, schema, value);
  }

  @Override
  public SchemaAndValue toConnectHeader(String topic, String headerKey, byte[] value) {
    return toConnectData(topic, value);
  }

  @Override
  public byte[] fromConnectHeader(String topic, String headerKey, Schema schema, Object value) {
    return fromConnectData(topic, schema, value);
  }

  @Override
  public void close() {
    kafkas.close();
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream in =
        FastJsonConverter.class.getResourceAsStream("/io/pgsink/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
