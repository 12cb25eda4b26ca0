// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.io.IOException;
import org.apache.kafka.connect.data.SchemaAndValue;

/**
 * Documents are values of one schema, which the option {@code schema.content} has. What it means is
 * taken from the first document that Kafka's converter reads.
 */
final class FixedSchemaWay implements FastWay {
  private final DocumentParser parser = new DocumentParser();
  private final Readers readers;
  private KnownSchema fixed;

  FixedSchemaWay(Readers readers) {
    this.readers = readers;
  }

  @Override
  public SchemaAndValue read(String topic, byte[] document) throws IOException {
    if (fixed == null) {
      throw new Undecided();
    }
    return new SchemaAndValue(fixed.schema(), parser.document(document, fixed.payload()));
  }

  @Override
  public void learn(String topic, byte[] document, int payloadStart, SchemaAndValue result) {
    if (fixed == null && result.schema() != null) {
      fixed = new KnownSchema(new byte[0], result.schema(), readers.place(result.schema()));
    }
  }
}
