// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.util.Arrays;
import org.apache.kafka.connect.data.Schema;

/**
 * A schema as it was spelled in a document.
 *
 * @param opening the document's bytes in front of the payload's first: these bytes at the beginning
 *     of another document mean the same schema
 * @param schema what Kafka's converter made of it; may be null
 * @param payload reads the payload
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record KnownSchema(byte[] opening, Schema schema, Place payload) {
  boolean opens(byte[] document) {
    return document.length > opening.length
        && Arrays.equals(document, 0, opening.length, opening, 0, opening.length);
  }
}
