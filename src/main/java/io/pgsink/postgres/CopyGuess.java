// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

/**
 * Whether the next rows of a table are likely to be new, as learnt from the batches before. It only
 * decides how fast a batch is written, never what is stored. Thread-safe: lanes learn together.
 */
final class CopyGuess {
  /** With fewer new rows than this, asking and writing two ways cost more than they save. */
  static final double ENOUGH = 0.7;

  private static final int FIRST_REST = 8;
  private static final int LONGEST_REST = 4096;
  private static final int LONGEST_GAP = 16;

  /** How many of the last rows were new; until one is known it is worth a try. */
  private double share = 1;

  private int rest = FIRST_REST;
  private int resting;
  private int gap = 1;
  private int untilSample;

  /** What to do with the next batch. */
  enum Way {
    /** Ask which of its rows exist, and copy the others, however few. */
    COPY_ANY,
    /** Ask which of its rows exist, and copy the others if they are many. */
    COPY,
    /** Write it as ever, and ask of some of its rows on the way whether they existed. */
    SAMPLE,
    /** Write it as ever. */
    ORDINARY
  }

  synchronized Way next() {
    if (resting > 0) {
      resting--;
      return Way.ORDINARY;
    }
    if (share >= ENOUGH) {
      return Way.COPY;
    }
    if (untilSample > 0) {
      untilSample--;
      return Way.ORDINARY;
    }
    return Way.SAMPLE;
  }

  /** So many rows were asked for, so many of them existed. */
  synchronized void found(int asked, int existing) {
    double now = 1 - (double) existing / asked;
    share = (share + now) / 2;
    gap = now >= ENOUGH ? 1 : Math.min(LONGEST_GAP, 2 * gap);
    untilSample = gap - 1;
  }

  /**
   * Rows were copied and committed; or they were not, because somebody else inserts the same ones
   * or one of them is bad, and copying rests for a while.
   */
  synchronized void ended(boolean committed) {
    if (committed) {
      rest = Math.max(FIRST_REST, rest - 1);
    } else {
      resting = rest;
      rest = Math.min(LONGEST_REST, 2 * rest);
    }
  }
}
