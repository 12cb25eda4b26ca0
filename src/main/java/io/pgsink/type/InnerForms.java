// SPDX-License-Identifier: Apache-2.0
package io.pgsink.type;

import io.pgsink.table.PgType;
import org.apache.kafka.connect.data.Schema;

/** Where literals of arrays, composites and ranges get the forms of what is inside of them. */
interface InnerForms {
  /** The form of a schema's values, or of schemaless ones when it is null. */
  TextForm form(Schema schema, PgType type);
}
