// SPDX-License-Identifier: Apache-2.0
package io.pgsink.batch;

import java.util.List;

/**
 * The statements of one wave of one table.
 *
 * @param early what runs before the writes: deletes, a truncate in front of them
 * @param writes the writes, and the marks of soft deletes behind them
 * @param late deletes that run behind the writes, of this table and of those that point to it
 */
record WaveGroups(List<RowGroup> early, List<RowGroup> writes, List<RowGroup> late) {}
