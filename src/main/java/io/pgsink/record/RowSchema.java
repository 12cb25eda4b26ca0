package io.pgsink.record;

import io.pgsink.record.RowField.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
  public static final RowSchema EMPTY = new RowSchema(List.of());

  private final List<RowField> fields;
  private final Map<String, Integer> keys = new HashMap<>();
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<BitSet, RowSchema> narrowed = new RecentlyUsed<>();
  private final int primitiveKey;

  RowSchema(List<RowField> fields) {
    this.fields = List.copyOf(fields);
    int primitive = -1;
    for (int i = 0; i < this.fields.size(); i++) {
      RowField field = this.fields.get(i);
      switch (field.origin()) {
        case KEY -> keys.put(field.name(), i);
        case PRIMITIVE_KEY -> primitive = i;
        case VALUE, DOCUMENT, METADATA -> values.put(field.name(), i);
      }
    }
    this.primitiveKey = primitive;
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

  /** The index of the field of this origin and name. */
  public OptionalInt indexOf(Origin origin, String name) {
    for (int i = 0; i < fields.size(); i++) {
      RowField field = fields.get(i);
      if (field.origin() == origin && field.name().equals(name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Where the value of a conflict column is: in the record key, else in the record value or the
   * metadata. A primitive key is not looked at, see {@link #primitiveKey()}.
   */
  public OptionalInt keyIndex(String column) {
    return index(keys.getOrDefault(column, values.getOrDefault(column, -1)));
  }

  /**
   * Where the value of any other column is: in the record value or the metadata, else in the key.
   */
  public OptionalInt valueIndex(String column) {
    return index(values.getOrDefault(column, keys.getOrDefault(column, -1)));
  }

  /**
   * Where the record key is when it is one value without a name; it fills a single conflict column.
   */
  public OptionalInt primitiveKey() {
    return index(primitiveKey);
  }

  /** The record key's fields, in order: the primary key of a table to be created. */
  public List<RowField> keyFields() {
    return fields.stream().filter(RowField::isKey).toList();
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

  private static OptionalInt index(int index) {
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
