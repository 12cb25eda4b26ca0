// SPDX-License-Identifier: Apache-2.0
package io.pgsink.columnar;

import io.pgsink.table.PgType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether an encoded value keeps within the size that its column declares: {@code numeric(p,s)},
 * {@code varchar(n)}, {@code bit(n)}. PostgreSQL looks at that when it assigns the value. Says no
 * in doubt, such as for 99.95 in a {@code numeric(3,1)}, which rounding makes a digit longer.
 */
public final class DeclaredSize {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private static final int[] POWERS = {1, 10, 100, 1000, 10_000};
  private static final int NUMERIC_HEADER = 8;
  private static final int SPECIAL = 0xC000;
  private static final int NAN = 0xC000;

  /** Digits before the point that {@code money} can hold, whatever they are. */
  private static final int MONEY_DIGITS = 16;

  private DeclaredSize() {}

  /**
   * Whether a value has its place in a column.
   *
   * @param array holds the value
   * @param element where the value starts, with its length
   */
  public static boolean holds(PgType type, BinaryArray array, int element) {
    byte[] bytes = array.buffer();
    int length = (int) INT.get(bytes, element);
    int start = element + 4;
    if (type.isMoney()) {
      return length < 0 || isWithin(MONEY_DIGITS + 2, 2, bytes, start);
    }
    if (length < 0 || type.modifier() < 0 || type.kind() != PgType.Kind.BASE) {
      return true;
    }
    return switch (type.name()) {
      case "numeric" ->
          isWithin(
              type.numericPrecision().orElseThrow(),
              type.numericScale().orElseThrow(),
              bytes,
              start);
      case "varchar", "bpchar" ->
          length <= type.maxLength().orElseThrow()
              || characters(bytes, start, length) <= type.maxLength().orElseThrow();
      case "bit" -> length == type.modifier();
      case "varbit" -> length <= type.modifier();
      default -> true;
    };
  }

  /** Whether a numeric has so few digits before its point, also when it is rounded. */
  private static boolean isWithin(int precision, int scale, byte[] bytes, int start) {
    int sign = (short) SHORT.get(bytes, start + 4) & 0xFFFF;
    if ((sign & SPECIAL) == SPECIAL) {
      return sign == NAN;
    }
    if ((short) SHORT.get(bytes, start) == 0) {
      return true;
    }
    int weight = (short) SHORT.get(bytes, start + 2);
    int first = (short) SHORT.get(bytes, start + NUMERIC_HEADER);
    int leading = first < 10 ? 1 : first < 100 ? 2 : first < 1000 ? 3 : 4;
    int before = weight * 4 + leading;
    boolean rounded = (short) SHORT.get(bytes, start + 6) > scale;
    if (before != precision - scale || !rounded) {
      return before <= precision - scale;
    }
    // nothing but nines may become a digit more
    int kept = Math.min(leading, precision);
    return first / POWERS[leading - kept] < POWERS[kept] - 1;
  }

  private static int characters(byte[] bytes, int start, int length) {
    int characters = 0;
    for (int i = start; i < start + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        characters++;
      }
    }
    return characters;
  }
}
