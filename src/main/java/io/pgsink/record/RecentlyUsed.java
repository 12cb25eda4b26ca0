// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A map that forgets the least recently used entries, so that a topic can't fill the heap with
 * shapes: it is bounded by how many entries it has, and by how much they hold.
 */
final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
  static final int CAPACITY = 512;

  /** The most parts (fields, keys) that all entries may have together. */
  static final int MOST_PARTS = 100_000;

  private static final long serialVersionUID = 1L;

  private final transient ToIntFunction<K> parts;
  private int held;

  /** A map of small entries. */
  RecentlyUsed() {
    this(key -> 1);
  }

  /**
   * A map of entries that differ in size.
   *
   * @param parts how many parts an entry has, by its key
   */
  RecentlyUsed(ToIntFunction<K> parts) {
    super(16, 0.75f, /* accessOrder= */ true);
    this.parts = parts;
  }

  @Override
  public V put(K key, V value) {
    if (!containsKey(key)) {
      held += parts.applyAsInt(key);
    }
    V before = super.put(key, value);
    var eldest = entrySet().iterator();
    while (held > MOST_PARTS && size() > 1 && eldest.hasNext()) {
      held -= parts.applyAsInt(eldest.next().getKey());
      eldest.remove();
    }
    return before;
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> make) {
    V known = get(key);
    if (known == null) {
      known = make.apply(key);
      put(key, known);
    }
    return known;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    boolean full = size() > CAPACITY;
    if (full) {
      held -= parts.applyAsInt(eldest.getKey());
    }
    return full;
  }
}
