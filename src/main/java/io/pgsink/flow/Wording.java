// SPDX-License-Identifier: Apache-2.0
package io.pgsink.flow;

import io.pgsink.link.Refusal;
import io.pgsink.postgres.WriteException;
import io.pgsink.table.OneLine;
import io.pgsink.table.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What messages say. Names, codes and places always; row values, and the server's own words, which
 * may hold some, only with {@code log.record.values=true}. Immutable.
 */
final class Wording {
  /** Headers of dead letters and task statuses are no place for whole documents. */
  private static final int LONGEST = 2_000;

  private final String connector;
  private final boolean values;

  Wording(String connector, boolean values) {
    this.connector = connector;
    this.values = values;
  }

  /** Where something happened that is no matter of one table. */
  String place() {
    return OneLine.of("Connector " + connector);
  }

  /** Where something happened, for the log. */
  String place(TableId table) {
    return OneLine.of("Table " + table + " of connector " + connector);
  }

  /** What happened at a place; a text that names its table itself needs no other. */
  String at(String place, String what) {
    return (what.startsWith("table ") ? place() : place) + ": " + what;
  }

  /** A failure of the database. */
  String of(WriteException failure) {
    return values
        ? failure.getMessage() + ". The server's words: " + shortened(failure.serverWords())
        : failure.getMessage();
  }

  /** A record that can't be stored. */
  String of(Refusal refusal) {
    if (!values) {
      return refusal.message();
    }
    SinkRecord record = refusal.record();
    return refusal.message()
        + ". Its key: "
        + text(record.key())
        + ", its value: "
        + text(record.value());
  }

  /** A bug of ours: its stack trace belongs into the log, its message may hold row values. */
  Throwable of(Throwable unexpected) {
    if (values) {
      return unexpected;
    }
    Throwable safe = new IllegalStateException(unexpected.getClass().getName());
    safe.setStackTrace(unexpected.getStackTrace());
    return safe;
  }

  /** Bytes are shown as the text that they mostly are: JSON. */
  private static String text(Object value) {
    if (value instanceof byte[] bytes) {
      return shortened(new String(bytes, StandardCharsets.UTF_8));
    }
    if (value instanceof ByteBuffer bytes) {
      return shortened(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    }
    return shortened(String.valueOf(value));
  }

  private static String shortened(String text) {
    return OneLine.of(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
  }
}
