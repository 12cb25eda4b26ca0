// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

/** Whether the changes of one key in a batch become one: {@code fold.changes}. */
public enum FoldChanges {
  /** They do, except in tables with row triggers or rules, which may act on each of them. */
  AUTO,
  /** They do in every table. */
  ALWAYS,
  /** Each change is written, in the order of arrival. */
  NEVER
}
