// SPDX-License-Identifier: Apache-2.0
package io.pgsink.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schemas that were in a converter's documents, by topic. A topic has several: versions, the
 * tables that are routed into it. The one used last is tried first, and the one used longest ago is
 * forgotten first. Bounded by number and bytes. For one thread.
 */
final class KnownSchemas {
  private static final int MOST_PER_TOPIC = 64;
  private static final int MOST_BYTES = 8 << 20;

  private final int most;
  private final Map<String, List<KnownSchema>> topics = new LinkedHashMap<>(16, 0.75f, true);
  private int count;
  private int bytes;
  private String lastTopic;
  private List<KnownSchema> last = List.of();

  /**
   * @param most how many schemas are known at most: the option {@code schemas.cache.size}
   */
  KnownSchemas(int most) {
    this.most = most;
  }

  /**
   * The schema with which a document begins.
   *
   * @throws Undecided if it isn't known
   */
  KnownSchema of(String topic, byte[] document) {
    List<KnownSchema> known = ofTopic(topic);
    for (int i = 0; i < known.size(); i++) {
      KnownSchema schema = known.get(i);
      if (schema.opens(document)) {
        if (i > 0) {
          known.add(0, known.remove(i));
        }
        return schema;
      }
    }
    throw new Undecided();
  }

  void add(String topic, KnownSchema schema) {
    if (schema.opening().length > MOST_BYTES || most < 1) {
      return;
    }
    List<KnownSchema> known = topics.computeIfAbsent(topic, first -> new ArrayList<>());
    for (KnownSchema other : known) {
      if (Arrays.equals(other.opening(), schema.opening())) {
        return;
      }
    }
    if (known.size() == MOST_PER_TOPIC) {
      forgetOldest(known);
    }
    known.add(0, schema);
    count++;
    bytes += schema.opening().length;
    while (count > most || bytes > MOST_BYTES) {
      forgetOldest();
    }
    last = List.of();
    lastTopic = null;
  }

  int count() {
    return count;
  }

  /** Most documents are of the topic of the one before. */
  private List<KnownSchema> ofTopic(String topic) {
    if (topic != null && topic.equals(lastTopic)) {
      return last;
    }
    last = topics.getOrDefault(topic, List.of());
    lastTopic = topic;
    return last;
  }

  private void forgetOldest() {
    Iterator<List<KnownSchema>> longestUnused = topics.values().iterator();
    List<KnownSchema> known = longestUnused.next();
    forgetOldest(known);
    if (known.isEmpty()) {
      longestUnused.remove();
    }
  }

  private void forgetOldest(List<KnownSchema> known) {
    KnownSchema oldest = known.remove(known.size() - 1);
    count--;
    bytes -= oldest.opening().length;
  }
}
