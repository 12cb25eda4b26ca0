// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * Remembers what was made for a key, as many as hold a bounded number of parts together: records
 * that never look alike must not fill the memory. What is forgotten is made again, which is only
 * slower. Thread-safe.
 */
final class BoundedCache<K, V> {
  private static final int MOST_REMEMBERED = 2_000;
  private static final int MOST_PARTS = 100_000;

  private final Map<K, V> entries = new ConcurrentHashMap<>();
  private final ToIntFunction<K> parts;
  private final AtomicLong held = new AtomicLong();

  /**
   * An empty cache.
   *
   * @param parts how many fields or columns an entry has, by its key
   */
  BoundedCache(ToIntFunction<K> parts) {
    this.parts = parts;
  }

  /** What is remembered for a key, or null. */
  V find(K key) {
    return entries.get(key);
  }

  /** Remembers a value, unless there is one already, and gives the one that is remembered. */
  V remember(K key, V value) {
    if (entries.size() >= MOST_REMEMBERED || held.get() > MOST_PARTS) {
      entries.clear();
      held.set(0);
    }
    V earlier = entries.putIfAbsent(key, value);
    if (earlier == null) {
      held.addAndGet(parts.applyAsInt(key));
    }
    return earlier == null ? value : earlier;
  }
}
