// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.type.WriteMapping;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;

/**
 * What fills a column: how its values are written, and the schema they come with.
 *
 * @param schema the field's schema, null when it has none
 * @param mapping how its values are written
 */
public record Slot(Schema schema, WriteMapping mapping) {

  /** Whether values of both are values of one kind, so that they can be told apart or combined. */
  public boolean isLike(Slot other) {
    return Objects.equals(schema, other.schema);
  }
}
