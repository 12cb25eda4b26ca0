// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Jackson's streaming parser, kept from document to document, because making one costs as much as
 * reading a small document. A parser that has met anything unusual is given up. For one thread.
 *
 * <p>Documents must be UTF-8; other encodings aren't found out.
 */
final class DocumentParser {
  /** Keeps small what the parser remembers of names; documents with longer ones are undecided. */
  private static final int LONGEST_NAME = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNameLength(LONGEST_NAME).build())
          .build();

  private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

  private final DocumentFeed feed = new DocumentFeed();
  private JsonParser parser;

  /**
   * Reads the value that a document is. What is behind it doesn't matter to Kafka's converter.
   *
   * @throws Undecided if it isn't certain what Kafka's converter makes of it
   * @throws IOException likewise
   */
  Object document(byte[] document, Place place) throws IOException {
    JsonParser json = take();
    feed.startDocument(document);
    json.nextToken();
    Object value = place.read(json);
    keep(json);
    return value;
  }

  /**
   * Reads the payload that begins at a place in a document, whose last field it must be.
   *
   * @throws Undecided if it isn't certain what Kafka's converter makes of it
   * @throws IOException likewise
   */
  Object payload(byte[] document, int from, Place place) throws IOException {
    JsonParser json = take();
    feed.startPayload(document, from);
    json.nextToken();
    json.nextToken();
    json.nextToken();
    Object value = place.read(json);
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw new Undecided();
    }
    keep(json);
    return value;
  }

  /** Not closed if it isn't kept: closing would hand its names on to the next one. */
  private JsonParser take() throws IOException {
    JsonParser json = parser == null ? FACTORY.createParser(feed) : parser;
    parser = null;
    return json;
  }

  private void keep(JsonParser json) throws IOException {
    json.releaseBuffered(NOWHERE);
    parser = json;
  }
}
