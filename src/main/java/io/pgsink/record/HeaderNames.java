// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.table.BadRecordException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads names out of record headers. */
final class HeaderNames {
  private HeaderNames() {}

  /**
   * The text of the last header of a name.
   *
   * @throws BadRecordException when there is none, or its value isn't text or a number
   */
  static String name(SinkRecord record, String headerName) {
    Header header = record.headers().lastWithName(headerName);
    if (header == null || header.value() == null) {
      throw new BadRecordException(
          "the record has no header \"%s\", which table.name.format needs".formatted(headerName));
    }
    Object value = header.value();
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new BadRecordException(
        "header \"%s\", which table.name.format needs, isn't text".formatted(headerName));
  }
}
