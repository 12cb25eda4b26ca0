// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.KeySource;
import io.pgsink.record.RowField.Origin;
import io.pgsink.table.Column;
import io.pgsink.table.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The fields that a row provides, in the order of its values: the record key's, then the record
 * value's, then metadata. A field that is not here is absent, which is not the same as null.
 *
 * <p>Compared by identity: a {@link RowReader} gives the same object for the same fields as long as
 * it remembers them (it forgets the least recently used of many).
 */
public final class RowSchema {
  /** No fields: the row of a truncate. */
  public static final RowSchema EMPTY = new RowSchema(List.of(), /* whole= */ true);

  private final List<RowField> fields;
  private final boolean whole;
  private final Map<BitSet, RowSchema> narrowed;

  /** How many fields of an origin have a name, whatever its case. */
  private final Map<Spelling, Integer> spellings = new HashMap<>();

  private record Spelling(Origin origin, String folded) {
    Spelling(RowField field) {
      this(field.origin(), fold(field.name()));
    }

    /** Equal for names that {@link String#equalsIgnoreCase} takes for equal. */
    static String fold(String name) {
      StringBuilder folded = new StringBuilder(name.length());
      for (int i = 0; i < name.length(); i++) {
        folded.append(Character.toLowerCase(Character.toUpperCase(name.charAt(i))));
      }
      return folded.toString();
    }
  }

  private RowSchema(List<RowField> fields, boolean whole) {
    this.fields = List.copyOf(fields);
    this.narrowed = new RecentlyUsed<>(absent -> 1 + this.fields.size());
    for (RowField field : this.fields) {
      spellings.merge(new Spelling(field), 1, Integer::sum);
    }
    this.whole = whole;
  }

  /** All the fields of a record. */
  static RowSchema whole(List<RowField> fields) {
    return new RowSchema(fields, /* whole= */ true);
  }

  /** The fields of a record of which some weren't sent. */
  static RowSchema part(List<RowField> fields) {
    return new RowSchema(fields, /* whole= */ false);
  }

  /** Whether the records have a key with at least one field, or a single value as key. */
  public boolean hasKey() {
    return fields.stream()
        .anyMatch(field -> field.origin() == Origin.KEY || field.origin() == Origin.PRIMITIVE_KEY);
  }

  /**
   * Whether these are all the fields that such records have: a Struct's, and none of them left out
   * because its value wasn't sent.
   */
  public boolean isWhole() {
    return whole && describes(fields);
  }

  /** Whether a schema says what fields such records have. */
  static boolean describes(List<RowField> fields) {
    return fields.stream()
        .anyMatch(field -> field.origin() == Origin.VALUE && field.schema() != null);
  }

  /** The fields, in the order of a row's values. */
  public List<RowField> fields() {
    return fields;
  }

  /** The field at an index. */
  public RowField field(int index) {
    return fields.get(index);
  }

  /** The number of fields. */
  public int size() {
    return fields.size();
  }

  /**
   * Where the values of the conflict target's columns are. A column takes the field of its name in
   * the record key or value, as {@code conflict.keys.from} says, else what {@code value.column} or
   * {@code metadata.columns} puts there. A key that is one value without a name fills the column
   * when there is only one and nothing else does.
   *
   * <p>A field of another case stands for the column when there is no other candidate.
   *
   * @return the index of each column's field, -1 where there is none
   */
  public int[] keyIndexes(List<String> columns, KeySource from) {
    int[] indexes = new int[columns.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = keyIndex(columns.get(i), origins(from));
    }
    if (indexes.length == 1 && indexes[0] < 0 && from != KeySource.VALUE) {
      for (int i = 0; i < fields.size(); i++) {
        if (fields.get(i).origin() == Origin.PRIMITIVE_KEY) {
          indexes[0] = i;
        }
      }
    }
    return indexes;
  }

  /** Where a conflict column's value is looked for, in this order. */
  private static List<Origin> origins(KeySource from) {
    return switch (from) {
      case AUTO -> List.of(Origin.KEY, Origin.VALUE, Origin.DOCUMENT, Origin.METADATA);
      case KEY -> List.of(Origin.KEY, Origin.METADATA);
      case VALUE -> List.of(Origin.VALUE, Origin.DOCUMENT, Origin.METADATA);
    };
  }

  /**
   * The column of a table that a field fills: the one of its exact name, or else the only one of
   * that name in another case, unless another field may mean it, too.
   */
  public Optional<Column> column(RowField field, Table table) {
    Optional<Column> exact = table.column(field.name());
    if (exact.isPresent()) {
      return exact;
    }
    Column found = null;
    for (Column column : table.columns().values()) {
      if (column.name().equalsIgnoreCase(field.name())) {
        if (found != null) {
          return Optional.empty();
        }
        found = column;
      }
    }
    if (found == null) {
      return Optional.empty();
    }
    if (spellings.getOrDefault(new Spelling(field), 0) > 1) {
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private int keyIndex(String column, List<Origin> origins) {
    for (Origin origin : origins) {
      int index = index(origin, column);
      if (index >= 0) {
        return index;
      }
    }
    return -1;
  }

  private int index(Origin origin, String name) {
    int otherCase = -1;
    int candidates = 0;
    for (int i = 0; i < fields.size(); i++) {
      RowField field = fields.get(i);
      if (field.origin() != origin) {
        continue;
      }
      if (field.name().equals(name)) {
        return i;
      }
      if (field.name().equalsIgnoreCase(name)) {
        otherCase = i;
        candidates++;
      }
    }
    return candidates == 1 ? otherCase : -1;
  }

  /**
   * This schema without some fields.
   *
   * @param absent the indexes to leave out; kept by this schema
   * @param intern gives the schema of a list of fields
   */
  RowSchema narrowed(BitSet absent, Function<List<RowField>, RowSchema> intern) {
    RowSchema known = narrowed.get(absent);
    if (known != null) {
      return known;
    }
    List<RowField> present = new ArrayList<>(fields.size());
    for (int i = absent.nextClearBit(0); i < fields.size(); i = absent.nextClearBit(i + 1)) {
      present.add(fields.get(i));
    }
    RowSchema schema = intern.apply(present);
    narrowed.put(absent, schema);
    return schema;
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
