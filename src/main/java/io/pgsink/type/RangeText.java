// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.BadRecordException;
import io.pgsink.table.PgType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/**
 * Literals of ranges and multiranges. A range is a text as PostgreSQL reads it, or a struct or map
 * of {@code lower}, {@code upper} and {@code bounds}: a missing end is unbounded, the bounds are
 * <code>[)</code> unless said. A multirange is a text or a list of ranges.
 */
final class RangeText {
  private static final Set<String> BOUNDS = Set.of("[]", "[)", "(]", "()");
  private static final Set<String> FIELDS = Set.of("lower", "upper", "bounds");

  private RangeText() {}

  static TextForm range(Meaning meaning, Schema schema, PgType type, InnerForms forms) {
    PgType subtype = type.element().orElseThrow();
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case MAP -> {
        TextForm ends = forms.form(schema == null ? null : schema.valueSchema(), subtype);
        yield value -> {
          Map<?, ?> map = (Map<?, ?>) value;
          for (Object name : map.keySet()) {
            if (name == null || !FIELDS.contains(name)) {
              throw notRange();
            }
          }
          return of(map.get("lower"), ends, map.get("upper"), ends, map.get("bounds"));
        };
      }
      case STRUCT -> struct(schema, subtype, forms);
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static TextForm struct(Schema schema, PgType subtype, InnerForms forms) {
    TextForm lower = end(schema, "lower", subtype, forms);
    TextForm upper = end(schema, "upper", subtype, forms);
    return value -> {
      Struct struct = (Struct) value;
      for (var field : struct.schema().fields()) {
        if (!FIELDS.contains(field.name())) {
          throw notRange();
        }
      }
      return of(
          Structs.value(struct, "lower"),
          lower,
          Structs.value(struct, "upper"),
          upper,
          Structs.value(struct, "bounds"));
    };
  }

  private static TextForm end(Schema schema, String name, PgType subtype, InnerForms forms) {
    boolean known = schema != null && schema.field(name) != null;
    return forms.form(known ? schema.field(name).schema() : null, subtype);
  }

  static TextForm multirange(Meaning meaning, Schema schema, PgType type, InnerForms forms) {
    // pg_type names the range of a multirange as its element, or its subtype
    PgType element = type.element().orElseThrow();
    PgType range =
        element.kind() == PgType.Kind.RANGE
            ? element
            : new PgType(
                type.sql(),
                type.schema(),
                type.name(),
                PgType.Kind.RANGE,
                -1,
                type.element(),
                List.of());
    return switch (meaning) {
      case TEXT -> String.class::cast;
      case BYTES -> Literals::ofBytes;
      case LIST -> {
        TextForm ranges = forms.form(schema == null ? null : schema.valueSchema(), range);
        yield value -> {
          StringBuilder out = new StringBuilder(64).append('{');
          for (Object each : (List<?>) value) {
            if (each == null) {
              throw new BadRecordException("a multirange can't hold null");
            }
            out.append(out.length() == 1 ? "" : ",").append(ranges.of(each));
          }
          return out.append('}').toString();
        };
      }
      default -> throw Refusals.unsuitable(meaning, type);
    };
  }

  private static String of(
      Object lower, TextForm lowers, Object upper, TextForm uppers, Object bounds) {
    String brackets = bounds == null ? "[)" : bounds.toString();
    if (!BOUNDS.contains(brackets)) {
      throw notRange();
    }
    StringBuilder out = new StringBuilder(32).append(brackets.charAt(0));
    if (lower != null) {
      Literals.quote(lowers.of(lower), out);
    }
    out.append(',');
    if (upper != null) {
      Literals.quote(uppers.of(upper), out);
    }
    return out.append(brackets.charAt(1)).toString();
  }

  private static BadRecordException notRange() {
    return new BadRecordException(
        "a range is made from lower, upper and bounds, which is one of [] [) (] ()");
  }
}
