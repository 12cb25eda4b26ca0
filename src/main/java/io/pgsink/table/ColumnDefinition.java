// SPDX-License-Identifier: Apache-2.0
package io.pgsink.table;

import java.util.Optional;

/**
 * A column that a table should have: what {@code auto.create} and {@code auto.evolve} work towards.
 *
 * @param name its name, case-sensitive
 * @param type its SQL type, with length or precision: {@code bigint}, {@code numeric(10,2)}
 * @param notNull whether NULL is refused
 * @param defaultSql its default as a SQL literal, already quoted
 * @param comment its comment as plain text
 */
public record ColumnDefinition(
    String name,
    String type,
    boolean notNull,
    Optional<String> defaultSql,
    Optional<String> comment) {}
