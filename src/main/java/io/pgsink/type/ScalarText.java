// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import org.apache.kafka.connect.data.Schema;

/** Where documents get the texts of what is no list, map or struct. */
interface ScalarText {
  /** A value as text. */
  String text(Meaning meaning, Schema schema, Object value);

  /** A map's key as text. */
  String key(Schema schema, Object key);
}
