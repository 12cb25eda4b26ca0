// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** Reads the fields of Structs of one schema. */
final class StructReader extends FieldReader {

  /** How one field is read. */
  private static final class Access {
    final Field field;
    final int bytes;
    final boolean nullBeatsDefault;
    final boolean maybeUnavailable;

    Access(Field field, boolean maybeUnavailable) {
      Schema schema = field.schema();
      this.field = field;
      this.bytes = ValueSize.fixed(schema);
      this.nullBeatsDefault = schema.isOptional() && schema.defaultValue() != null;
      this.maybeUnavailable = maybeUnavailable;
    }
  }

  private final Access[] accesses;
  private final UnavailableValue unavailable;

  private StructReader(List<RowField> fields, List<Access> accesses, UnavailableValue unavailable) {
    super(fields);
    this.accesses = accesses.toArray(new Access[0]);
    this.unavailable = unavailable;
  }

  static StructReader of(Schema schema, FieldNames names) {
    List<RowField> fields = new ArrayList<>();
    List<Access> accesses = new ArrayList<>();
    for (Field field : schema.fields()) {
      Optional<String> column = names.column(field.name());
      if (column.isPresent()) {
        fields.add(new RowField(column.get(), names.origin(), field.schema()));
        boolean maybeUnavailable =
            names.origin() == RowField.Origin.VALUE && UnavailableValue.isPossible(field.schema());
        accesses.add(new Access(field, maybeUnavailable));
      }
    }
    names.checkDistinct(fields);
    return new StructReader(fields, accesses, names.unavailable());
  }

  @Override
  void read(Object from, RowValues into) {
    Struct struct = (Struct) from;
    for (Access access : accesses) {
      // get() gives a null the schema's default, which is right for required fields only
      Object value =
          access.nullBeatsDefault
              ? struct.getWithoutDefault(access.field.name())
              : struct.get(access.field);
      if (access.maybeUnavailable && unavailable.is(value)) {
        into.addAbsent();
      } else {
        into.add(value, access.bytes < 0 ? ValueSize.of(value) : access.bytes);
      }
    }
  }
}
