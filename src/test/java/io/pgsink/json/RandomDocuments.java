// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The options of a converter, and documents for it of a few schemas that come again and again. */
final class RandomDocuments {
  private static final List<Charset> CHARSETS =
      List.of(
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16,
          Charset.forName("UTF-32BE"),
          Charset.forName("UTF-32LE"),
          StandardCharsets.ISO_8859_1);

  /** How the two fields of a document are spelled around schema and payload. */
  private static final List<String> ENVELOPES =
      List.of(
          "{\"schema\":%s,\"payload\":%s}",
          "{\"schema\":%s,\"payload\":%s}",
          "{\"schema\":%s,\"payload\":%s}",
          " { \"schema\" : %s , \"payload\" : %s } ",
          "{\"\\u0073chema\":%s,\"payload\":%s}");

  private static final List<String> ODD_ENVELOPES =
      List.of(
          "{\"payload\":%2$s,\"schema\":%1$s}",
          "{\"schema\":%s,\"payload\":%s,\"more\":1}",
          "{\"schema\":%s,\"payload\":%s,\"payload\":null}",
          "{\"schema\":null,\"schema\":%s,\"payload\":%s}",
          "{\"schema\":%s,\"payload\":%s,\"schema\":null}",
          "{\"schema\":null,\"payload\":%2$s}",
          "{\"schema\":%s,\"payload\":%s} trailing",
          "{\"schema\":%s,\"payload\":%s}}",
          "{\"schema\":%s,\"payload\":%s]",
          "{\"schema\":%s,\"payload\":%s",
          "{\"schema\":%s,\"payload\":}",
          "{\"schema\":%s}",
          "[%s,%s]",
          "%2$s",
          "{\"schema\":[%s],\"payload\":%s}",
          "{\"schema\":%s,\"payload\" %s}",
          "{\"schema\":%s,\"payload\":%s %2$s}");

  private final Random random;
  private final RandomText text;
  private final List<RandomSchema> schemas = new ArrayList<>();
  private final List<String> spellings = new ArrayList<>();
  private final Map<String, String> options;
  private final int oddity;

  RandomDocuments(Random random) {
    this.random = random;
    this.text = new RandomText(random);
    this.oddity = 1 << (3 + random.nextInt(6));
    for (int i = 0; i < 6; i++) {
      schemas.add(RandomSchema.make(random, 3));
      spellings.add(text.pick(ENVELOPES));
    }
    boolean content = random.nextInt(8) == 0;
    this.options =
        Map.of(
            "schemas.enable", String.valueOf(random.nextInt(4) > 0),
            "replace.null.with.default", String.valueOf(random.nextBoolean()),
            "schemas.cache.size", String.valueOf(random.nextInt(8)),
            "schema.content", content ? schemas.get(0).json() : "");
  }

  Map<String, String> options() {
    return options;
  }

  byte[] next() {
    byte[] document = spell(isBare() ? bare() : envelope());
    return random.nextInt(2 * oddity) == 0 ? damaged(document) : document;
  }

  private boolean isBare() {
    return options.get("schemas.enable").equals("false")
        || !options.get("schema.content").isEmpty();
  }

  private String bare() {
    return schemas.get(random.nextInt(3)).payload(random, oddity);
  }

  private String envelope() {
    int which = random.nextInt(schemas.size());
    RandomSchema schema = schemas.get(which);
    String spelling = random.nextInt(oddity) == 0 ? text.pick(ODD_ENVELOPES) : spellings.get(which);
    return spelling.formatted(schema.json(), schema.payload(random, oddity));
  }

  private byte[] spell(String document) {
    Charset charset =
        random.nextInt(4 * oddity) == 0 ? text.pick(CHARSETS) : StandardCharsets.UTF_8;
    String mark = random.nextInt(4 * oddity) == 0 ? "\ufeff" : "";
    return (mark + document).getBytes(charset);
  }

  private byte[] damaged(byte[] document) {
    if (document.length == 0) {
      return document;
    }
    int at = random.nextInt(document.length);
    byte[] damaged = document.clone();
    switch (random.nextInt(5)) {
      case 0 -> damaged[at] = (byte) random.nextInt();
      case 1 -> damaged[at] = 0;
      case 2 -> damaged = Arrays.copyOf(document, at);
      case 3 -> damaged = Arrays.copyOfRange(document, at, document.length);
      default -> {
        damaged = Arrays.copyOf(document, document.length + 1);
        System.arraycopy(document, at, damaged, at + 1, document.length - at);
      }
    }
    return damaged;
  }
}
