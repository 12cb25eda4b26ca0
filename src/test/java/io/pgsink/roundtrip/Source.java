// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

import org.apache.kafka.connect.data.Schema;

/**
 * A kind of value that records hold.
 *
 * @param family whose type it is, as the documentation heads it
 * @param label how the documentation calls it
 * @param schema the schema of its values, optional; null for values without one
 * @param sample one value, to see that columns which don't name this source refuse it
 * @param plainText whether it is treated as any text
 */
record Source(String family, String label, Schema schema, Object sample, boolean plainText) {
  static final String CONNECT = "Connect";
  static final String DEBEZIUM = "Debezium";
  static final String SCHEMALESS = "without schema";

  static Source connect(String label, Schema schema, Object sample) {
    return new Source(CONNECT, label, schema, sample, false);
  }

  static Source debezium(String label, Schema schema, Object sample) {
    return new Source(DEBEZIUM, label, schema, sample, false);
  }

  static Source schemaless(String label, Object sample) {
    return new Source(SCHEMALESS, label, null, sample, false);
  }

  /** A source whose values every column takes like any text. */
  Source asPlainText() {
    return new Source(family, label, schema, sample, true);
  }

  /** The same kind with another schema: another scale, length, element. */
  Source with(Schema other) {
    return new Source(family, label, other, sample, plainText);
  }
}
