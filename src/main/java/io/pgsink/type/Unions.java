// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Unions, as converters of schema registries bring them: a Struct with an optional field for each
 * branch, of which one is set. A union is stored as what is set in it.
 *
 * @param <T> what is done with a value, resolved for each branch
 */
final class Unions<T> {
  /** What is done with a value, or why its branch can't be stored. */
  private final Object[] branches;

  private Unions(Object[] branches) {
    this.branches = branches;
  }

  /** Resolves every branch; the refusal of one is kept until a value has it. */
  static <T> Unions<T> resolve(Schema schema, Function<Schema, T> resolve) {
    List<Field> fields = schema.fields();
    Object[] branches = new Object[fields.size()];
    for (int i = 0; i < branches.length; i++) {
      try {
        branches[i] = resolve.apply(fields.get(i).schema());
      } catch (BadRecordException refusal) {
        branches[i] = refusal;
      }
    }
    return new Unions<>(branches);
  }

  /** Whether values of a schema are stored as what is set in them, and not as a document. */
  static boolean isUnwrapped(Schema schema, PgType type) {
    return Meanings.of(schema) == Meaning.UNION
        && !type.name().equals("jsonb")
        && !type.name().equals("json");
  }

  /** What is done with the value of the field that is set. */
  @SuppressWarnings("unchecked")
  T of(Field set) {
    Object found = branches[set.index()];
    if (found instanceof BadRecordException refusal) {
      throw refusal;
    }
    return (T) found;
  }

  /** The field that is set, or null when none is: then the union is NULL. */
  static Field set(Object union) {
    Struct struct = (Struct) union;
    for (Field field : struct.schema().fields()) {
      if (struct.getWithoutDefault(field.name()) != null) {
        return field;
      }
    }
    return null;
  }

  /** The value of a field that is set. */
  static Object value(Object union, Field set) {
    return ((Struct) union).getWithoutDefault(set.name());
  }
}
