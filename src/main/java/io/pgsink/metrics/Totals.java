// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

/**
 * What a task has done since it started, for its log.
 *
 * @param records records taken from the consumer
 * @param rows rows inserted, updated or deleted
 * @param unchanged rows sent that changed nothing
 * @param folded changes replaced by a later one in the same batch
 * @param batches batches committed
 * @param retries repetitions
 * @param deadLetters records reported as errant
 * @param lagMillis from a record's timestamp to its commit, 95th percentile of the last minute; NaN
 *     when there was none
 */
public record Totals(
    long records,
    long rows,
    long unchanged,
    long folded,
    long batches,
    long retries,
    long deadLetters,
    double lagMillis) {}
