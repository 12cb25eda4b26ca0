// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import java.util.SplittableRandom;

/**
 * Changes of a few hundred keys, the same for the same seed. Every change has a number that grows
 * over all keys, so that the newest change of a key is the one with the greatest number.
 */
final class NumberedChanges {
  static final int KEYS = 300;
  private static final double TOMBSTONES = 0.1;

  private final SplittableRandom random;
  private final double poison;
  private long number;

  /**
   * A workload.
   *
   * @param poison the share of records that no table accepts
   */
  NumberedChanges(long seed, double poison) {
    this.random = new SplittableRandom(seed);
    this.poison = poison;
  }

  /** What a change does. */
  enum Kind {
    UPSERT,
    TOMBSTONE,
    /** Refused by a CHECK constraint of the table. */
    REFUSED,
    /** Has no value that fits the column. */
    UNREADABLE;

    boolean isPoison() {
      return switch (this) {
        case REFUSED, UNREADABLE -> true;
        case UPSERT, TOMBSTONE -> false;
      };
    }
  }

  /**
   * One change.
   *
   * @param dice chooses a partition that has nothing to do with the key
   */
  record Step(long number, String key, Kind kind, int dice) {}

  Step next() {
    return step(random.nextInt(KEYS), kind());
  }

  /** An upsert of a given key. */
  Step upsert(int key) {
    return step(key, Kind.UPSERT);
  }

  private Step step(int key, Kind kind) {
    return new Step(++number, "k" + key, kind, random.nextInt(1 << 20));
  }

  private Kind kind() {
    double dice = random.nextDouble();
    if (dice < poison) {
      return random.nextBoolean() ? Kind.REFUSED : Kind.UNREADABLE;
    }
    return dice < poison + TOMBSTONES ? Kind.TOMBSTONE : Kind.UPSERT;
  }
}
