// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.io.IOException;
import java.util.Arrays;
import org.apache.kafka.connect.data.SchemaAndValue;

/**
 * Documents are objects of a schema and a payload. Which schema it is, is found by comparing the
 * bytes in front of the payload with those of documents that Kafka's converter has read.
 */
final class EnvelopeWay implements FastWay {
  private final DocumentParser parser = new DocumentParser();
  private final KnownSchemas known;
  private final Readers readers;

  EnvelopeWay(KnownSchemas known, Readers readers) {
    this.known = known;
    this.readers = readers;
  }

  @Override
  public SchemaAndValue read(String topic, byte[] document) throws IOException {
    KnownSchema schema = known.of(topic, document);
    return new SchemaAndValue(
        schema.schema(), parser.payload(document, schema.opening().length, schema.payload()));
  }

  @Override
  public void learn(String topic, byte[] document, int payloadStart, SchemaAndValue result) {
    if (payloadStart < 0) {
      return;
    }
    byte[] opening = Arrays.copyOf(document, payloadStart);
    known.add(topic, new KnownSchema(opening, result.schema(), readers.place(result.schema())));
  }
}
