// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.Column;
import io.pgsink.table.PgType;
import io.pgsink.table.UpdateRule;
import io.pgsink.table.WireType;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.connect.data.Schema;

/**
 * The update rules on two values in the buffer, with the result that the database would reach by
 * applying one after the other. What can't be proved equal is not folded: sums of floats depend on
 * their order, the order of texts on a collation, {@code ||} of jsonb on what the row holds.
 */
final class Folds {
  private final KeyForms keyForms;

  Folds(KeyForms keyForms) {
    this.keyForms = keyForms;
  }

  Optional<BinaryOperator<Object>> fold(UpdateRule rule, Schema schema, Column column) {
    return switch (rule) {
      case REPLACE, COALESCE -> Optional.of((older, newer) -> newer);
      case KEEP -> Optional.of((older, newer) -> older);
      case ADD -> sum(schema, column.type());
      case GREATEST ->
          keyForms
              .order(schema, column)
              .map(order -> (older, newer) -> order.compare(newer, older) > 0 ? newer : older);
      case LEAST ->
          keyForms
              .order(schema, column)
              .map(order -> (older, newer) -> order.compare(newer, older) < 0 ? newer : older);
      case APPEND -> append(schema, column.type());
      case MERGE -> merge(schema, column.type());
    };
  }

  private static Optional<BinaryOperator<Object>> sum(Schema schema, PgType type) {
    Meaning meaning = schema == null ? Meaning.DECIMAL : Meanings.of(schema);
    boolean number = meaning == Meaning.INTEGER || meaning == Meaning.DECIMAL;
    if (!number) {
      return Optional.empty();
    }
    return switch (type.wire()) {
      case INT2 -> Optional.of(longSum(schema, type, Short.MIN_VALUE, Short.MAX_VALUE));
      case INT4 -> Optional.of(longSum(schema, type, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case INT8 -> Optional.of(longSum(schema, type, Long.MIN_VALUE, Long.MAX_VALUE));
      case NUMERIC ->
          meaning == Meaning.DECIMAL && !type.isMoney() ? decimalSum(type) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static BinaryOperator<Object> longSum(Schema schema, PgType type, long min, long max) {
    Schemaless<ToLongFunction<Object>> readers =
        new Schemaless<>(meaning -> Numbers.integers(meaning, type, min, max));
    return (older, newer) -> {
      long left = readers.of(older).applyAsLong(older);
      long right = readers.of(newer).applyAsLong(newer);
      long sum = left + right;
      boolean overflow = ((left ^ sum) & (right ^ sum)) < 0;
      if (overflow || sum < min || sum > max) {
        throw Refusals.outOfRange(type);
      }
      return schema != null && Meanings.of(schema) == Meaning.DECIMAL
          ? BigDecimal.valueOf(sum)
          : (Object) sum;
    };
  }

  private static Optional<BinaryOperator<Object>> decimalSum(PgType type) {
    Schemaless<Function<Object, BigDecimal>> readers =
        new Schemaless<>(meaning -> KeyForms.decimals(meaning, type));
    return Optional.of(
        (older, newer) -> readers.of(older).apply(older).add(readers.of(newer).apply(newer)));
  }

  private static Optional<BinaryOperator<Object>> append(Schema schema, PgType type) {
    if (schema == null) {
      return Optional.empty();
    }
    Meaning meaning = Meanings.of(schema);
    if (type.wire() == WireType.BYTEA && meaning == Meaning.BYTES) {
      return Optional.of(Folds::concatenateBytes);
    }
    // with a declared length each value would lose its trailing spaces on the way
    boolean text = type.name().equals("text") || type.name().equals("citext");
    boolean unlimited = text || (type.name().equals("varchar") && type.modifier() < 0);
    if (type.kind() == PgType.Kind.BASE && unlimited && meaning == Meaning.TEXT) {
      return Optional.of((older, newer) -> (String) older + newer);
    }
    boolean flatArray =
        type.kind() == PgType.Kind.ARRAY
            && meaning == Meaning.LIST
            && schema.valueSchema().type() != Schema.Type.ARRAY;
    return flatArray ? Optional.of(Folds::concatenateLists) : Optional.empty();
  }

  private static Object concatenateBytes(Object older, Object newer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Binaries.bytes(older));
    out.writeBytes(Binaries.bytes(newer));
    return out.toByteArray();
  }

  private static Object concatenateLists(Object older, Object newer) {
    List<Object> out = new ArrayList<>((List<?>) older);
    out.addAll((List<?>) newer);
    return out;
  }

  private static Optional<BinaryOperator<Object>> merge(Schema schema, PgType type) {
    if (schema == null || !type.name().equals("jsonb")) {
      return Optional.empty();
    }
    return switch (Meanings.of(schema)) {
      // every field of a struct is there, so the newer one replaces the older one's
      case STRUCT -> Optional.of((older, newer) -> newer);
      case MAP ->
          Optional.of(
              (older, newer) -> {
                Map<Object, Object> out = new LinkedHashMap<>((Map<?, ?>) older);
                out.putAll((Map<?, ?>) newer);
                return out;
              });
      default -> Optional.empty();
    };
  }
}
