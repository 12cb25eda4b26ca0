// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what was made for a key, up to a bound: records that never look alike must not fill the
 * memory. What is forgotten is made again, which is only slower. Thread-safe.
 */
final class BoundedCache<K, V> {
  private static final int MOST_REMEMBERED = 2_000;

  private final Map<K, V> entries = new ConcurrentHashMap<>();

  /** What is remembered for a key, or null. */
  V find(K key) {
    return entries.get(key);
  }

  /** Remembers a value, unless there is one already, and gives the one that is remembered. */
  V remember(K key, V value) {
    if (entries.size() >= MOST_REMEMBERED) {
      entries.clear();
    }
    V earlier = entries.putIfAbsent(key, value);
    return earlier == null ? value : earlier;
  }
}
