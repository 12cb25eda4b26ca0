// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import org.apache.kafka.connect.errors.DataException;

/**
 * Goes over a document that takes the ordinary way, before Kafka's converter makes a tree of it.
 *
 * <p>Holds the limits that Kafka's converter has from Jackson 2.16 on (Kafka 3.7), so that an older
 * worker has them too: 1,000 levels, 1,000 digits, 50,000 characters of a name. One is ours: so
 * many tokens that no document of 4 MB reaches it.
 */
final class DocumentScan {
  private static final int MOST_TOKENS = 4 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxNumberLength(1_000)
                  .maxNameLength(50_000)
                  .maxTokenCount(MOST_TOKENS)
                  .build())
          .build();

  private DocumentScan() {}

  /**
   * Where the payload begins, if the document is an object of a schema and, behind it, a payload,
   * and nothing else; otherwise -1.
   *
   * @throws DataException if the document exceeds a limit
   */
  static int payloadStart(byte[] document) {
    // a copy has no names yet, so that those of many documents don't gather
    try (JsonParser json = FACTORY.copy().createParser(document)) {
      int start = -1;
      if (json.nextToken() == JsonToken.START_OBJECT && nextValue(json, "schema")) {
        json.skipChildren();
        if (nextValue(json, "payload")) {
          start = (int) json.currentTokenLocation().getByteOffset();
          json.skipChildren();
          start = json.nextToken() == JsonToken.END_OBJECT ? start : -1;
        }
      }
      while (!json.getParsingContext().inRoot()) {
        json.nextToken();
      }
      return start;
    } catch (StreamConstraintsException e) {
      throw new DataException("The JSON document exceeds a limit: " + e.getOriginalMessage(), e);
    } catch (IOException notJson) {
      return -1; // Kafka's converter says what is wrong
    }
  }

  private static boolean nextValue(JsonParser json, String name) throws IOException {
    return name.equals(json.nextFieldName()) && json.nextToken() != null;
  }
}
