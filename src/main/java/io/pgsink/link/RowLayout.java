// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.columnar.BinaryArray;
import io.pgsink.columnar.DeclaredSize;
import io.pgsink.record.RowField;
import io.pgsink.record.RowSchema;
import io.pgsink.table.BadRecordException;
import io.pgsink.table.Column;
import io.pgsink.table.InsertMode;
import io.pgsink.table.WritePlan;
import io.pgsink.type.KeyForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where the values of a row go: for every column of the column set, which value and how it is
 * encoded. Made once per record schema and table; merged rows get layouts of their own.
 */
public final class RowLayout {
  private final WritePlan plan;
  private final RowSchema schema;
  private final ColumnSet columns;
  private final int[] sources;
  private final Slot[] slots;
  private final int[] keys;
  private final KeyForm[] keyForms;
  private final boolean keysAreExact;
  private final int[] keptOnNull;

  /**
   * A layout.
   *
   * @param plan how the rows are written
   * @param schema the schema of the records that brought the rows
   * @param columns the columns that it provides
   * @param sources for each column, the index of its value in a row's values
   * @param slots for each column, what fills it
   * @param keys the positions of the conflict target's columns in the column set
   * @param keyForms for each of them, how its values compare
   */
  RowLayout(
      WritePlan plan,
      RowSchema schema,
      ColumnSet columns,
      int[] sources,
      Slot[] slots,
      int[] keys,
      KeyForm[] keyForms) {
    this.plan = plan;
    this.schema = schema;
    this.columns = columns;
    this.sources = sources;
    this.slots = slots;
    this.keys = keys;
    this.keyForms = keyForms;
    this.keysAreExact = Arrays.stream(keyForms).allMatch(KeyForm::exact);
    this.keptOnNull = keptOnNull(plan, columns.columns());
  }

