package io.pgsink.flow;

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
record Refusal(SinkRecord record, Optional<TableId> table, String reason) {

  /** Where the record is, in the coordinates that users know. */
  static String where(SinkRecord record) {
    return record.originalTopic()
        + '-'
        + record.originalKafkaPartition()
        + '-'
        + record.originalKafkaOffset();
  }

  /** The whole message. */
  String message() {
    return "record "
        + where(record)
        + table.map(id -> " for table " + id).orElse("")
        + " refused: "
        + reason;
  }
}
