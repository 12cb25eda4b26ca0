// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What to do with the values of one column that come without a schema: resolved for every meaning
 * that such a value can have when the column is met, picked by the value's class.
 *
 * @param <T> what is done
 */
final class Schemaless<T> {

  private final Map<Meaning, Object> resolved = new EnumMap<>(Meaning.class);

  /** Resolves every meaning; the refusal of one is kept until a value has it. */
  Schemaless(Function<Meaning, T> resolve) {
    for (Meaning meaning : Meaning.values()) {
      try {
        resolved.put(meaning, resolve.apply(meaning));
      } catch (BadRecordException refusal) {
        resolved.put(meaning, refusal);
      }
    }
  }

  @SuppressWarnings("unchecked")
  T of(Object value) {
    Object found = resolved.get(Meanings.of(value));
    if (found instanceof BadRecordException refusal) {
      throw refusal;
    }
    return (T) found;
  }
}
