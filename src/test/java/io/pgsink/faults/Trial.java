package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.faults.Nemesis.Promise;

/** One nemesis against one delivery guarantee. */
record Trial(Nemesis nemesis, Guarantee guarantee) {

  /** Whether the guarantee leaves room for a late write that wins. */
  boolean mayLose() {
    return guarantee == Guarantee.AT_LEAST_ONCE
        && nemesis.atLeastOnce() == Promise.LATE_WRITES_MAY_WIN;
  }

  @Override
  public String toString() {
    return nemesis + ", " + guarantee.option();
  }
}
