// SPDX-License-Identifier: Apache-2.0
package io.pgsink.rig;

import io.apicurio.registry.utils.converter.avro.AvroData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Avro without a registry: the one schema of a topic stands in the converter's option {@code
 * schema}, and records are bare Avro binary. Everything else is what registry converters do: Avro's
 * generic reader, and the mapping to Connect's data that Apicurio's and Confluent's converters
 * share.
 */
public final class FixedSchemaAvroConverter implements Converter {
  private static final int CACHED_SCHEMAS = 100;

  private final AvroData data = new AvroData(CACHED_SCHEMAS);
  private Schema schema;
  private GenericDatumReader<Object> reader;
  private GenericDatumWriter<Object> writer;
  private BinaryDecoder decoder;

  /** The Avro schema of a Connect schema, as the option takes it. */
  public static String schemaOf(org.apache.kafka.connect.data.Schema schema) {
    return new AvroData(1).fromConnectSchema(schema).toString();
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    schema = new Schema.Parser().parse((String) configs.get("schema"));
    reader = new GenericDatumReader<>(schema);
    writer = new GenericDatumWriter<>(schema);
  }

  @Override
  public byte[] fromConnectData(
      String topic, org.apache.kafka.connect.data.Schema connectSchema, Object value) {
    if (value == null) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      writer.write(data.fromConnectData(connectSchema, value), encoder);
    } catch (IOException e) {
      throw new DataException("not of the schema", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    if (value == null) {
      return SchemaAndValue.NULL;
    }
    decoder = DecoderFactory.get().binaryDecoder(value, decoder);
    try {
      return data.toConnectData(schema, reader.read(null, decoder));
    } catch (IOException e) {
      throw new DataException("not of the schema", e);
    }
  }
}
