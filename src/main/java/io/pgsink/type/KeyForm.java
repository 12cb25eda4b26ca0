// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How key values of one column compare.
 *
 * @param canonical makes, of a value that is not null, an object whose {@code equals} and {@code
 *     hashCode} say what is equal for the database; the objects of one column are Comparable with
 *     each other by a total order that is stable, if not always the database's
 * @param exact whether different objects also mean different keys for the database; if not, two of
 *     them may still be one key there
 * @param certain of a canonical object, whether every other certain one means another key; always
 *     true where the form is exact
 */
public record KeyForm(
    Function<Object, Object> canonical, boolean exact, Predicate<Object> certain) {}
