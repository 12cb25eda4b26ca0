// SPDX-License-Identifier: Apache-2.0
package io.pgsink.config;

import io.pgsink.table.TableId;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * How batches are made and written.
 *
 * @param batchSize rows after which a batch is sealed
 * @param batchBytes bytes after which a batch is sealed
 * @param linger the longest wait for more rows while a lane is free
 * @param writers lanes, and so connections, per task
 * @param deliveryGuarantee what holds after any fault
 * @param offsetsTable where offsets are stored with the rows; used in exactly-once mode only
 */
public record WriteConfig(
    int batchSize,
    int batchBytes,
    Duration linger,
    int writers,
    DeliveryGuarantee deliveryGuarantee,
    TableId offsetsTable) {

  public static final String BATCH_SIZE = "batch.size";
  static final String DELIVERY_GUARANTEE = "delivery.guarantee";

  static void define(ConfigDef definition) {
    Option.define(
        definition,
        "Writing",
        List.of(
            Option.integer(BATCH_SIZE, "Rows per batch")
                .defaultsTo(5000)
                .between(1, 1_000_000)
                .importance(Importance.MEDIUM)
                .documentation(
                    "Rows after which a batch is sealed and written as one statement. A batch",
                    "holds a key once, so hot keys count as one row."),
            Option.integer("batch.bytes", "Bytes per batch")
                .defaultsTo(8 * 1024 * 1024)
                .between(1024, 1024 * 1024 * 1024)
                .documentation(
                    "Bytes after which a batch is sealed, whatever its rows. It bounds a task's",
                    "memory together with `writers`."),
            Option.milliseconds("linger.ms", "Linger")
                .defaultsTo(5L)
                .between(0L, 60_000L)
                .documentation(
                    "Longest wait for more rows, in milliseconds, while a connection is free.",
                    "While all are busy the batch grows by itself, so this costs no throughput."),
            Option.integer("writers", "Connections per task")
                .defaultsTo(1)
                .between(1, 64)
                .documentation(
                    "Connections that a task writes through at the same time. Rows are spread by",
                    "key, so the order of the changes of one key is kept; in exactly-once mode",
                    "they are spread by topic partition."),
            Option.text(DELIVERY_GUARANTEE, "Delivery guarantee")
                .defaultsTo("at_least_once")
                .oneOf(DeliveryGuarantee.class)
                .importance(Importance.HIGH)
                .dependents("offsets.table")
                .documentation(
                    "What holds after a fault. `at_least_once`: some records are written again,"
                        + " which",
                    "upserts don't show. `exactly_once`: offsets are stored in the same transaction"
                        + " as",
                    "the rows and a writer that lost its partition is fenced; set",
                    "`consumer.override.isolation.level=read_committed` when producers use",
                    "transactions."),
            Option.text("offsets.table", "Offsets table")
                .defaultsTo("pgsink_offsets")
                .parsedBy(WriteConfig::table, "table or schema.table")
                .visibleWhen(values -> isExactlyOnce(values.get(DELIVERY_GUARANTEE)))
                .documentation(
                    "Table for the offsets in exactly-once mode, created when missing. Several",
                    "connectors may share it: its rows carry the connector's name.")));
  }

  static WriteConfig parse(Values values) {
    return new WriteConfig(
        values.integer(BATCH_SIZE),
        values.integer("batch.bytes"),
        values.milliseconds("linger.ms"),
        values.integer("writers"),
        values.choice(DELIVERY_GUARANTEE, DeliveryGuarantee.class),
        table("offsets.table", values.text("offsets.table")));
  }

  private static boolean isExactlyOnce(Object value) {
    return DeliveryGuarantee.EXACTLY_ONCE.name().equalsIgnoreCase(String.valueOf(value).trim());
  }

  private static TableId table(String option, String text) {
    return Identifiers.table(option, text.trim());
  }
}
