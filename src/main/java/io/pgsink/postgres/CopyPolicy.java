// SPDX-License-Identifier: Apache-2.0
package io.pgsink.postgres;

/** When new rows go by COPY, where they can. */
public enum CopyPolicy {
  /** In batches for which it pays, as far as was learnt from earlier ones. */
  MEASURED,
  /** The same for batches of any size: for tests. */
  GUESSED,
  /** Always, whatever earlier batches were like: for tests. */
  FORCED
}
