// SPDX-License-Identifier: Apache-2.0
package io.pgsink.bench.e2e;

/** Which key a topic's n-th record changes, and whether it deletes it. */
enum Changes {
  /** Every record is a new row. */
  INSERTS {
    @Override
    long id(long n, long records) {
      return n;
    }

    @Override
    long ids(long records) {
      return records;
    }
  },

  /** Every record changes a random row of a table with as many rows as there are records. */
  UPDATES {
    @Override
    long id(long n, long records) {
      return Scattered.below(records, n);
    }

    @Override
    long ids(long records) {
      return records;
    }

    @Override
    boolean startsFull() {
      return true;
    }
  },

  /** Ten changes per key, mixed with those of the 499 keys that are hot at the same time. */
  HOT_KEYS {
    @Override
    long id(long n, long records) {
      long position = (n % BLOCK) * STRIDE % BLOCK;
      return n / BLOCK * HOT + position % HOT;
    }

    @Override
    long ids(long records) {
      return (records + BLOCK - 1) / BLOCK * HOT;
    }
  },

  /** Ten per cent tombstones, the rest upserts, of random keys that all have a row at first. */
  MIXED {
    @Override
    long id(long n, long records) {
      return Scattered.below(ids(records), n);
    }

    @Override
    long ids(long records) {
      return records / 2;
    }

    @Override
    boolean startsFull() {
      return true;
    }

    @Override
    boolean deletes(long n, long records) {
      // Ends with upserts, because the end of a run is seen by its last rows.
      return Scattered.below(10, ~n) == 0 && n < records - SETTLED;
    }
  };

  private static final int HOT = 500;
  private static final int BLOCK = 10 * HOT;
  private static final int STRIDE = 1777;
  private static final int SETTLED = 1000;

  /** The key of record n. */
  abstract long id(long n, long records);

  /** Keys are 0 to this, excluded. */
  abstract long ids(long records);

  /** Whether every key has a row before the first record. */
  boolean startsFull() {
    return false;
  }

  /** Whether record n is a tombstone. */
  boolean deletes(long n, long records) {
    return false;
  }
}
