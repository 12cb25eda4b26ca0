// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Finished literals, and quoting inside literals of arrays, composites, ranges and hstore. */
final class Literals {
  private Literals() {}

  /**
   * The literal that bytes hold in UTF-8: how Debezium sends values of types that it doesn't know
   * ({@code include.unknown.datatypes=true}).
   */
  static String ofBytes(Object value) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Binaries.bytes(value));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new BadRecordException("the bytes are no text in UTF-8");
    }
  }

  /** Appends a text in double quotes; quotes and backslashes in it get a backslash in front. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }
}
