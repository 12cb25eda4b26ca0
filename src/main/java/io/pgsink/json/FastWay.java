// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.io.IOException;
import org.apache.kafka.connect.data.SchemaAndValue;

/** How documents are read without Kafka's converter, under one setting of its options. */
interface FastWay {
  /**
   * Reads a document in UTF-8.
   *
   * @throws Undecided if it isn't certain what Kafka's converter makes of it
   * @throws IOException likewise
   */
  SchemaAndValue read(String topic, byte[] document) throws IOException;

  /**
   * Learns from what Kafka's converter made of a document.
   *
   * @param payloadStart as {@link DocumentScan} found it
   */
  void learn(String topic, byte[] document, int payloadStart, SchemaAndValue result);
}
