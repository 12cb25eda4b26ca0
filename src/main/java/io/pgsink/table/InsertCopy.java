// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

/** Whether rows that are new may go by COPY: {@code insert.copy}. */
public enum InsertCopy {
  /** Where it stores the same as the statement that inserts. */
  AUTO,
  NEVER
}
