// SPDX-License-Identifier: Apache-2.0
package io.pgsink.record;

import io.pgsink.config.TableConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the rows of one topic configuration. Used by one thread.
 *
 * <p>What has to be found out about a schema is found out once; reading a record of a known schema
 * allocates its array of values and the {@link RowChange} and nothing else.
 */
public final class RowReader {
  private final FieldReaders keys;
  private final FieldReaders rows;
  private final MetadataReader metadata;
  private final RowValues row = new RowValues();

  private final Map<List<RowField>, RowSchema> schemas = new RecentlyUsed<>(List::size);
  private final Map<List<RowField>, RowSchema> parts = new RecentlyUsed<>(List::size);
  private final Map<FieldReader, Joined> joined = new RecentlyUsed<>();
  private Joined last = new Joined(null, null, null, null);

  /** The schema of rows that are read by a key reader, a row reader and a list of metadata. */
  private record Joined(
      FieldReader key, FieldReader row, List<RowField> metadata, RowSchema schema) {
    boolean is(FieldReader otherKey, FieldReader otherRow, List<RowField> otherMetadata) {
      return key == otherKey && row == otherRow && metadata == otherMetadata;
    }
  }

  /** A reader for the topics of a configuration. */
  public RowReader(TableConfig config) {
    this.keys = FieldReaders.ofKeys(config);
    this.rows = FieldReaders.ofRows(config);
    this.metadata = new MetadataReader(config.fields().metadataColumns());
  }

  /**
   * Reads an upsert, a delete or a truncate; the latter has no values. A delete has the key's
   * values, those of the old row when the event brings it, and metadata.
   *
   * @throws io.pgsink.table.BadRecordException when a field has a name that no column can have
   */
  public RowChange read(ChangeEvent event) {
    if (event.op() == Op.TRUNCATE || event.op() == Op.SKIP) {
      return new RowChange(event.record(), event.op(), RowSchema.EMPTY, new Object[0], 0);
    }
    FieldReader keyReader = keys.reader(event.keySchema(), event.key());
    FieldReader rowReader = rows.reader(event.rowSchema(), event.row());
    RowSchema schema = join(keyReader, rowReader, metadata.load(event.record()));
    row.start(schema.size());
    keyReader.read(event.key(), row);
    rowReader.read(event.row(), row);
    metadata.read(row);
    if (row.hasAbsent()) {
      RowSchema narrowed = schema.narrowed(row.absent(), this::part);
      return new RowChange(event.record(), event.op(), narrowed, row.present(), row.bytes());
    }
    return new RowChange(event.record(), event.op(), schema, row.take(), row.bytes());
  }

  private RowSchema join(FieldReader key, FieldReader value, List<RowField> metadataFields) {
    if (!last.is(key, value, metadataFields)) {
      Joined found = joined.get(value);
      if (found == null || !found.is(key, value, metadataFields)) {
        List<RowField> fields = new ArrayList<>(key.fields());
        fields.addAll(value.fields());
        fields.addAll(metadataFields);
        found = new Joined(key, value, metadataFields, intern(fields));
        joined.put(value, found);
      }
      last = found;
    }
    return last.schema;
  }

  private RowSchema intern(List<RowField> fields) {
    return schemas.computeIfAbsent(fields, RowSchema::whole);
  }

  private RowSchema part(List<RowField> fields) {
    return RowSchema.describes(fields)
        ? parts.computeIfAbsent(fields, RowSchema::part)
        : intern(fields);
  }
}
