// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.io.IOException;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Documents are values without a schema: {@code schemas.enable=false}. */
final class PlainWay implements FastWay {
  private final DocumentParser parser = new DocumentParser();

  @Override
  public SchemaAndValue read(String topic, byte[] document) throws IOException {
    return new SchemaAndValue(null, parser.document(document, Place.PLAIN));
  }

  @Override
  public void learn(String topic, byte[] document, int payloadStart, SchemaAndValue result) {
    // there is nothing to learn
  }
}
