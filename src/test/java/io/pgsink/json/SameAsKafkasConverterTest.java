// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;

/**
 * Compares with Kafka's converter on documents made at random: {@code -Dpgsink.json.documents} of
 * them, from {@code -Dpgsink.json.seed} on, and with the worker of {@link ComparedConverters}.
 */
final class SameAsKafkasConverterTest {
  private static final long DOCUMENTS = Long.getLong("pgsink.json.documents", 200_000);
  private static final long SEED = Long.getLong("pgsink.json.seed", 16);
  private static final int PER_ROUND = 500;

  private long refused;

  @Test
  void everyDocumentHasTheSameOutcome() {
    long rounds = DOCUMENTS / PER_ROUND;
    for (long round = 0; round < rounds; round++) {
      compare(SEED + round);
    }
    assertTrue(refused > DOCUMENTS / 50, refused + " refused");
    assertTrue(refused < DOCUMENTS / 2, refused + " refused");
  }

  @Test
  void mostDocumentsTakeTheFastWay() throws IOException {
    int fast = 0;
    int rounds = 40;
    for (int round = 0; round < rounds; round++) {
      fast += fastOnes(new RandomDocuments(new Random(SEED + round)));
    }
    assertTrue(fast > rounds * PER_ROUND / 2, fast + " of " + rounds * PER_ROUND);
  }

  private static int fastOnes(RandomDocuments documents) throws IOException {
    int fast = 0;
    try (JsonConverter kafkas = new JsonConverter()) {
      kafkas.configure(documents.options(), false);
      FastWay way = FastWays.of(kafkas, typed(documents.options()));
      for (int i = 0; i < PER_ROUND; i++) {
        byte[] document = documents.next();
        try {
          way.read("topic", document);
          fast++;
        } catch (IOException | RuntimeException undecided) {
          Outcome outcome = Outcome.of(kafkas, "topic", document);
          if (outcome.error() == null) {
            int payloadStart = DocumentScan.payloadStart(document);
            way.learn("topic", document, payloadStart, outcome.result());
          }
        }
      }
    } catch (DataException refusesOptions) {
      return PER_ROUND;
    }
    return fast;
  }

  private static Map<String, String> typed(Map<String, String> options) {
    Map<String, String> typed = new HashMap<>(options);
    typed.put("converter.type", "value");
    return typed;
  }

  private void compare(long seed) {
    RandomDocuments documents = new RandomDocuments(new Random(seed));
    Converter kafkas = ComparedConverters.kafkas();
    Converter fast = ComparedConverters.ours();
    try {
      kafkas.configure(documents.options(), false);
    } catch (DataException refusesOptions) {
      return;
    }
    fast.configure(documents.options(), false);
    for (int i = 0; i < PER_ROUND; i++) {
      String topic = "topic-" + i % 3;
      byte[] document = documents.next();
      Outcome expected = Outcome.of(kafkas, topic, document.clone());
      Outcome found = Outcome.of(fast, topic, document);
      if (!found.isSameAs(expected)) {
        fail(
            "seed %d, document %d, options %s%n%s%n%s%nexpected %s%nfound    %s"
                .formatted(
                    seed,
                    i,
                    documents.options(),
                    new String(document, StandardCharsets.UTF_8),
                    document.length < 100 ? Arrays.toString(document) : "",
                    expected,
                    found));
      }
      refused += expected.error() == null ? 0 : 1;
    }
  }
}
