// SPDX-License-Identifier: Apache-2.0
package io.pgsink.link;

import io.pgsink.table.OneLine;
import io.pgsink.table.TableId;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record that can't be stored, and why.
 *
 * @param record the record
 * @param table the table that it was meant for, where known
 * @param reason what is wrong and what to do, without any value
 */
public record Refusal(SinkRecord record, Optional<TableId> table, String reason) {

  /** A table that is named beside the reason isn't named in front of it, too. */
  public Refusal {
    String named = table.map(id -> "table \"" + id + "\": ").orElse("");
    reason = reason.startsWith(named) ? reason.substring(named.length()) : reason;
  }

  /** The record of a change. */
  public static Refusal of(Change change, String reason) {
    return new Refusal(change.record(), Optional.of(change.target().plan().table().id()), reason);
  }

  /** Where the record is, in the coordinates that users know. */
  public static String where(SinkRecord record) {
    return record.originalTopic()
        + '-'
        + record.originalKafkaPartition()
        + '-'
        + record.originalKafkaOffset();
  }

  /** The whole message. */
  public String message() {
    return OneLine.of(
        "record "
            + where(record)
            + table.map(id -> " for table " + id).orElse("")
            + " refused: "
            + reason);
  }
}
