// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

/**
 * Says that the fast way isn't certain to give what Kafka's converter gives, so that the document
 * must take the ordinary way. It is no error, and has no stack trace.
 */
final class Undecided extends RuntimeException {
  Undecided() {
    super("left to Kafka's converter", null, false, false);
  }
}
