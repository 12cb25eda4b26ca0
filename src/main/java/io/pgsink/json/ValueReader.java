// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads values of one schema. Doesn't change. */
@FunctionalInterface
interface ValueReader {
  /** For values that only Kafka's converter knows how to read. */
  ValueReader LEFT_TO_KAFKA =
      json -> {
        throw new Undecided();
      };

  /**
   * Reads the value whose first token is the parser's current one, to its last token. The token
   * isn't null's, which {@link Place} reads.
   *
   * @throws Undecided if the value isn't spelled as usual for the schema
   */
  Object read(JsonParser json) throws IOException;
}
