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
 */
record Attempt(
    boolean unanswered, boolean stale, boolean inVain, int slow, int slowAllowed, int splits) {

  /** A statement that ran out of time so often is tried with fewer rows. */
  static final int SLOW_BEFORE_HALVES = 3;

  /** Rows that pass alone and fail together this often are changed by somebody else meanwhile. */
  static final int MAX_SPLITS = 3;

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
    return new Attempt(false, false, false, 0, slowAllowed, 0);
  }

  /** Whether the batch is split instead of written as a whole. */
  boolean isSplit() {
    return splits > 0;
  }

  /** It is known that no earlier attempt has committed. */
  Attempt answered() {
    return new Attempt(false, stale, inVain, slow, slowAllowed, splits);
  }

  /**
   * The changes were linked again.
   *
   * @param same whether their tables were found to be what was known already
   */
  Attempt relinked(boolean same) {
    // what another definition refused says nothing about this one
    return new Attempt(unanswered, false, same, slow, slowAllowed, same ? splits : 0);
  }

  /** What follows when this attempt has failed. */
  Next next(WriteException failure) {
    boolean open = unanswered || failure.evicts();
    return switch (failure.kind()) {
      case TRANSIENT, UNKNOWN -> {
        // while a commit is unanswered the slow statement is our own lookup, so it doesn't count
        int times = failure.isSlowStatement() && !open ? slow + 1 : 0;
        Attempt again = new Attempt(open, stale, inVain, times, slowAllowed, splits);
        yield new Next(times >= slowAllowed ? Step.IN_HALVES : Step.AFTER_BACKOFF, again);
      }
      case SCHEMA -> new Next(inVain ? Step.NEVER : Step.AT_ONCE, rereading(open));
      // the failure itself says that the table has changed, so that no look is in vain
      case STALE -> new Next(inVain ? Step.AFTER_BACKOFF : Step.AT_ONCE, rereading(open));
      case RECORD, CLASH -> {
        Attempt again = new Attempt(open, stale, inVain, slow, slowAllowed, splits + 1);
        yield new Next(splits + 1 > MAX_SPLITS ? Step.NEVER : Step.AT_ONCE, again);
      }
      case FENCED ->
          new Next(
              Step.AFTER_REVOCATION, new Attempt(open, stale, inVain, slow, slowAllowed, splits));
      // what nobody but people can mend may be the fault of a definition that isn't the table's
      case ENVIRONMENT -> new Next(stale || inVain ? Step.NEVER : Step.AT_ONCE, rereading(open));
    };
  }

  private Attempt rereading(boolean open) {
    return new Attempt(open, true, inVain, slow, slowAllowed, splits);
  }
}
