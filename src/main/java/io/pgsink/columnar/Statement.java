package io.pgsink.columnar;

/**
 * One statement of a batch.
 *
 * @param sql its text, with one parameter per column
 * @param columns its parameters
 */
public record Statement(String sql, ColumnBatch columns) {}
