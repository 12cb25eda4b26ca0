// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

/** What holds after any fault: the option {@code delivery.guarantee}. */
public enum DeliveryGuarantee {
  /** Every record is stored; after a fault some are written again. */
  AT_LEAST_ONCE,
  /** Every record is stored once: offsets commit with the rows, and stale writers are fenced. */
  EXACTLY_ONCE
}
