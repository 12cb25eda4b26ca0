// SPDX-License-Identifier: Apache-2.0
package io.pgsink.faults;

import io.pgsink.faults.Nemesis.Guarantee;
import io.pgsink.faults.Nemesis.Promise;

/** One nemesis against one delivery guarantee. */
record Trial(Nemesis nemesis, Guarantee guarantee) {

  /** What holds at the end. */
  Promise promise() {
    return guarantee == Guarantee.AT_LEAST_ONCE ? nemesis.atLeastOnce() : Promise.NEWEST_WINS;
  }

  @Override
  public String toString() {
    return nemesis + ", " + guarantee.option();
  }
}
