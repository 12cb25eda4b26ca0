// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets the least recently used entry, so that a topic can't fill the heap with
 * shapes.
 */
final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
  static final int CAPACITY = 512;

  private static final long serialVersionUID = 1L;

  RecentlyUsed() {
    super(16, 0.75f, /* accessOrder= */ true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > CAPACITY;
  }
}
