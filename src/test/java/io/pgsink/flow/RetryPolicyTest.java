// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private final RetryPolicy policy =
      new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(30), -1);

  @Test
  void theWaitDoublesUpToTheLongest() {
    assertEquals(100, policy.delay(1, 0).toMillis());
    assertEquals(200, policy.delay(2, 0).toMillis());
    assertEquals(400, policy.delay(3, 0).toMillis());
    assertEquals(15_000, policy.delay(20, 0).toMillis());
    assertEquals(15_000, policy.delay(Integer.MAX_VALUE, 0).toMillis());
  }

  @Test
  void jitterSpreadsTheUpperHalf() {
    assertEquals(150, policy.delay(1, 0.5).toMillis());
    assertEquals(200, policy.delay(1, 1).toMillis());
  }

  @Test
  void minusOneAllowsAnyNumber() {
    assertTrue(policy.allows(1_000_000));
  }

  @Test
  void aLimitIsInclusiveAndZeroAllowsNone() {
    RetryPolicy three = new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 3);
    assertTrue(three.allows(3));
    assertFalse(three.allows(4));
    assertFalse(new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 0).allows(1));
  }
}
