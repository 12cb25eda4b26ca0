// SPDX-License-Identifier: Apache-2.0
package io.pgsink.metrics;

/**
 * The numbers of one batch that was committed.
 *
 * @param folded changes that a later one of the same key in the batch replaced
 * @param written rows that PostgreSQL inserted or updated
 * @param deleted rows that it deleted
 * @param unchanged rows that were sent and changed nothing
 * @param bytes roughly the bytes of its records
 * @param queuedNanos from sealing to its lane's turn
 * @param flushNanos from there to its commit
 * @param timestamp the record timestamp of its first change in milliseconds, or -1
 */
public record Flush(
    long folded,
    long written,
    long deleted,
    long unchanged,
    long bytes,
    long queuedNanos,
    long flushNanos,
    long timestamp) {}