  /**
   * The layout of rows merged from rows of an older layout and others.
   *
   * @param older the layout of the rows that came first
   * @param columns the columns of the merged rows, whose values come in the same order
   * @param slots for each column, what fills it
   */
  public static RowLayout merged(RowLayout older, ColumnSet columns, List<Slot> slots) {
    int[] sources = new int[columns.columns().size()];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = i;
    }
    List<Column> keyColumns = older.plan.target().columns();
    int[] keys = new int[keyColumns.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns.columns().indexOf(keyColumns.get(i));
    }
    return new RowLayout(
        older.plan,
        older.schema,
        columns,
        sources,
        slots.toArray(Slot[]::new),
        keys,
        older.keyForms);
  }

  /** The positions of the columns that refuse NULL, and that a NULL of an update leaves alone. */
  private static int[] keptOnNull(WritePlan plan, List<Column> columns) {
    return IntStream.range(0, columns.size())
        .filter(position -> plan.keepsOnNull(columns.get(position)))
        .toArray();
  }

  /** Whether there are columns that refuse NULL, and that a NULL of an update leaves alone. */
  boolean mayKeepOnNull() {
    return keptOnNull.length > 0;
  }

  /** The positions of those columns for which a row brings NULL. */
  BitSet nullsThatKeep(Object[] values) {
    BitSet nulls = new BitSet();
    for (int position : keptOnNull) {
      if (values[sources[position]] == null) {
        nulls.set(position);
      }
    }
    return nulls;
  }

  /** The layout of rows whose NULLs at some positions leave their columns as they are. */
  RowLayout without(BitSet nulls, ColumnSets sets) {
    List<Column> all = columns.columns();
    List<Column> kept = new ArrayList<>();
    List<Column> dropped = new ArrayList<>();
    int[] places = new int[all.size() - nulls.cardinality()];
    Slot[] filled = new Slot[places.length];
    int[] moved = new int[all.size()];
    for (int i = 0; i < all.size(); i++) {
      if (nulls.get(i)) {
        dropped.add(all.get(i));
      } else {
        moved[i] = kept.size();
        places[kept.size()] = sources[i];
        filled[kept.size()] = slots[i];
        kept.add(all.get(i));
      }
    }
    int[] movedKeys = Arrays.stream(keys).map(key -> moved[key]).toArray();
    ColumnSet set = sets.of(kept, dropped);
    return new RowLayout(plan, schema, set, places, filled, movedKeys, keyForms);
  }

  /** The schema of the records that brought the rows. */
  public RowSchema schema() {
    return schema;
  }

  /** For each column that the rows provide the field that fills it. */
  public Map<Column, RowField> links() {
    Map<Column, RowField> links = new LinkedHashMap<>();
    for (int i = 0; i < sources.length; i++) {
      links.put(columns.columns().get(i), schema.field(sources[i]));
    }
    return links;
  }

  /** The columns that the rows provide. */
  public ColumnSet columns() {
    return columns;
  }

  /** The value of the column at a position of the column set. */
  public Object value(Object[] values, int position) {
    return values[sources[position]];
  }

  /** What fills the column at a position of the column set. */
  public Slot slot(int position) {
    return slots[position];
  }

  /** The position of a column in the column set, or -1. */
  public int position(Column column) {
    List<Column> list = columns.columns();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).equals(column)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether rows with different canonical keys are different rows for PostgreSQL, too. If not, all
   * rows of the table must go through one lane.
   */
  public boolean keysAreExact() {
    return keysAreExact;
  }

  /** Whether every other certain key is another row for PostgreSQL. */
  public boolean isCertain(Object key) {
    if (keysAreExact || key == null) {
      return true;
    }
    if (!(key instanceof CompositeKey composite)) {
      return keyForms[0].certain().test(key);
    }
    for (int i = 0; i < keyForms.length; i++) {
      Object part = composite.part(i);
      if (part != null && !keyForms[i].certain().test(part)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the column at a position can hold a row's value, as far as that is known without asking
   * PostgreSQL.
   *
   * @param scratch takes the value, and is as it was afterwards
   */
  public boolean accepts(int position, Object[] values, BinaryArray scratch) {
    Object value = value(values, position);
    Column column = columns.columns().get(position);
    if (value == null) {
      return !column.notNull();
    }
    int mark = scratch.mark();
    try {
      encode(position, values, scratch);
      return DeclaredSize.holds(column.type(), scratch, mark);
    } catch (BadRecordException refused) {
      return false;
    } finally {
      scratch.rollback(mark);
    }
  }

  /** Encodes the value of the column at a position of the column set. */
  public void encode(int position, Object[] values, BinaryArray out) {
    slots[position].mapping().encode(values[sources[position]], out);
  }

  /** Encodes the value of a key column, counted in the order of the conflict target. */
  public void encodeKey(int index, Object[] values, BinaryArray out) {
    encode(keys[index], values, out);
  }

  /**
   * The canonical key of a row, or null when its rows have no identity.
   *
   * @throws BadRecordException when a key column is NULL and the index lets NULLs differ
   */
  Object key(Object[] values) {
    if (keys.length == 0) {
      return null;
    }
    if (keys.length == 1 && !plan.nullKeys()) {
      return keyPart(0, values);
    }
    Object[] parts = new Object[keys.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = keyPart(i, values);
    }
    return new CompositeKey(parts);
  }

  private Object keyPart(int index, Object[] values) {
    Object value = values[sources[keys[index]]];
    if (value == null) {
      if (plan.nullKeys()) {
        return null;
      }
      throw new BadRecordException(
              "it is part of the conflict target and NULL, so the row could never be found again; "
                  + remedy(plan.target().columns().get(index)))
          .inColumn(plan.target().columns().get(index));
    }
    try {
      return keyForms[index].canonical().apply(value);
    } catch (BadRecordException refused) {
      throw refused.inColumn(plan.target().columns().get(index));
    }
  }

  private String remedy(Column key) {
    if (plan.mode() == InsertMode.INSERT && key.hasDefault()) {
      return "leave the field out, so that the database makes the key";
    }
    return key.notNull() ? "send a value" : "send a value, or make the index NULLS NOT DISTINCT";
  }

  /**
   * Whether a row and another one of the same canonical key also hold the same key values, byte for
   * byte.
   */
  public boolean sameKeyValues(Object[] mine, RowLayout other, Object[] theirs) {
    for (int i = 0; i < keys.length; i++) {
      Object left = mine[sources[keys[i]]];
      Object right = theirs[other.sources[other.keys[i]]];
      if (left == null ? right != null : !left.equals(right)) {
        return false;
      }
    }
    return true;
  }
}
