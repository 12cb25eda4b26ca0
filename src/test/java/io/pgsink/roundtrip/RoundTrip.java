// SPDX-License-Identifier: Apache-2.0
package io.pgsink.roundtrip;

/**
 * One value on its way into one column.
 *
 * @param source what it is
 * @param value the value as the record holds it
 * @param shown the value as the documentation shows it
 * @param stored what PostgreSQL shows of it afterwards, null when it is refused
 * @param reason part of the refusal's message, null when it is stored
 */
record RoundTrip(Source source, Object value, String shown, String stored, String reason) {
  boolean isRefused() {
    return stored == null;
  }

  @Override
  public String toString() {
    return source.label() + " " + shown;
  }
}
