package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import java.util.function.Function;

/**
 * What to do with the values of one column that come without a schema: resolved for every meaning
 * that such a value can have when the column is met, picked by the value's class.
 *
 * @param <T> what is done
 */
final class Schemaless<T> {
  private static final Meaning[] MEANINGS = Meaning.values();

  private final Object[] resolved = new Object[MEANINGS.length];

  /** Resolves every meaning; the refusal of one is kept until a value has it. */
  Schemaless(Function<Meaning, T> resolve) {
    for (Meaning meaning : MEANINGS) {
      try {
        resolved[meaning.ordinal()] = resolve.apply(meaning);
      } catch (BadRecordException refusal) {
        resolved[meaning.ordinal()] = refusal;
      }
    }
  }

  @SuppressWarnings("unchecked")
  T of(Object value) {
    Object found = resolved[Meaning.of(value).ordinal()];
    if (found instanceof BadRecordException refusal) {
      throw refusal;
    }
    return (T) found;
  }
}
