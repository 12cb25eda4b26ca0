// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.postgres.WriteException;

/**
 * How a batch is written next, after everything that has failed so far. A pure value: a failure
 * makes the next attempt of it.
 *
 * @param unanswered whether an earlier attempt may have committed without an answer
 * @param stale whether the tables must be read again first, and the changes linked again
 * @param inVain whether they were read again and found to be what was known already
 * @param slow how many statements in a row ran out of time
 * @param slowAllowed how many may, before the batch is written in halves
 * @param splits how often the batch was refused; from the first time on it is split
 * @param unknown how many errors in a row were of a kind that nobody knows
 */
record Attempt(
    boolean unanswered,
    boolean stale,
    boolean inVain,
    int slow,
    int slowAllowed,
    int splits,
    int unknown) {

  /** A statement that ran out of time so often is tried with fewer rows. */
  static final int SLOW_BEFORE_HALVES = 3;

  /** Rows that pass alone and fail together this often are changed by somebody else meanwhile. */
  static final int MAX_SPLITS = 3;

  /** An error that nobody knows is first taken for one that passes, this often. */
  static final int UNKNOWN_BEFORE_SPLIT = 1;

  /** When the next attempt is made, and of what. */
  enum Step {
    AT_ONCE,
    AFTER_BACKOFF,
    /** Each half becomes a batch of its own. */
    IN_HALVES,
    /** Partitions were taken away: the rest of the batch goes on when the task has heard of it. */
    AFTER_REVOCATION,
    /** No attempt helps. */
    NEVER
  }

  /**
   * What follows a failure.
   *
   * @param step when to go on
   * @param attempt how to go on
   */
  record Next(Step step, Attempt attempt) {}

  /** The first attempt of a batch. */
  static Attempt first(int slowAllowed) {
    return new Attempt(false, false, false, 0, slowAllowed, 0, 0);
  }

  /** Whether the batch is split instead of written as a whole. */
  boolean isSplit() {
    return splits > 0;
  }

  /** It is known that no earlier attempt has committed. */
  Attempt answered() {
    return new Attempt(false, stale, inVain, slow, slowAllowed, splits, unknown);
  }

  /**
   * The changes were linked again.
   *
   * @param same whether their tables were found to be what was known already
   */
  Attempt relinked(boolean same) {
    // what another definition refused says nothing about this one
    return new Attempt(unanswered, false, same, slow, slowAllowed, same ? splits : 0, unknown);
  }

  private Attempt with(boolean nowStale, int nowSlow, int nowSplits, int nowUnknown) {
    return new Attempt(unanswered, nowStale, inVain, nowSlow, slowAllowed, nowSplits, nowUnknown);
  }

  private Attempt inDoubt() {
    return new Attempt(true, stale, inVain, slow, slowAllowed, splits, unknown);
  }

  /**
   * What follows when this attempt has failed.
   *
   * <p>An error that no record can be known to be guilty of is looked for in the records all the
   * same: some may pass and others not. When the split says that none is to blame, it was the
   * database.
   */
  Next next(WriteException failure) {
    Next next =
        switch (failure.kind()) {
          case TRANSIENT -> again(failure);
          case UNKNOWN -> {
            boolean search = unknown >= UNKNOWN_BEFORE_SPLIT && !isSplit();
            Attempt after = with(stale, 0, search ? 1 : splits, unknown + 1);
            yield new Next(search ? Step.AT_ONCE : Step.AFTER_BACKOFF, after);
          }
          case SCHEMA -> inVain ? searchOnce(failure) : new Next(Step.AT_ONCE, rereading());
          // the failure itself says that the table has changed, so that no look is in vain
          case STALE -> new Next(inVain ? Step.AFTER_BACKOFF : Step.AT_ONCE, rereading());
          case RECORD, CLASH -> {
            Attempt after = with(stale, slow, splits + 1, 0);
            yield new Next(splits + 1 > MAX_SPLITS ? Step.NEVER : Step.AT_ONCE, after);
          }
          case FENCED -> new Next(Step.AFTER_REVOCATION, this);
          // it may be the fault of a definition that isn't the table's any more, or of a value
          case ENVIRONMENT -> {
            if (stale || inVain) {
              yield stale ? new Next(Step.NEVER, this) : searchOnce(failure);
            }
            yield new Next(Step.AT_ONCE, rereading());
          }
        };
    return failure.evicts() ? new Next(next.step(), next.attempt().inDoubt()) : next;
  }

  private Next again(WriteException failure) {
    // while a commit is in doubt it is our own lookup that was slow
    boolean isLookup = unanswered;
    int times = isLookup ? slow : failure.isSlow() ? slow + 1 : 0;
    boolean halve = !isLookup && failure.isTooMuch() && !(failure.isSlow() && times < slowAllowed);
    return new Next(halve ? Step.IN_HALVES : Step.AFTER_BACKOFF, with(stale, times, splits, 0));
  }

  private Next searchOnce(WriteException failure) {
    boolean search = !isSplit() && !failure.evicts();
    return new Next(search ? Step.AT_ONCE : Step.NEVER, with(stale, slow, 1, unknown));
  }

  private Attempt rereading() {
    return with(true, slow, splits, 0);
  }
}
