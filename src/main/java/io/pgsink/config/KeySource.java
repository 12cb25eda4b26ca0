// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

/** Where the values of the conflict target's columns come from: {@code conflict.keys.from}. */
public enum KeySource {
  /**
   * A field of the column's name in the record key, else in the record value; a record key that is
   * one value without a name fills a single column that the value has no field for.
   */
  AUTO,
  /** The record key only. */
  KEY,
  /** The record value only. */
  VALUE
}
