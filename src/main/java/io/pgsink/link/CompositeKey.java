// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import java.util.Arrays;

/** The canonical values of several key columns as one key. Null parts sort first. */
final class CompositeKey implements Comparable<CompositeKey> {
  private final Object[] parts;
  private final int hash;

  CompositeKey(Object[] parts) {
    this.parts = parts;
    this.hash = Arrays.hashCode(parts);
  }

  /** The canonical value of a key column, null for NULL. */
  Object part(int index) {
    return parts[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompositeKey that
        && hash == that.hash
        && Arrays.equals(parts, that.parts);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  @SuppressWarnings("unchecked") // the parts of one column are of one class
  public int compareTo(CompositeKey other) {
    for (int i = 0; i < parts.length; i++) {
      Object mine = parts[i];
      Object theirs = other.parts[i];
      if (mine == null || theirs == null) {
        if (mine != theirs) {
          return mine == null ? -1 : 1;
        }
        continue;
      }
      int order = ((Comparable<Object>) mine).compareTo(theirs);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
